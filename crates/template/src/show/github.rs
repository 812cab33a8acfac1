//! Annotations of GitHub's workflows.

use crate::{Diagnostic, Source};

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
