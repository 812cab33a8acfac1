//! The files of a project: what `tunesmith.json` and the folders beside it hold, and the choice that reaches a build.
//!
//! All access to files and to the environment that the compiler needs is here; what the files mean is said by
//! `tunesmith_template`.
//!
//! Invariants, each held by a test:
//! - What a build reads is what the check read: both come from here, and every file that was read is watched.
//! - What cannot be read is an error with its path, or a finding where a file of the project names it.

mod alone;
mod checking;
mod contract;
pub mod env;
mod init;

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use tunesmith_template::{Choice, Files, Source, TemplateFile, did_you_mean, nearest, project_text};

pub use alone::{Alone, read_alone};
pub use checking::{Checking, print_findings, summary, unknown_response};
pub use contract::{NewContract, NoContract, write_contract};
pub use init::{NewProject, NoProject, write_project};

/// The file that says what a project is.
pub const PROJECT: &str = "tunesmith.json";
/// Folder of the templates, under the project's root.
pub const TEMPLATES: &str = "templates";
/// Folder of the response contracts.
pub const RESPONSES: &str = "templates/responses";

/// A template that is named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenTemplate {
    /// A path under `templates/`.
    Inside(String),
    /// Any other file: its path, and the name that messages and reports show.
    Outside(PathBuf, String),
}

impl ChosenTemplate {
    /// The name by which the template is looked up.
    pub fn name(&self) -> &str {
        match self {
            ChosenTemplate::Inside(name) | ChosenTemplate::Outside(_, name) => name,
        }
    }
}

/// A file or folder that cannot be read.
#[derive(Debug)]
pub struct ReadError {
    /// What was tried.
    pub verb: &'static str,
    /// On which path.
    pub path: PathBuf,
    /// What the system said.
    pub error: io::Error,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display().to_string();
        let path = path.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] });
        write!(f, "cannot {} {}: {}", self.verb, path.collect::<String>(), self.error)?;
        let no_project = self.path.ends_with(PROJECT) && self.error.kind() == io::ErrorKind::NotFound;
        if no_project {
            f.write_str("; a project is a folder with this file: `cargo xtask init DIR` makes one")
        } else {
            Ok(())
        }
    }
}

impl std::error::Error for ReadError {}

/// Finds the template that `--prompt-template` means: a path under `templates/`, or any other file, relative
/// to `folder`.
///
/// # Errors
/// With the names of the templates that there are, when there is no such file.
pub fn choose(root: &Path, folder: &Path, typed: &str) -> Result<ChosenTemplate, String> {
    let templates = root.join(TEMPLATES);
    let typed_path = typed.replace('\\', "/");
    let is_plain = Path::new(&typed_path).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    // Without `.` and doubled separators: the name that the template is compiled in by.
    let name = slashed(&Path::new(&typed_path).components().collect::<PathBuf>());
    if is_plain && templates.join(&name).is_file() {
        if is_template(Path::new(&name)) {
            return Ok(ChosenTemplate::Inside(name));
        }
        return Err(format!("`{typed}` is no template: {TEMPLATES}/{name} is a response contract or a schema"));
    }
    let path = folder.join(typed);
    if !path.is_file() {
        let names = list(root).unwrap_or_default();
        let near = did_you_mean(nearest(typed, names.iter().map(String::as_str)));
        let names = names.join(", ");
        return Err(format!(
            "there is no template `{typed}`, neither under {TEMPLATES}/ nor as a file{near} (templates: {names})"
        ));
    }
    let inside = path.canonicalize().ok().zip(templates.canonicalize().ok());
    let inside = inside.and_then(|(path, templates)| Some(path.strip_prefix(templates).ok()?.to_path_buf()));
    match inside.filter(|inside| is_template(inside)) {
        Some(inside) => Ok(ChosenTemplate::Inside(slashed(&inside))),
        None => Ok(ChosenTemplate::Outside(path, typed.to_owned())),
    }
}

/// Reads `tunesmith.json`, the record schema, every contract and every template of the project, and a template from
/// outside, where one was chosen, to be trained towards `choice`'s contract.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read(root: &Path, template: Option<&ChosenTemplate>, choice: &Choice) -> Result<Files, ReadError> {
    let mut files = read_without_templates(root)?;
    for name in list(root)? {
        let source = read_shown(root, &format!("{TEMPLATES}/{name}"))?;
        files.templates.push(TemplateFile { source, name, outside: false, response: None });
    }
    if let Some(ChosenTemplate::Outside(path, shown)) = template {
        let source = Source::from_bytes(shown.clone(), &read_bytes(path)?);
        let response = choice.response.clone();
        files.templates.push(TemplateFile { source, name: shown.clone(), outside: true, response });
    }
    Ok(files)
}

fn read_without_templates(root: &Path) -> Result<Files, ReadError> {
    let project = read_shown(root, PROJECT)?;
    let schema = match project_text(&project, "record") {
        // Both that it cannot be read and that it is not named are findings in `tunesmith.json`.
        Some(path) => match read_file(&root.join(&path)) {
            Ok(bytes) => Source::from_bytes(path, &bytes),
            Err(error) => Source::unreadable(path, error.to_string()),
        },
        None => Source::new(PROJECT, ""),
    };
    let mut responses = Vec::new();
    for name in json_files(&root.join(RESPONSES), Path::new(""))? {
        responses.push(read_shown(root, &format!("{RESPONSES}/{name}"))?);
    }
    Ok(Files { project, schema, responses, templates: Vec::new() })
}

/// Folder of the outputs, as `tunesmith.json` says, from the project's; nothing where it says none.
///
/// # Errors
/// When the file cannot be read.
pub fn output(root: &Path) -> Result<Option<String>, ReadError> {
    Ok(project_text(&read_shown(root, PROJECT)?, "output"))
}

/// The templates of the project, by their path under `templates/`, sorted.
///
/// # Errors
/// When a folder cannot be read.
pub fn list(root: &Path) -> Result<Vec<String>, ReadError> {
    let mut names = json_files(&root.join(TEMPLATES), Path::new(""))?;
    names.retain(|name| is_template(Path::new(name)));
    Ok(names)
}

/// The names of the project's response contracts, sorted.
///
/// # Errors
/// When the folder cannot be read.
pub fn responses(root: &Path) -> Result<Vec<String>, ReadError> {
    let names = json_files(&root.join(RESPONSES), Path::new(""))?;
    Ok(names.iter().map(|name| name.trim_end_matches(".json").to_owned()).collect())
}

/// Whether a path under `templates/` is a template's.
pub fn is_template(path: &Path) -> bool {
    let name = slashed(path);
    name.ends_with(".json") && !name.starts_with("responses/") && !name.ends_with(".schema.json")
}

/// The `*.json` files below `folder`, hidden ones left out, as sorted paths with `/`. Without the folder there are none:
/// what the project misses is said where it names it.
fn json_files(folder: &Path, below: &Path) -> Result<Vec<String>, ReadError> {
    let mut names = Vec::new();
    collect(folder, below, &mut Vec::new(), &mut names)?;
    names.sort();
    Ok(names)
}

/// Adds the files of a folder; `above` are the folders around it, so that a link back to one of them ends the search.
fn collect(folder: &Path, below: &Path, above: &mut Vec<PathBuf>, names: &mut Vec<String>) -> Result<(), ReadError> {
    let path = folder.join(below);
    let failed = |error| ReadError { verb: "list", path: path.clone(), error };
    let entries = match fs::read_dir(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(failed)?,
    };
    let real = path.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        let error =
            io::Error::new(io::ErrorKind::InvalidInput, "it is a link to a folder that it stands in; remove it");
        return Err(failed(error));
    }
    above.push(real);
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        let Some(text) = name.to_str().filter(|name| !name.contains(char::is_control)) else {
            let error = io::Error::new(io::ErrorKind::InvalidInput, "its name is no plain text; rename it");
            return Err(ReadError { verb: "use", path: path.join(&name), error });
        };
        if text.starts_with('.') {
            continue;
        }
        let below = below.join(text);
        if folder.join(&below).is_dir() {
            collect(folder, &below, above, names)?;
        } else if below.extension().is_some_and(|extension| extension == "json") {
            names.push(slashed(&below));
        }
    }
    above.pop();
    Ok(())
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read_shown(root: &Path, shown: &str) -> Result<Source, ReadError> {
    Ok(Source::from_bytes(shown, &read_bytes(&root.join(shown))?))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    read_file(path).map_err(|error| ReadError { verb: "read", path: path.to_owned(), error })
}

/// A pipe would never end.
fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    fs::read(path)
}
