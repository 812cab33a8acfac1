//! `check`: every finding in templates and contracts.

use std::path::PathBuf;

use tunesmith_project::{Checking, print_findings, summary, unknown_response};
use tunesmith_template::FileReport;

use crate::args::CheckArgs;
use crate::prompts::failed;
use crate::{ExitCode, print, usage};

pub(crate) fn run(args: CheckArgs) -> ExitCode {
    let format = args.message_format;
    let root = args.project.unwrap_or_else(|| PathBuf::from("."));
    let levels = match args.levels.levels() {
        Ok(levels) => levels,
        Err(error) => return usage(&error),
    };
    match args.response.as_deref().map(|response| unknown_response(&root, response)).transpose() {
        Ok(unknown) => {
            if let Some(unknown) = unknown.flatten() {
                return usage(&unknown);
            }
        }
        Err(error) => return failed(&error),
    }
    if let Some(path) = args.paths.iter().find(|path| !path.exists()) {
        return usage(&format!("there is no file or folder {}", path.display()));
    }
    let checking = Checking { root, paths: args.paths, response: args.response, levels };
    if args.fix {
        match checking.fix() {
            Ok(applied) => print::note(&format!("{applied} fixed")),
            Err(error) => return failed(&error),
        }
    }
    match checking.reports() {
        Ok(reports) => {
            print_findings(&reports, format);
            print::note(&summary(&reports));
            if args.schemas {
                match checking.write_schemas() {
                    Ok(paths) => paths.iter().for_each(|path| print::note(&format!("wrote {}", path.display()))),
                    Err(error) => return failed(&error),
                }
            }
            ExitCode::from(u8::from(reports.iter().any(FileReport::has_errors)))
        }
        Err(error) => failed(&error),
    }
}
