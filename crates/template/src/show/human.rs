//! The full rendering: the line that tools read, then rustc's snippet.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, Style};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::excerpt::Excerpt;
use crate::{Diagnostic, Label, Source};

/// The finding with its source line, a caret under the whole span, and help lines; coloured where `color` says so.
///
/// ```
/// use tunesmith_template::{Levels, check, doc, show};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", r#"{"strategies": {}}"#);
/// let checked = check(&files, &Levels::default(), None);
/// let report = checked.reports.last().unwrap();
/// let text = show::human(&report.source, &report.diagnostics[0], false);
/// assert!(text.starts_with("t.json:1:16: error[no-strategy]: a template needs at least one strategy\n"));
/// assert!(text.contains("1 | {\"strategies\": {}}\n  |                ^\n"));
/// ```
pub fn human(source: &Source, diagnostic: &Diagnostic, color: bool) -> String {
    if source.text().is_empty() {
        // About the file as a whole: there is no line to show.
        let help = diagnostic.help.iter().map(|help| format!("\n  = help: {help}"));
        return title(source, diagnostic, color) + &help.collect::<String>();
    }
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let level = if diagnostic.level == crate::Level::Deny { Level::ERROR } else { Level::WARNING };
    let elements = snippets(source, diagnostic).into_iter().map(Element::from);
    let help = diagnostic.help.iter().map(|help| Element::from(Level::HELP.message(help)));
    let report = [Group::with_level(level).elements(elements).elements(help)];
    format!("{}\n{}", title(source, diagnostic, color), renderer.term_width(TERM_WIDTH).render(&report))
}

/// Lines are cut here, around the caret, so that annotate-snippets has nothing left to cut.
const TERM_WIDTH: usize = 10_000;

/// The line of [`super::short`], its level coloured.
fn title(source: &Source, diagnostic: &Diagnostic, color: bool) -> String {
    let short = super::short(source, diagnostic);
    let level = format!("{}[{}]", diagnostic.level.title(), diagnostic.code);
    let hue = if diagnostic.level == crate::Level::Deny { AnsiColor::BrightRed } else { AnsiColor::BrightYellow };
    let style = Style::new().fg_color(Some(hue.into())).bold();
    if color { short.replacen(&level, &format!("{style}{level}{style:#}"), 1) } else { short }
}

/// The lines of the finding and of its labels: together where they are near each other, with the path where they are in
/// another file.
fn snippets<'d>(source: &Source, diagnostic: &'d Diagnostic) -> Vec<Snippet<'d, annotate_snippets::Annotation<'d>>> {
    let primary = Excerpt::new(source, diagnostic.span.range(), &[]);
    let is_near = |label: &&Label| label.source.is_none() && primary.reaches(source, &label.span.range());
    let (near, apart): (Vec<&Label>, Vec<&Label>) = diagnostic.labels.iter().partition(is_near);
    let ranges: Vec<Range<usize>> = near.iter().map(|label| label.span.range()).collect();
    let together = Excerpt::new(source, diagnostic.span.range(), &ranges);
    let caret = AnnotationKind::Primary.span(together.place(&diagnostic.span.range()));
    let labels = near
        .into_iter()
        .map(|label| AnnotationKind::Context.span(together.place(&label.span.range())).label(label.message.as_str()));
    let first = Snippet::source(together.text.clone()).line_start(together.first_line).annotation(caret);
    let mut snippets = vec![first.annotations(labels)];
    for label in apart {
        let other = label.source.as_deref();
        let excerpt = Excerpt::new(other.unwrap_or(source), label.span.range(), &[]);
        let mark = AnnotationKind::Context.span(excerpt.place(&label.span.range())).label(label.message.as_str());
        let snippet = Snippet::source(excerpt.text).line_start(excerpt.first_line).annotation(mark);
        snippets.push(match other {
            Some(other) => snippet.path(other.path().to_owned()),
            None => snippet,
        });
    }
    snippets
}
