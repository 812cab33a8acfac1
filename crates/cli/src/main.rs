//! The `tunesmith` command with the prompts that were compiled in.

use std::process::ExitCode;

use tunesmith_cli::Prompts;

fn main() -> ExitCode {
    tunesmith_cli::run(std::env::args_os(), "cargo xtask", Prompts::Compiled(&tunesmith_prompts::PROJECT)).into()
}
