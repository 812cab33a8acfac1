//! `verify`: a directory against its manifest.

use std::path::Path;

use crate::args::VerifyArgs;
use crate::prompts::failed;
use crate::{ExitCode, Prompts, usage};

pub(crate) fn run(args: &VerifyArgs, prompts: Prompts<'_>) -> ExitCode {
    if !args.project.join(tunesmith_project::PROJECT).is_file() {
        let (file, folder) = (tunesmith_project::PROJECT, args.project.display());
        return usage(&format!("there is no {file} in {folder}; --project says of which project the outputs are"));
    }
    let folder = match args.dir.clone().map_or_else(|| prompts.output(&args.project), Ok) {
        Ok(folder) => folder,
        Err(fault) => return failed(&fault),
    };
    match tunesmith_manifest::print_verdict(&folder, Path::new(""), &args.project, &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => failed(&fault),
    }
}
