//! `explain`: what a finding means.

use std::io::Write;
use std::process::ExitCode;

use tunesmith_template::{LevelError, nearest, rules};

use crate::options::UsageError;

pub(crate) fn run(code: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut stdout = std::io::stdout().lock();
    let Some(code) = code else {
        for rule in rules::all() {
            let _ = writeln!(stdout, "{:30} {}", rule.code, rule.meaning);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(rule) = rules::find(code) else {
        let near = nearest(code, rules::all().map(|rule| rule.code));
        return Err(UsageError(LevelError::Unknown(code.to_owned(), near).to_string()).into());
    };
    let _ = write!(stdout, "{}", rules::explain(rule));
    Ok(ExitCode::SUCCESS)
}
