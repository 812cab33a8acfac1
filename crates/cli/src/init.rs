//! `init`: a small project that works, to begin with.

use std::path::Path;

use tunesmith_project::{NoProject, write_project};
use tunesmith_template::show;

use crate::prompts::failed;
use crate::{ExitCode, print, usage};

pub(crate) fn run(folder: &Path) -> ExitCode {
    match write_project(folder) {
        Ok(made) => {
            print::out(&show::named(made.to_string()));
            ExitCode::SUCCESS
        }
        Err(NoProject::File(error)) => failed(&error),
        Err(taken) => usage(&taken.to_string()),
    }
}
