//! `init`: a small project that works, to begin with.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tunesmith_project::{NoProject, write_project};

use crate::options::UsageError;

pub(crate) fn run(folder: &Path) -> anyhow::Result<ExitCode> {
    let made = write_project(folder).map_err(|error| match error {
        NoProject::File(error) => anyhow::Error::from(error),
        taken => UsageError(taken.to_string()).into(),
    })?;
    let _ = write!(std::io::stdout().lock(), "{made}");
    Ok(ExitCode::SUCCESS)
}
