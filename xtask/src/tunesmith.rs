//! The commands that need the compiled prompts: build visibly, then hand over to the `tunesmith` command.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::Context;
use tunesmith_project::env::{self, Build};
use tunesmith_template::{Levels, check};
use xshell::{Shell, cmd};

use crate::options::{Asked, values};

/// Runs `command`: what is wrong with the project is said before anything is compiled.
pub(crate) fn run(workspace: &Path, command: &str, args: &[OsString]) -> anyhow::Result<ExitCode> {
    let asked = Asked::read(workspace, args)?;
    let files = tunesmith_project::read(&asked.root, asked.template.as_ref(), &asked.choice)?;
    let checked = check(&files, &asked.levels, Some(&asked.choice));
    if checked.has_errors() {
        tunesmith_project::print_findings(&checked.reports, asked.message_format);
        return Ok(ExitCode::from(1));
    }
    let project = asked.is_other.then(|| std::path::absolute(&asked.root)).transpose()?;
    let template = asked.template.as_ref();
    let build = Build::new(project.as_deref(), template, asked.choice.response.as_deref(), &asked.levels);
    let Some(program) = self::build(workspace, features(command, args), &build)? else { return Ok(ExitCode::from(1)) };
    let mut started = Command::new(program);
    started.arg(command).args(args);
    // Paths in `tunesmith.json` are relative to its folder, wherever the command is called.
    if !asked.is_other && std::env::current_dir()? != asked.root {
        started.arg("--project").arg(&asked.root);
    }
    ended(&mut started)
}

/// Has `tunesmith`, built with the tokenizer, do what this program was asked for.
pub(crate) fn hand_over(workspace: &Path, command: &str, tokenizer: &str) -> anyhow::Result<ExitCode> {
    let args: Vec<OsString> = std::env::args_os().skip_while(|arg| arg != command).skip(1).collect();
    let build = Build::new(None, None, None, &Levels::default());
    let Some(program) = self::build(workspace, with_tokenizer(tokenizer), &build)? else {
        return Ok(ExitCode::from(1));
    };
    ended(Command::new(program).arg(command).args(args))
}

/// Starts a program and waits for it.
fn ended(started: &mut Command) -> anyhow::Result<ExitCode> {
    let program = started.get_program().to_owned();
    let status = started.status().with_context(|| format!("cannot start {}", program.display()))?;
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1)))
}

/// What counting by a tokenizer needs; those of files take longer to build.
fn with_tokenizer(name: &str) -> &'static str {
    if Path::new(name).is_file() { "audit,huggingface" } else { "audit" }
}

/// What a command needs beyond what `gen-data` usually does: built for it alone, since it takes longer.
fn features(command: &str, args: &[OsString]) -> &'static str {
    let is_given =
        |name: &str| args.iter().any(|arg| arg.to_str().is_some_and(|arg| arg.split('=').next() == Some(name)));
    let is_audit = command == "audit";
    let tokenizers = values(args, &["--tokenizer"]);
    if let Some(tokenizer) = tokenizers.last().filter(|_| is_audit) {
        return with_tokenizer(tokenizer);
    }
    let acts = ["--dedupe", "--drop-leaks", "--drop_leaks", "--resplit"];
    if is_audit || acts.into_iter().any(is_given) { "audit" } else { "" }
}

/// Builds the command with these features, visibly; no value where cargo has said what is wrong.
pub(crate) fn build(workspace: &Path, features: &str, build: &Build) -> anyhow::Result<Option<PathBuf>> {
    let shell = Shell::new()?;
    let features: &[&str] = if features.is_empty() { &[] } else { &["--features", features] };
    let mut cargo = cmd!(shell, "cargo build --release --locked --package tunesmith-cli {features...}").quiet();
    for name in env::ALL {
        cargo = cargo.env_remove(name);
    }
    let cargo = cargo.envs(build.write());
    let built = Command::from(cargo).current_dir(workspace).status().context("cannot start cargo")?.success();
    Ok(if built { Some(program()?) } else { None })
}

/// The `tunesmith` command, which cargo puts beside this one.
fn program() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe().context("cannot find the folder of the built programs")?;
    Ok(own.with_file_name(format!("tunesmith{}", std::env::consts::EXE_SUFFIX)))
}
