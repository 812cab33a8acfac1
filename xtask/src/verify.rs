//! `verify`: an output directory against its manifest, without building anything.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::args::VerifyArgs;

pub(crate) fn run(root: &Path, args: &VerifyArgs) -> anyhow::Result<ExitCode> {
    let verdict = tunesmith_manifest::verify(&args.dir, Path::new(""), root)?;
    let (faults, verdict) = verdict.report(&args.dir);
    // A reader that went away ends no command.
    let mut stdout = std::io::stdout().lock();
    for fault in faults {
        let _ = writeln!(stdout, "{fault}");
    }
    match verdict {
        Ok(sound) => {
            let _ = writeln!(stdout, "{sound}");
            Ok(ExitCode::SUCCESS)
        }
        Err(fault) => anyhow::bail!(fault),
    }
}
