//! `verify`: a directory against its manifest.

use std::path::Path;
use std::process::ExitCode;

use crate::args::VerifyArgs;
use crate::{failure, print};

pub(crate) fn run(args: &VerifyArgs) -> ExitCode {
    let verdict = match tunesmith_manifest::verify(&args.dir, Path::new(""), &args.project) {
        Ok(verdict) => verdict,
        Err(error) => return failure(&error),
    };
    let (faults, verdict) = verdict.report(&args.dir);
    faults.iter().for_each(|fault| print::out(&format!("{fault}\n")));
    match verdict {
        Ok(sound) => {
            print::out(&format!("{sound}\n"));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            print::error(&fault);
            ExitCode::from(1)
        }
    }
}
