//! Files that are checked one by one, wherever they are, against a project.

use std::path::{Path, PathBuf};

use tunesmith_template::{Files, Source, TemplateFile};

use crate::{ReadError, json_files, read_bytes, read_without_templates};

/// A file to be checked alone, with what it is checked against.
#[derive(Clone, Debug)]
pub struct Alone {
    /// The file's path, as messages show it.
    pub path: String,
    /// The file, and the schema and contracts of the project.
    pub files: Files,
}

/// Reads a template or contract from anywhere, or every one in a folder, each to be checked alone.
///
/// A file is taken for a contract when it stands in a folder `responses` or says `"targets"` and no
/// `"strategies"`.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read_alone(root: &Path, path: &Path, response: Option<&str>) -> Result<Vec<Alone>, ReadError> {
    let below = if path.is_dir() { json_files(path, Path::new(""))? } else { Vec::new() };
    let mut paths: Vec<PathBuf> =
        below.iter().filter(|name| !name.ends_with(".schema.json")).map(|name| path.join(name)).collect();
    if !path.is_dir() {
        paths.push(path.to_owned());
    }
    let project = read_without_templates(root)?;
    paths.iter().map(|path| alone(path, &project, response)).collect()
}

fn alone(path: &Path, project: &Files, response: Option<&str>) -> Result<Alone, ReadError> {
    let shown = path.display().to_string();
    let source = Source::from_bytes(shown.clone(), &read_bytes(path)?);
    let in_responses = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "responses");
    let says_targets = source.text().contains("\"targets\"") && !source.text().contains("\"strategies\"");
    let mut files = project.clone();
    if in_responses || says_targets {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        files.responses.retain(|contract| !contract.path().ends_with(&format!("/{stem}.json")));
        files.responses.push(source);
    } else {
        let response = response.map(str::to_owned);
        files.templates.push(TemplateFile { source, name: shown.clone(), outside: false, response });
    }
    Ok(Alone { path: shown, files })
}
