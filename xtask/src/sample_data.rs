//! `sample-data`: the synthetic splits.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::args::SampleDataArgs;

/// The committed sample, under the root.
const COMMITTED: &str = "data/processed/unified";

pub(crate) fn run(root: &Path, args: &SampleDataArgs) -> anyhow::Result<ExitCode> {
    let dir = args.output.clone().unwrap_or_else(|| root.join(COMMITTED));
    // A reader that went away ends no command.
    let mut stdout = std::io::stdout().lock();
    if args.check {
        return compare(&dir, args, &mut stdout);
    }
    for file in tunesmith_sample::write(&dir, args.seed, args.rows)? {
        let _ = writeln!(stdout, "{} ({} rows)", file.path.display(), file.rows);
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(dir: &Path, args: &SampleDataArgs, stdout: &mut impl Write) -> anyhow::Result<ExitCode> {
    let differences = tunesmith_sample::check(dir, args.seed, args.rows)?;
    for difference in &differences {
        let _ = writeln!(stdout, "{difference}");
    }
    if differences.is_empty() {
        let _ = writeln!(stdout, "{} is what the command makes", dir.display());
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("error: the sample data differs; `cargo xtask sample-data` writes it again");
    Ok(ExitCode::from(1))
}
