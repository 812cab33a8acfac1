//! `cargo xtask`: the project's commands.
//!
//! Links nothing that a broken template can break, so that it can always say what is wrong. What needs the
//! compiled prompts is built by an inner cargo and run as the `tunesmith` command.
//!
//! Exit codes: 0 fine, 1 the data or the templates are at fault, 2 the command line is.
//!
//! Invariants, each held by a test:
//! - No dependency on the compiled prompts: `check` works while the build is broken.
//! - `gen-data` checks before it builds, so that findings are shown in full.

mod args;
mod bench;
mod check;
mod ci;
mod diff_prompts;
mod explain;
mod init;
mod new_response;
mod options;
mod sample_data;
mod tunesmith;
mod validate;
mod verify;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let root = root();
    let result = match Cli::parse().command {
        Command::GenData { args } => tunesmith::run(&root, "gen-data", &args),
        Command::Preview { args } => tunesmith::run(&root, "preview", &args),
        Command::Audit { args } => tunesmith::run(&root, "audit", &args),
        Command::Init { folder } => init::run(&folder),
        Command::NewResponse(args) => new_response::run(&root, &args),
        Command::DiffPrompts(args) => diff_prompts::run(&root, &args),
        Command::Explain { code } => explain::run(code.as_deref()),
        Command::Validate(args) => validate::run(&root, &args),
        Command::Verify(args) => verify::run(&root, &args),
        Command::Check(args) => check::run(&root, &args),
        Command::SampleData(args) => sample_data::run(&root, &args),
        Command::Bench(args) => bench::run(&root, &args),
        Command::Ci => ci::run(&root),
        Command::Consumers { names } => ci::consumers(&root, &names),
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(error.downcast_ref::<options::UsageError>().map_or(1, |_| 2))
    })
}

/// Root of the workspace, which is the project unless `--project` names another.
fn root() -> PathBuf {
    let manifest =
        std::env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().map_or_else(|| manifest.clone(), Path::to_path_buf)
}
