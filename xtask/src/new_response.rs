//! `new-response`: the contract that a template's prompts ask for.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, bail};
use tunesmith_project::{self as project, RESPONSES};
use tunesmith_template::{Choice, new_response};

use crate::args::NewResponseArgs;
use crate::options::{UsageError, project_root};

pub(crate) fn run(workspace: &Path, args: &NewResponseArgs) -> anyhow::Result<ExitCode> {
    let root = project_root(workspace, args.project.project.as_deref());
    let (file, strategy) = parts(&args.from);
    let template = project::choose(&root, &std::env::current_dir()?, file).map_err(UsageError)?;
    let files = project::read(&root, Some(&template), &Choice::default())?;
    let made = new_response(&files, template.name(), strategy, args.name.as_deref()).map_err(anyhow::Error::msg)?;
    let path = root.join(RESPONSES).join(format!("{}.json", made.name));
    if path.exists() {
        bail!("{} is there already; choose another --name", path.display());
    }
    let folder = root.join(RESPONSES);
    std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
    std::fs::write(&path, &made.text).with_context(|| format!("cannot write {}", path.display()))?;
    for note in &made.notes {
        let _ = writeln!(std::io::stderr().lock(), "note: {note}");
    }
    let (path, name) = (path.display(), &made.name);
    let _ = writeln!(std::io::stdout().lock(), "wrote {path}: read it, then set \"response\": \"{name}\"");
    Ok(ExitCode::SUCCESS)
}

/// `FILE` or `FILE:STRATEGY`; a path may hold a colon of its own, so a file of the whole name comes first.
fn parts(from: &str) -> (&str, Option<&str>) {
    match from.rsplit_once(':') {
        Some((file, strategy)) if !Path::new(from).is_file() && file.ends_with(".json") => (file, Some(strategy)),
        _ => (from, None),
    }
}
