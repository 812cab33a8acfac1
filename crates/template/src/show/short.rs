//! One line: place, level, code, message.

use crate::{Diagnostic, Position, Source};

/// Where a finding is and what it says: `path:line:col: error[code]: message`.
///
/// ```
/// use tunesmith_template::{Levels, check, doc, show};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", "{}");
/// let checked = check(&files, &Levels::default(), None);
/// let report = checked.reports.last().unwrap();
/// let line = show::short(&report.source, &report.diagnostics[0]);
/// assert_eq!(line, "t.json:1:1: error[missing-key]: this template has no `strategies`");
/// ```
pub fn short(source: &Source, diagnostic: &Diagnostic) -> String {
    let Position { line, column } = source.position(diagnostic.span.start);
    let (title, code) = (diagnostic.level.title(), diagnostic.code);
    format!("{}:{line}:{column}: {title}[{code}]: {}", source.path(), diagnostic.message)
}
