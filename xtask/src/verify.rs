//! `verify`: an output directory against its manifest, without building anything.

use std::path::Path;
use std::process::ExitCode;

use crate::args::VerifyArgs;

pub(crate) fn run(root: &Path, args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let verdict = tunesmith_manifest::verify(&args.dir, Path::new(""), root)?;
    let (faults, verdict) = verdict.report(&args.dir);
    faults.iter().for_each(|fault| println!("{fault}"));
    match verdict {
        Ok(sound) => {
            println!("{sound}");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => anyhow::bail!(fault),
    }
}
