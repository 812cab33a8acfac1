//! Printing that cannot fail: a reader that went away ends no run.

use std::io::Write;

use tunesmith_dataset::Findings;
use tunesmith_template::show::{self, MessageFormat};

/// Writes to standard output.
pub(crate) fn out(text: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}

/// Writes to standard error.
pub(crate) fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(show::named(text.to_owned()).as_bytes());
}

/// Writes a line to standard error.
pub(crate) fn note(text: &str) {
    err(&format!("{text}\n"));
}

/// Writes findings in data: for people to standard error, for programs to standard output.
pub(crate) fn findings(findings: &Findings, format: MessageFormat) {
    for finding in findings.shown() {
        let color = format == MessageFormat::Human && show::wants_color(&std::io::stderr());
        let text = show::finding(&finding.source, &finding.diagnostic, format, color) + "\n";
        if format == MessageFormat::Human { err(&text) } else { out(&text) }
    }
    for (code, more) in findings.cut() {
        note(&format!("… and {more} more of {code}"));
    }
}

/// Writes an error to standard error.
pub(crate) fn error(message: &str) {
    note(&format!("error: {message}"));
}
