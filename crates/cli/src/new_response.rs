//! `new-response`: the contract that a template's prompts ask for.

use std::path::{Path, PathBuf};

use tunesmith_project::{NewContract, NoContract, write_contract};

use crate::args::NewResponseArgs;
use crate::prompts::failed;
use crate::{ExitCode, print, usage};

pub(crate) fn run(args: NewResponseArgs) -> ExitCode {
    let root = args.project.unwrap_or_else(|| PathBuf::from("."));
    match write_contract(&root, Path::new("."), &args.from, args.name.as_deref()) {
        Ok(NewContract { path, name, notes }) => {
            notes.iter().for_each(|note| print::note(&format!("note: {note}")));
            print::out(&format!("wrote {}: read it, then set \"response\": \"{name}\"\n", path.display()));
            ExitCode::SUCCESS
        }
        Err(NoContract::Template(reason)) => usage(&reason),
        Err(error) => failed(&error),
    }
}
