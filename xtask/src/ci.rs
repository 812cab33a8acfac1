//! `ci`: what a pull request runs; `consumers`: trainers' own code on what is written for them.

use std::path::Path;
use std::process::ExitCode;

use xshell::{Shell, cmd};

pub(crate) fn run(root: &Path) -> anyhow::Result<ExitCode> {
    let shell = Shell::new()?;
    shell.change_dir(root);
    cmd!(shell, "cargo fmt --all --check").run()?;
    cmd!(shell, "cargo clippy --workspace --all-targets --features tunesmith-cli/audit --locked -- -D warnings")
        .run()?;
    cmd!(shell, "cargo test --workspace --locked").run()?;
    cmd!(shell, "cargo doc --workspace --no-deps --locked").env("RUSTDOCFLAGS", "-D warnings").run()?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) fn consumers(root: &Path, names: &[String]) -> anyhow::Result<ExitCode> {
    let shell = Shell::new()?;
    shell.change_dir(root);
    cmd!(shell, "python3 .ci/consumers/run.py {names...}").run()?;
    Ok(ExitCode::SUCCESS)
}
