//! The `tunesmith` command: argument parsing and printing, nothing else.
//!
//! Exit codes: 0 fine, 1 the data or the templates are at fault, 2 the command line is.

mod args;
mod gen_data;
mod preview;
mod print;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::GenData(args) => gen_data::run(args),
        Command::Preview(args) => preview::run(&args),
        Command::Verify(args) => verify::run(&args),
    }
}

/// Ends with 1: the data or the templates are at fault.
fn failure(error: &dyn std::error::Error) -> ExitCode {
    print::error(&error.to_string());
    ExitCode::from(1)
}

/// Ends with 2: the command line is at fault.
fn usage(message: &str) -> ExitCode {
    print::error(message);
    ExitCode::from(2)
}
