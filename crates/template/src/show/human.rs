//! The full rendering: the line that tools read, then rustc's snippet.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{Diagnostic, Source};

/// The finding with its source line, a caret under the whole span, and help lines; coloured where `color` says so.
pub fn human(source: &Source, diagnostic: &Diagnostic, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let level = if diagnostic.level == crate::Level::Deny { Level::ERROR } else { Level::WARNING };
    let primary = AnnotationKind::Primary.span(clamp(source, diagnostic.span.range()));
    let labels = diagnostic.labels.iter();
    let labels = labels.map(|(span, label)| AnnotationKind::Context.span(clamp(source, span.range())).label(label));
    let snippet = Snippet::source(source.text()).path(source.path()).annotation(primary).annotations(labels);
    let title = level.clone().primary_title(&diagnostic.message).id(diagnostic.code);
    let help = diagnostic.help.iter().map(|help| Level::HELP.message(help));
    let report = [Group::with_title(title).element(snippet).elements(help)];
    renderer.render(&report).to_string()
}

fn clamp(source: &Source, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
    let end = source.text().len();
    range.start.min(end)..range.end.min(end)
}
