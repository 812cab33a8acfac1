//! `verify`: a directory against its manifest.

use std::path::Path;
use std::process::ExitCode;

use tunesmith_prompts::PROJECT;

use crate::args::VerifyArgs;
use crate::print;

pub(crate) fn run(args: &VerifyArgs) -> ExitCode {
    let default = || args.project.join(PROJECT.settings.output.as_ref());
    let folder = args.dir.clone().unwrap_or_else(default);
    match tunesmith_manifest::print_verdict(&folder, Path::new(""), &args.project, &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            print::error(&fault);
            ExitCode::from(1)
        }
    }
}
