//! `init`: a small project that works as it stands, to be changed into one's own.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use tunesmith_template::Levels;

use crate::{Checking, ReadError};

/// The files of the project, by their paths in it.
macro_rules! files {
    ($($path:literal),* $(,)?) => {
        [$(($path, include_str!(concat!("../../../tests/projects/tickets/", $path)))),*]
    };
}

/// Support tickets: two formats, a nested answer and one in plain text. The tests of the repository hold that it works.
const FILES: [(&str, &str); 9] = files![
    "tunesmith.json",
    "data/ticket.schema.json",
    "data/tickets_train.jsonl",
    "data/tickets_dev.jsonl",
    "data/tickets_eval.jsonl",
    "templates/routing/brief.json",
    "templates/routing/triage.json",
    "templates/responses/queue_name.json",
    "templates/responses/triage_v1.json",
];

/// A project that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewProject {
    /// Its folder.
    pub folder: PathBuf,
}

impl fmt::Display for NewProject {
    /// What to do next, in commands to be typed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folder = quoted(&self.folder.display().to_string());
        writeln!(f, "wrote {folder}: support tickets, and the queue that each belongs to. It works as it stands:\n")?;
        for command in ["check", "gen-data", "preview"] {
            writeln!(f, "  cargo xtask {command} --project {folder}")?;
        }
        writeln!(
            f,
            "\nThen put your own data, record and prompts into data/, templates/ and tunesmith.json, and check again."
        )
    }
}

/// Why no project was written.
#[derive(Debug)]
pub enum NoProject {
    /// Something stands there.
    Taken(PathBuf),
    /// A file cannot be read or written.
    File(ReadError),
}

impl fmt::Display for NoProject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoProject::Taken(path) if path.is_dir() => {
                write!(f, "the folder {} is not empty; name one that is new or empty", path.display())
            }
            NoProject::Taken(path) => write!(f, "{} is no folder; name one that is new or empty", path.display()),
            NoProject::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NoProject {}

impl From<ReadError> for NoProject {
    fn from(error: ReadError) -> NoProject {
        NoProject::File(error)
    }
}

/// Writes a small project that works into a folder that is new or empty, with the schemas by which editors help.
///
/// # Errors
/// When something is in the folder, and when a file cannot be written.
pub fn write_project(folder: &Path) -> Result<NewProject, NoProject> {
    let failed = |verb, path: &Path| {
        let path = path.to_owned();
        move |error| ReadError { verb, path, error }
    };
    match fs::read_dir(folder).map(|mut entries| entries.next().is_none()) {
        Ok(true) => {}
        Ok(false) => return Err(NoProject::Taken(folder.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(NoProject::Taken(folder.to_owned())),
        Err(error) => return Err(failed("list", folder)(error).into()),
    }
    for (path, text) in FILES {
        let path = folder.join(path);
        let parent = path.parent().unwrap_or(folder);
        fs::create_dir_all(parent).map_err(failed("create", parent))?;
        fs::write(&path, text).map_err(failed("write", &path))?;
    }
    let checking = Checking { root: folder.to_owned(), paths: Vec::new(), response: None, levels: Levels::default() };
    checking.write_schemas()?;
    Ok(NewProject { folder: folder.to_owned() })
}

/// A path as a shell takes it for one word.
fn quoted(path: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:\\".contains(c);
    if !path.is_empty() && path.chars().all(is_plain) {
        path.to_owned()
    } else {
        format!("'{}'", path.replace('\'', r"'\''"))
    }
}
