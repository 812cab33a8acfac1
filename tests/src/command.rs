//! The `tunesmith` program, and running programs with their output captured.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// What a program that has ended said.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; none where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Ran {
    /// The same, unless the program did not end with `code`.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Ran {
        assert_eq!(self.code, Some(code), "\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("programs write UTF-8");
        Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// Runs a command to its end.
#[track_caller]
pub fn run(command: &mut Command) -> Ran {
    start(command).wait_with_output().expect("the program runs").into()
}

/// Starts a command, its output captured.
#[track_caller]
pub fn start(command: &mut Command) -> Child {
    let command = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"))
}

/// Root of the repository.
pub fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// The folder that cargo builds into, found from the test that runs: `target/debug/deps/test-1234`.
pub fn target_dir() -> PathBuf {
    ancestor(3)
}

/// The `tunesmith` program of this workspace, in the profile of the test that runs; built once a process.
pub fn tunesmith() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let folder = ancestor(2);
        let profile = match folder.file_name().and_then(|name| name.to_str()) {
            Some("debug") | None => "dev",
            Some(profile) => profile,
        };
        let mut build = Command::new(env!("CARGO"));
        build.args(["build", "--locked", "--package", "tunesmith-cli", "--profile", profile]);
        build.arg("--target-dir").arg(target_dir()).current_dir(repository());
        // The choice of a template or contract is the test's, not the caller's.
        for name in tunesmith_project::env::ALL {
            build.env_remove(name);
        }
        run(&mut build).ends_with(0);
        folder.join(format!("tunesmith{}", std::env::consts::EXE_SUFFIX))
    })
}

fn ancestor(levels: usize) -> PathBuf {
    let own = std::env::current_exe().expect("the test has a path");
    own.ancestors().nth(levels).expect("the test is in target/PROFILE/deps").to_owned()
}
