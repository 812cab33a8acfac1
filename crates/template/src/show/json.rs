//! One JSON object, for programs.

use tunesmith_runtime::escape;

use crate::{Diagnostic, Fix, Label, Level, RecordRef, Source, Span};

/// A finding as one JSON object on one line, without a line feed.
///
/// Keys, always all of them: `severity` (`error`, `warning`, `info`), `code`, `message`, `file`, `line`, `column`,
/// `end_line`, `end_column`, `record`, `id` (null where it is not about a data record), `help` (a list), `fix` (null, or
/// a list of edits, each with a place and its `replacement`), `related` (a list of other places).
///
/// ```
/// use tunesmith_template::{Levels, check, doc, show};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", "{}");
/// let report = check(&files, &Levels::default(), None).reports.pop().unwrap();
/// let line = show::json(&report.source, &report.diagnostics[0]);
/// assert!(line.starts_with(r#"{"severity": "error", "code": "missing-key", "message": "this template"#));
/// ```
pub fn json(source: &Source, diagnostic: &Diagnostic) -> String {
    let severity = match diagnostic.level {
        Level::Deny => "error",
        Level::Warn => "warning",
        Level::Allow => "info",
    };
    let help: Vec<String> = diagnostic.help.iter().map(|help| quote(help)).collect();
    let related: Vec<String> = diagnostic.labels.iter().map(|label| related(source, label)).collect();
    format!(
        "{{\"severity\": \"{severity}\", \"code\": \"{}\", \"message\": {}, {}, {}, \"help\": [{}], \"fix\": {}, \"related\": [{}]}}",
        diagnostic.code,
        quote(&diagnostic.message),
        place(source, diagnostic.span),
        record(diagnostic.record.as_ref()),
        help.join(", "),
        diagnostic.fix.as_ref().map_or_else(|| "null".to_owned(), |fix| edits(source, fix)),
        related.join(", ")
    )
}

fn related(source: &Source, label: &Label) -> String {
    let source = label.source.as_deref().unwrap_or(source);
    let at = source.position(label.span.start);
    format!(
        "{{\"message\": {}, \"file\": {}, \"line\": {}, \"column\": {}, {}}}",
        quote(&label.message),
        quote(source.path()),
        at.line,
        at.column,
        record(label.record.as_ref())
    )
}

fn edits(source: &Source, fix: &Fix) -> String {
    let edit = |(span, replacement): &(Span, String)| {
        format!("{{{}, \"replacement\": {}}}", range(source, *span), quote(replacement))
    };
    format!("[{}]", fix.edits.iter().map(edit).collect::<Vec<_>>().join(", "))
}

fn place(source: &Source, span: Span) -> String {
    format!("\"file\": {}, {}", quote(source.path()), range(source, span))
}

fn range(source: &Source, span: Span) -> String {
    let (start, end) = (source.position(span.start), source.position(span.end.max(span.start)));
    format!(
        "\"line\": {}, \"column\": {}, \"end_line\": {}, \"end_column\": {}",
        start.line, start.column, end.line, end.column
    )
}

fn record(record: Option<&RecordRef>) -> String {
    match record {
        Some(RecordRef { number, id }) if id.is_empty() => format!("\"record\": {number}, \"id\": null"),
        Some(RecordRef { number, id }) => format!("\"record\": {number}, \"id\": {}", quote(id)),
        None => "\"record\": null, \"id\": null".to_owned(),
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", escape(text))
}
