//! The command `validate`, but for its arguments and for where it prints: two programs have it.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use tunesmith_template::Findings;

use crate::{Asked, ByteOrderMark, Fixed, Validated, fix, validate};

/// Where the command says things.
pub trait Terminal {
    /// Shows findings.
    fn findings(&mut self, findings: &Findings);
    /// Says a line.
    fn line(&mut self, line: &str);
}

/// Mends the files, where that is asked, and reads each; how many errors there are.
///
/// # Errors
/// When a file cannot be read or written.
pub fn run(files: &[PathBuf], mends: bool, asked: &Asked<'_>, terminal: &mut dyn Terminal) -> io::Result<u64> {
    let mark = asked.trainer.map_or(ByteOrderMark::Refused, |trainer| trainer.byte_order_mark);
    let mut errors = 0;
    for path in files {
        let named = |verb: &str, error: io::Error| {
            io::Error::new(error.kind(), format!("cannot {verb} {}: {error}", path.display()))
        };
        if mends {
            let fixed = fix(path, mark).map_err(|error| named("mend", error))?;
            terminal.line(&format!("{}: {fixed}", path.display()));
        }
        let validated = validate(path, asked).map_err(|error| named("read", error))?;
        terminal.findings(&validated.findings);
        terminal.line(&summary(path, &validated, asked));
        errors += validated.findings.errors();
    }
    Ok(errors)
}

fn summary(path: &Path, validated: &Validated, asked: &Asked<'_>) -> String {
    let Validated { findings, rows, bytes, shape, longest } = validated;
    let shape = shape.map_or(String::new(), |shape| format!(", {}", shape.name()));
    let whose = asked.trainer.map_or(String::new(), |trainer| format!(" for {}", trainer.title));
    let (errors, warnings) = (count(findings.errors(), "error"), count(findings.warnings(), "warning"));
    let rows = count(*rows, "row");
    let tokens = asked.tokens.map(|by| format!("; {longest} tokens in the longest row by {}, {}", by.name, by.about));
    let (megabytes, tokens) = (*bytes as f64 / 1e6, tokens.unwrap_or_default());
    format!("{}: {rows}{shape}, {megabytes:.1} MB: {errors}, {warnings}{whose}{tokens}", path.display())
}

impl fmt::Display for Fixed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            (self.byte_order_marks, "byte order mark"),
            (self.blank_lines, "blank line"),
            (self.carriage_returns, "carriage return"),
            (u64::from(self.final_newline), "missing line feed"),
        ];
        let told: Vec<String> =
            all.into_iter().filter(|(number, _)| *number > 0).map(|(number, what)| count(number, what)).collect();
        if told.is_empty() { f.write_str("nothing to fix") } else { write!(f, "fixed: {}", told.join(", ")) }
    }
}

/// A number with its word.
pub(crate) fn count(number: u64, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}
