//! The `tunesmith` command: argument parsing and printing, nothing else.
//!
//! Exit codes: 0 fine, 1 the data or the templates are at fault, 2 the command line is.
//!
//! The project is compiled in, as in the program of this name, or read and checked when the command starts, as in the
//! Python wheel: see [`Prompts`].
//!
//! Invariants, each held by a test:
//! - Nothing is decided here: what a run does stands in its options, and what it says in what it returned.
//! - Nothing panics on input, or when a reader of its output goes away.

mod args;
#[cfg(feature = "audit")]
mod audit;
mod check;
mod exit;
mod gen_data;
mod init;
mod new_response;
mod preview;
mod print;
mod progress;
mod prompts;
mod select;
mod validate;
mod verify;

use std::ffi::OsString;

use tunesmith_template::rules;
use tunesmith_template::show::{self, MessageFormat};

use crate::args::Command;
pub use crate::exit::ExitCode;
pub use crate::prompts::Prompts;

/// Runs the command that `args` say, the name of the program first; `name` is what help and usage call it.
pub fn run(args: impl IntoIterator<Item = OsString>, name: &'static str, prompts: Prompts<'_>) -> ExitCode {
    show::call_it(name);
    let command = match args::parse(args, name) {
        Ok(command) => command,
        Err(error) => {
            // A reader that went away ends no command.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match command {
        Command::GenData(args) => {
            let select = args.select.clone();
            prompts.with(&select, args.message_format, |project| gen_data::run(*args, project))
        }
        Command::Preview(args) => {
            let select = args.select.clone();
            prompts.with(&select, MessageFormat::Human, |project| preview::run(*args, project))
        }
        #[cfg(feature = "audit")]
        Command::Audit(args) => {
            let select = args.select.clone();
            prompts.with(&select, args.message_format, |project| audit::run(*args, project))
        }
        Command::Verify(args) => verify::run(&args, prompts),
        Command::Validate(args) => validate::run(&args),
        Command::Check(args) => check::run(*args),
        Command::Init { folder } => init::run(&folder),
        Command::NewResponse(args) => new_response::run(args),
        Command::Explain { code } => match rules::explained(code.as_deref()) {
            Ok(text) => {
                print::out(&show::named(text));
                ExitCode::SUCCESS
            }
            Err(error) => usage(&error.to_string()),
        },
    }
}

/// Ends with 1 where the data or the templates are at fault, with 2 where the command line is.
fn ended(error: &tunesmith_dataset::Error) -> ExitCode {
    print::error(&error.to_string());
    ExitCode::from(if error.is_usage() { 2 } else { 1 })
}

/// Ends with 2: the command line is at fault.
fn usage(message: &str) -> ExitCode {
    print::error(message);
    ExitCode::from(2)
}
