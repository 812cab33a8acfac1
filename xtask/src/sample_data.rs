//! `sample-data`: synthetic splits of any size, out of the committed sample.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use crate::args::SampleDataArgs;

/// The committed sample, under the root.
pub(crate) const COMMITTED: &str = "data/processed/unified";

pub(crate) fn run(root: &Path, args: &SampleDataArgs) -> anyhow::Result<ExitCode> {
    // A reader that went away ends no command.
    let mut stdout = std::io::stdout().lock();
    for file in tunesmith_sample::write(&root.join(COMMITTED), &args.output, args.rows, args.seed)? {
        let _ = writeln!(stdout, "{} ({} rows)", file.path.display(), file.rows);
    }
    Ok(ExitCode::SUCCESS)
}
