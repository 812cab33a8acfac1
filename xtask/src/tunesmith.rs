//! The commands that need the compiled prompts: build visibly, then hand over to the `tunesmith` command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Context;
use tunesmith_template::project::{Choice, env};
use tunesmith_template::{Levels, check, project};
use xshell::{Shell, cmd};

use crate::{check as show, options};

/// `gen-data`: what is wrong with the templates is said before anything is compiled.
pub(crate) fn gen_data(root: &Path, args: &[OsString]) -> anyhow::Result<ExitCode> {
    checked(root, "gen-data", args)
}

/// `preview`
pub(crate) fn preview(root: &Path, args: &[OsString]) -> anyhow::Result<ExitCode> {
    checked(root, "preview", args)
}

fn checked(root: &Path, command: &str, args: &[OsString]) -> anyhow::Result<ExitCode> {
    let (choice, levels) = options::of_build(root, args)?;
    let checked = check(&project::read(root, &choice)?, &levels);
    if checked.has_errors() {
        show::print_human(&checked.reports);
        return Ok(ExitCode::from(1));
    }
    run(root, &choice, &levels, command, args)
}

/// Builds the command with the choice compiled in, runs it in the caller's directory, and passes its exit code on.
fn run(root: &Path, choice: &Choice, levels: &Levels, command: &str, args: &[OsString]) -> anyhow::Result<ExitCode> {
    let Some(program) = build(root, choice, levels)? else { return Ok(ExitCode::from(1)) };
    let shell = Shell::new()?;
    let status = Command::from(cmd!(shell, "{program} {command} {args...}").quiet()).status();
    let status = status.with_context(|| format!("cannot start {}", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// Builds the command, visibly; no value where cargo has said what is wrong.
pub(crate) fn build(root: &Path, choice: &Choice, levels: &Levels) -> anyhow::Result<Option<PathBuf>> {
    let shell = Shell::new()?;
    let mut build = cmd!(shell, "cargo build --release --locked --package tunesmith-cli").quiet();
    for name in env::ALL {
        build = build.env_remove(name);
    }
    let build = build.envs(env::write(choice, levels));
    let built = Command::from(build).current_dir(root).status().context("cannot start cargo")?.success();
    Ok(if built { Some(program()?) } else { None })
}

/// The `tunesmith` command, which cargo puts beside this one.
fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find the folder of the built programs")?;
    Ok(own.with_file_name(format!("tunesmith{}", std::env::consts::EXE_SUFFIX)))
}
