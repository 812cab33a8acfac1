//! `bench`: how fast `gen-data` is, beside `cp`, `sha256sum` and plain Python on the same data in one run.

mod measure;
mod table;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail};
use tunesmith_project::env::Build;

use crate::args::BenchArgs;
use crate::sample_data::COMMITTED;
use crate::tunesmith;
use measure::{Measured, compare, measure};

/// What hashes the outputs for comparison: not every `sha256sum` uses the processor's SHA instructions.
const HASHERS: [(&str, &str); 2] = [("sha256sum", "sha256sum"), ("openssl sha256", "openssl dgst -sha256")];

/// Numbers of rows whose cost a row is compared.
const SCALES: [u64; 3] = [10_000, 100_000, 1_000_000];

pub(crate) fn run(root: &Path, args: &BenchArgs) -> anyhow::Result<ExitCode> {
    let program = tunesmith::build(root, "gen-data", &Build::default())?;
    let Some(program) = program else { return Ok(ExitCode::from(1)) };
    println!("{}\n", table::machine());
    for (name, folder) in places(root) {
        let bench = Bench { root, program: &program, folder: folder.clone(), runs: args.runs };
        std::fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.display()))?;
        let result = bench.place(name, args.rows, args.scale && name == "tmpfs");
        std::fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.display()))?;
        result?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Where data is put: memory, where there is such a file system, and the disk of the project.
fn places(root: &Path) -> Vec<(&'static str, PathBuf)> {
    let own = format!("tunesmith-bench-{}", std::process::id());
    let shm = Path::new("/dev/shm");
    let memory = shm.is_dir().then(|| ("tmpfs", shm.join(&own)));
    memory.into_iter().chain([("disk", root.join("target").join(&own))]).collect()
}

struct Bench<'b> {
    root: &'b Path,
    program: &'b Path,
    folder: PathBuf,
    runs: usize,
}

impl Bench<'_> {
    fn place(&self, name: &str, rows: u64, scale: bool) -> anyhow::Result<()> {
        let data = self.data(rows)?;
        let outputs = self.folder.join("out");
        let generate = |threads: usize| self.generate(&data, &outputs, threads);
        measure(&generate(1)).context("the first run")?;
        let bytes = size_of(&outputs)?;
        println!("## {rows} rows, {:.0} MB out, on {name}; {} runs each, in turn\n", bytes as f64 / 1e6, self.runs);
        let mut commands = vec![("gen-data, 1 thread", generate(1)), ("gen-data, 2 threads", generate(2))];
        commands.push(("cp", self.copy(&outputs)));
        let hashers = HASHERS.into_iter().filter(|(_, program)| runs("sh", &format!("{program} /dev/null")));
        commands.extend(hashers.map(|(name, program)| (name, self.hash(program, &outputs))));
        let measured = compare(&commands, self.runs)?;
        let python = self.python(&data)?;
        let python_runs = compare(&python, self.runs.min(3))?;
        let all: Vec<(&str, Measured)> = commands.iter().map(|(name, _)| *name).zip(measured).collect();
        let peers = python.iter().map(|(name, _)| *name).zip(python_runs);
        let all: Vec<(&str, Measured)> = all.into_iter().chain(peers).collect();
        println!("{}", table::side_by_side(&all, rows, bytes));
        if !python.is_empty() {
            self.same_bytes(&outputs)?;
        }
        if scale { self.scale() } else { Ok(()) }
    }

    /// Time a row over three orders of magnitude, with one, two and eight threads.
    fn scale(&self) -> anyhow::Result<()> {
        let mut rows = Vec::new();
        for scale in SCALES {
            let data = self.data(scale)?;
            let outputs = self.folder.join("scale");
            let commands = [1, 2, 8].map(|threads| ("", self.generate(&data, &outputs, threads)));
            rows.push((scale, compare(&commands, self.runs.min(3))?));
            std::fs::remove_dir_all(&outputs)?;
        }
        println!("{}", table::scaling(&rows));
        Ok(())
    }

    fn data(&self, rows: u64) -> anyhow::Result<PathBuf> {
        let data = self.folder.join("data");
        tunesmith_sample::write(&self.root.join(COMMITTED), &data, rows, tunesmith_sample::DEFAULT_SEED)?;
        Ok(data)
    }

    fn generate(&self, data: &Path, outputs: &Path, threads: usize) -> Vec<OsString> {
        let mut command = vec![self.program.as_os_str().to_owned()];
        command.extend(["gen-data", "--pool-splits", "--include-test", "--quiet", "--threads"].map(OsString::from));
        command.extend([
            threads.to_string().into(),
            "--unified-dir".into(),
            data.into(),
            "--output-dir".into(),
            outputs.into(),
        ]);
        command
    }

    fn copy(&self, outputs: &Path) -> Vec<OsString> {
        vec!["cp".into(), "-r".into(), "-T".into(), outputs.into(), self.folder.join("copy").into()]
    }

    fn hash(&self, program: &str, outputs: &Path) -> Vec<OsString> {
        let script = format!("exec {program} '{}'/*.jsonl", outputs.display());
        vec!["sh".into(), "-c".into(), script.into()]
    }

    /// The plain generators that this machine can run.
    fn python(&self, data: &Path) -> anyhow::Result<Vec<(&'static str, Vec<OsString>)>> {
        let script = self.root.join("xtask/bench/generate.py");
        let libraries = [("Python, json", "json"), ("Python, orjson", "orjson")];
        let command = |library: &str| {
            let mut command: Vec<OsString> = vec!["python3".into(), script.clone().into(), data.into()];
            command.extend([self.folder.join(library).into(), self.root.join("templates").into(), library.into()]);
            command
        };
        Ok(libraries
            .into_iter()
            .filter(|(_, library)| runs("python3", &format!("import {library}")))
            .map(|(name, library)| (name, command(library)))
            .collect())
    }

    /// The peers are only peers when they make the same bytes.
    fn same_bytes(&self, outputs: &Path) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(outputs)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_owned();
            let peer = self.folder.join("json").join(&name);
            if path.extension().is_some_and(|extension| extension == "jsonl")
                && std::fs::read(&path)? != std::fs::read(&peer)?
            {
                bail!("{} differs from what plain Python makes", name.to_string_lossy());
            }
        }
        println!("The Python generator made the same bytes.\n");
        Ok(())
    }
}

/// Whether this machine can run a script, given to its interpreter with `-c`.
fn runs(interpreter: &str, script: &str) -> bool {
    let ran = Command::new(interpreter).args(["-c", script]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

fn size_of(folder: &Path) -> anyhow::Result<u64> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder)? {
        size += entry?.metadata()?.len();
    }
    Ok(size)
}
