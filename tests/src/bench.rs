//! A folder to run `gen-data` in: splits in `data/`, outputs in `out/`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;
use tunesmith_dataset::{Generated, Options, Progress, Run};
use tunesmith_runtime::Project;

use crate::command::{Ran, repository, run, tunesmith};
use crate::rows::{Form, Row};

/// A folder to run `gen-data` in: splits in `data/`, outputs in `out/`. Goes with the value.
#[derive(Debug)]
pub struct Bench {
    folder: TempDir,
}

impl Bench {
    /// A bench without splits.
    pub fn empty() -> Bench {
        let folder = TempDir::with_prefix("tunesmith-").unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        Bench { folder }
    }

    /// A bench with these training rows, and two validation rows.
    pub fn new(rows: &[Row]) -> Bench {
        let bench = Bench::empty();
        bench.split("train", Form::Array, rows);
        bench.validation();
        bench
    }

    /// A bench with three training rows and two validation rows.
    pub fn small() -> Bench {
        Bench::new(&[
            Row::new("t_1", "train", "first"),
            Row::hate("t_2", "train", "second", "bad words"),
            Row::new("t_3", "train", "third"),
        ])
    }

    /// A bench with a copy of the sample data where the defaults look for it.
    pub fn sample() -> Bench {
        let bench = Bench::empty();
        let folder = bench.path("data/processed/unified");
        fs::create_dir_all(&folder).unwrap();
        for name in ["unified_train.json", "unified_val.json", "unified_test.json"] {
            fs::copy(repository().join("data/processed/unified").join(name), folder.join(name)).unwrap();
        }
        bench
    }

    /// Two sound validation rows.
    pub fn validation(&self) {
        let rows = [Row::new("v_1", "val", "one"), Row::hate("v_2", "val", "two", "bad")];
        self.split("val", Form::Array, &rows);
    }

    /// Writes a split file; one of the same split and another form goes.
    pub fn split(&self, split: &str, form: Form, rows: &[Row]) {
        for other in Form::ALL {
            let _ = fs::remove_file(self.path(&format!("data/unified_{split}.{}", other.ending())));
        }
        self.write(&format!("data/unified_{split}.{}", form.ending()), form.bytes(rows));
    }

    /// Writes a file.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    }

    /// Reads a file.
    #[track_caller]
    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Reads a file as text.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).expect("the file is UTF-8")
    }

    /// A path in the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder itself.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// `tunesmith` with these arguments, in the folder.
    pub fn tunesmith(&self, args: &[&str]) -> Command {
        let mut command = Command::new(tunesmith());
        command.args(args).current_dir(self.root());
        command
    }

    /// `gen-data` from `data/` to `out/`.
    pub fn command(&self, args: &[&str]) -> Command {
        self.tunesmith(&[&["gen-data", "--unified-dir", "data", "--output-dir", "out"], args].concat())
    }

    /// Runs `gen-data` from `data/` to `out/`.
    #[track_caller]
    pub fn gen_data(&self, args: &[&str]) -> Ran {
        run(&mut self.command(args))
    }

    /// The options of a run in this process from `data/` to `out/`.
    pub fn options(&self) -> Options {
        Options { threads: 1, ..Options::new(self.path("data"), self.path("out")) }
    }

    /// Runs `verify` on `out/`.
    #[track_caller]
    pub fn verify(&self) -> Ran {
        run(self.tunesmith(&["verify", "out", "--project"]).arg(repository()))
    }

    /// The files in `out/` by name, hidden ones too; none where there is no such folder.
    pub fn outputs(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.path("out")).into_iter().flatten().map(|entry| entry.unwrap());
        let read = |path: PathBuf| if path.is_dir() { b"a folder".to_vec() } else { fs::read(path).unwrap() };
        entries.map(|entry| (entry.file_name().into_string().unwrap(), read(entry.path()))).collect()
    }
}

/// What `gen-data` does, in this process.
///
/// # Panics
/// When the options name what the project does not have.
pub fn generate(options: Options, project: &Project<'_>) -> Generated {
    let run = Run::new(options, project).expect("the options are of the project");
    tunesmith_dataset::generate(&run, &Progress::default())
}
