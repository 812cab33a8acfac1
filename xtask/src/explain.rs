//! `explain`: what a finding means.

use std::io::Write;
use std::process::ExitCode;

use tunesmith_template::rules;

use crate::options::UsageError;

pub(crate) fn run(code: Option<&str>) -> anyhow::Result<ExitCode> {
    let text = rules::explained(code).map_err(|error| UsageError(error.to_string()))?;
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}
