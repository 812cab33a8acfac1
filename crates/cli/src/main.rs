//! The `tunesmith` command: argument parsing and printing, nothing else.
//!
//! Exit codes: 0 fine, 1 the data or the templates are at fault, 2 the command line is.
//!
//! Invariants, each held by a test:
//! - Nothing is decided here: what a run does stands in its options, and what it says in what it returned.
//! - Nothing panics on input, or when a reader of its output goes away.

mod args;
#[cfg(feature = "audit")]
mod audit;
mod gen_data;
mod preview;
mod print;
mod progress;
mod select;
mod validate;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::GenData(args) => gen_data::run(*args),
        Command::Preview(args) => preview::run(*args),
        #[cfg(feature = "audit")]
        Command::Audit(args) => audit::run(*args),
        Command::Validate(args) => validate::run(&args),
        Command::Verify(args) => verify::run(&args),
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
