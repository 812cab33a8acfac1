//! `check`: every finding in templates and contracts, without compiling them.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tunesmith_project::{Checking, print_findings, summary};
use tunesmith_template::FileReport;

use crate::args::CheckArgs;
use crate::options;

pub(crate) fn run(workspace: &Path, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let root = options::project_root(workspace, args.project.project.as_deref());
    let levels = options::levels(&args.levels.allow, &args.levels.warn, &args.levels.deny)?;
    if let Some(response) = &args.response {
        options::known_response(&root, response)?;
    }
    if let Some(path) = args.paths.iter().find(|path| !path.exists()) {
        return Err(options::UsageError(format!("there is no file or folder {}", path.display())).into());
    }
    let checking = Checking { root, paths: args.paths.clone(), response: args.response.clone(), levels };
    let note = |text: &str| {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    };
    if args.fix {
        note(&format!("{} fixed", checking.fix()?));
    }
    let reports = checking.reports()?;
    print_findings(&reports, args.message_format);
    note(&summary(&reports));
    if args.schemas {
        checking.write_schemas()?.iter().for_each(|path| note(&format!("wrote {}", path.display())));
    }
    Ok(ExitCode::from(u8::from(reports.iter().any(FileReport::has_errors))))
}
