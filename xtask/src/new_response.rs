//! `new-response`: the contract that a template's prompts ask for.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tunesmith_project::{NewContract, NoContract, write_contract};

use crate::args::NewResponseArgs;
use crate::options::{UsageError, project_root};

pub(crate) fn run(workspace: &Path, args: &NewResponseArgs) -> anyhow::Result<ExitCode> {
    let root = project_root(workspace, args.project.project.as_deref());
    let made = write_contract(&root, &std::env::current_dir()?, &args.from, args.name.as_deref());
    let NewContract { path, name, notes } = made.map_err(|error| match error {
        NoContract::Template(reason) => UsageError(reason).into(),
        other => anyhow::Error::from(other),
    })?;
    for note in notes {
        let _ = writeln!(std::io::stderr().lock(), "note: {note}");
    }
    let _ = writeln!(std::io::stdout().lock(), "wrote {}: read it, then set \"response\": \"{name}\"", path.display());
    Ok(ExitCode::SUCCESS)
}
