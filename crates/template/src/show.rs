//! One renderer for findings, whatever shows them: a terminal, an editor, cargo, a pull request.

mod excerpt;
mod human;

use crate::{Diagnostic, Position, Source};

pub use human::human;

/// Whether a stream is a terminal whose user wants colour (no-color.org).
pub fn wants_color(stream: &impl std::io::IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Where a finding is and what it says: `path:line:col: error[code]: message`.
///
/// ```
/// use tunesmith_template::{Levels, check, doc, show};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", "{}");
/// let report = &check(&files, &Levels::default()).reports[2];
/// let line = show::short(&report.source, &report.diagnostics[0]);
/// assert_eq!(line, "t.json:1:1: error[missing-key]: this template has no `strategies`");
/// ```
pub fn short(source: &Source, diagnostic: &Diagnostic) -> String {
    let Position { line, column } = source.position(diagnostic.span.start);
    let (title, code) = (diagnostic.level.title(), diagnostic.code);
    format!("{}:{line}:{column}: {title}[{code}]: {}", source.path(), diagnostic.message)
}

/// A workflow command that GitHub shows as an annotation on the line.
///
/// Source: GitHub Docs, "Workflow commands for GitHub Actions".
pub fn github(source: &Source, diagnostic: &Diagnostic) -> String {
    let start = source.position(diagnostic.span.start);
    let end = source.position(diagnostic.span.end.max(diagnostic.span.start + 1));
    let property = |text: &str| escape_data(text).replace(':', "%3A").replace(',', "%2C");
    let message: Vec<&str> = std::iter::once(&diagnostic.message).chain(&diagnostic.help).map(String::as_str).collect();
    let columns = if start.line == end.line { format!(",endColumn={}", end.column) } else { String::new() };
    format!(
        "::{} file={},line={},endLine={},col={}{columns},title={}::{}",
        diagnostic.level.title(),
        property(source.path()),
        start.line,
        end.line,
        start.column,
        property(diagnostic.code),
        escape_data(&message.join("\n"))
    )
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
