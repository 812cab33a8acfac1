//! `new-response` over files: the contract that a template's prompts ask for, written beside the others.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use tunesmith_template::{Choice, new_response};

use crate::{RESPONSES, ReadError, choose, read};

/// A contract that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewContract {
    /// Its file.
    pub path: PathBuf,
    /// Its name.
    pub name: String,
    /// What was decided without proof, for whoever reads the file over.
    pub notes: Vec<String>,
}

/// Why no contract was written.
#[derive(Debug)]
pub enum NoContract {
    /// There is no such template.
    Template(String),
    /// What the prompts ask for cannot be told, or there is such a contract.
    Undecided(String),
    /// A file cannot be read or written.
    File(ReadError),
}

impl fmt::Display for NoContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoContract::Template(reason) | NoContract::Undecided(reason) => f.write_str(reason),
            NoContract::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for NoContract {}

impl From<ReadError> for NoContract {
    fn from(error: ReadError) -> NoContract {
        NoContract::File(error)
    }
}

/// Writes the contract that `from` asks for: `FILE` or `FILE:STRATEGY`, a template of the project or relative to `folder`.
/// Its name is made from the answer's keys where none is given.
///
/// # Errors
/// When there is no such template, when its prompts do not say enough, when the contract is there, and when a file cannot be
/// read or written.
pub fn write_contract(root: &Path, folder: &Path, from: &str, name: Option<&str>) -> Result<NewContract, NoContract> {
    let (file, strategy) = parts(folder, from);
    let template = choose(root, folder, file).map_err(NoContract::Template)?;
    let responses = root.join(RESPONSES);
    let path_of = |name: &str| responses.join(format!("{name}.json"));
    if let Some(path) = name.map(path_of).filter(|path| path.exists()) {
        let reason = format!("{} is there already; choose another --name, or remove it first", path.display());
        return Err(NoContract::Undecided(reason));
    }
    let files = read(root, Some(&template), &Choice::default())?;
    let made = new_response(&files, template.name(), strategy, name).map_err(NoContract::Undecided)?;
    let path = path_of(&made.name);
    let failed = |verb, path: &Path, error: io::Error| ReadError { verb, path: path.to_owned(), error };
    fs::create_dir_all(&responses).map_err(|error| failed("create", &responses, error))?;
    fs::write(&path, &made.text).map_err(|error| failed("write", &path, error))?;
    Ok(NewContract { path, name: made.name, notes: made.notes })
}

/// A path may hold a colon of its own, so a file of the whole name comes first.
fn parts<'f>(folder: &Path, from: &'f str) -> (&'f str, Option<&'f str>) {
    match from.rsplit_once(':') {
        Some((file, strategy)) if !folder.join(from).is_file() && file.ends_with(".json") => (file, Some(strategy)),
        _ => (from, None),
    }
}
