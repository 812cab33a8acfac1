//! `verify`: an output directory against its manifest, without building anything.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;

use crate::args::VerifyArgs;
use crate::options::project_root;

pub(crate) fn run(workspace: &Path, args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let root = project_root(workspace, args.project.project.as_deref());
    let folder = match &args.dir {
        Some(dir) => dir.clone(),
        None => {
            let output = tunesmith_project::output(&root)?;
            let output = output.context("tunesmith.json names no `output`; say which directory to verify")?;
            // As the run that wrote it showed it.
            let here = args.project.project.is_none() && std::env::current_dir()? == root;
            let shown = if here { Path::new(".") } else { &root };
            shown.join(output)
        }
    };
    let verdict = tunesmith_manifest::print_verdict(&folder, Path::new(""), &root, &mut std::io::stdout().lock());
    verdict.map_err(anyhow::Error::msg).map(|()| ExitCode::SUCCESS)
}
