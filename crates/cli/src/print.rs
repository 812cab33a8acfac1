//! Printing that cannot fail: a reader that went away ends no run.

use std::io::Write;

use tunesmith_dataset::Findings;
use tunesmith_template::show;

/// Writes to standard output.
pub(crate) fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Writes a line to standard error.
pub(crate) fn note(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes findings in data to standard error.
pub(crate) fn findings(findings: &Findings) {
    for finding in findings.shown() {
        note(&show::human(&finding.source, &finding.diagnostic, color()));
    }
    for (code, more) in findings.cut() {
        note(&format!("… and {more} more of {code}"));
    }
}

/// Writes an error to standard error.
pub(crate) fn error(message: &str) {
    note(&format!("error: {message}"));
}

/// Whether standard error is a terminal that wants colour.
pub(crate) fn color() -> bool {
    show::wants_color(&std::io::stderr())
}
