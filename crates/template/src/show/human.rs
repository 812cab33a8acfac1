//! The full rendering: the line that tools read, then rustc's snippet.

use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, Style};
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};

use super::excerpt::Excerpt;
use crate::{Diagnostic, Source};

/// The finding with its source line, a caret under the whole span, and help lines; coloured where `color` says so.
///
/// ```
/// use tunesmith_template::{Levels, check, doc, show};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", r#"{"strategies": {}}"#);
/// let report = &check(&files, &Levels::default()).reports[2];
/// let text = show::human(&report.source, &report.diagnostics[0], false);
/// assert!(text.starts_with("t.json:1:16: error[no-strategy]: a template needs at least one strategy\n"));
/// assert!(text.contains("1 | {\"strategies\": {}}\n  |                ^\n"));
/// ```
pub fn human(source: &Source, diagnostic: &Diagnostic, color: bool) -> String {
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

/// The lines of the finding and of its labels: together where they are near each other.
fn snippets<'d>(source: &Source, diagnostic: &'d Diagnostic) -> Vec<Snippet<'d, annotate_snippets::Annotation<'d>>> {
    let primary = Excerpt::new(source, diagnostic.span.range(), &[]);
    let near: Vec<Range<usize>> = diagnostic.labels.iter().map(|(span, _)| span.range()).collect();
    let near: Vec<Range<usize>> = near.into_iter().filter(|range| primary.reaches(source, range)).collect();
    let together = Excerpt::new(source, diagnostic.span.range(), &near);
    let caret = AnnotationKind::Primary.span(together.place(&diagnostic.span.range()));
    let (labels, apart): (Vec<_>, Vec<_>) =
        diagnostic.labels.iter().partition(|(span, _)| near.contains(&span.range()));
    let labels = labels
        .into_iter()
        .map(|(span, label)| AnnotationKind::Context.span(together.place(&span.range())).label(label.as_str()));
    let first = Snippet::source(together.text.clone()).line_start(together.first_line).annotation(caret);
    let mut snippets = vec![first.annotations(labels)];
    for (span, label) in apart {
        let excerpt = Excerpt::new(source, span.range(), &[]);
        let label = AnnotationKind::Context.span(excerpt.place(&span.range())).label(label.as_str());
        snippets.push(Snippet::source(excerpt.text).line_start(excerpt.first_line).annotation(label));
    }
    snippets
}
