//! The files of a project on disk: which are templates, and how messages name them.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::{Files, Source, TemplateFile};

/// Folder of the templates, under the project's root.
pub const TEMPLATES: &str = "templates";
/// Folder of the response contracts.
pub const RESPONSES: &str = "templates/responses";
/// Schema of the record.
pub const RECORD_SCHEMA: &str = "data/unified.schema.json";
/// The template that the optimized format uses unless told otherwise.
pub const DEFAULT_TEMPLATE: &str = "combined/combined_gptoss_v1.json";
/// The strategy that the optimized format uses unless told otherwise.
pub const DEFAULT_STRATEGY: &str = "combined_optimized";

/// A template chosen by `--prompt-template`, and the contract chosen by `--response`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The template.
    pub template: Option<ChosenTemplate>,
    /// Name of the contract that the template's strategies are trained towards.
    pub response: Option<String>,
}

/// Where a chosen template is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChosenTemplate {
    /// A path under `templates/`.
    Inside(String),
    /// Any other file: its path, and the name that messages and reports show.
    Outside(PathBuf, String),
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
        write!(f, "cannot {} {}: {}", self.verb, self.path.display(), self.error)
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
    let plain = Path::new(typed).components().all(|part| matches!(part, std::path::Component::Normal(_)));
    if plain && templates.join(typed).is_file() {
        return Ok(ChosenTemplate::Inside(typed.replace('\\', "/")));
    }
    let path = folder.join(typed);
    if !path.is_file() {
        let names = list(root).unwrap_or_default();
        let near = crate::nearest(typed, names.iter().map(String::as_str));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
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

/// Reads the schema, every contract and every template of the project, and the chosen template.
///
/// # Errors
/// When a file or folder cannot be read.
pub fn read(root: &Path, choice: &Choice) -> Result<Files, ReadError> {
    let chosen = match &choice.template {
        Some(ChosenTemplate::Inside(name)) => name,
        Some(ChosenTemplate::Outside(..)) => "",
        None => DEFAULT_TEMPLATE,
    };
    let mut templates = Vec::new();
    for name in list(root)? {
        let response = choice.response.clone().filter(|_| name == chosen);
        let source = read_shown(root, &format!("{TEMPLATES}/{name}"))?;
        templates.push(TemplateFile { source, name, response });
    }
    if let Some(ChosenTemplate::Outside(path, shown)) = &choice.template {
        let source = Source::from_bytes(shown.clone(), &read_bytes(path)?);
        templates.push(TemplateFile { source, name: shown.clone(), response: choice.response.clone() });
    }
    let mut responses = Vec::new();
    for name in json_files(&root.join(RESPONSES), Path::new(""))? {
        responses.push(read_shown(root, &format!("{RESPONSES}/{name}"))?);
    }
    Ok(Files { schema: read_shown(root, RECORD_SCHEMA)?, responses, templates })
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
    let project = read(root, &Choice::default())?;
    paths.iter().map(|path| alone(path, &project, response)).collect()
}

fn alone(path: &Path, project: &Files, response: Option<&str>) -> Result<Alone, ReadError> {
    let shown = path.display().to_string();
    let source = Source::from_bytes(shown.clone(), &read_bytes(path)?);
    let in_responses = path.parent().and_then(Path::file_name).is_some_and(|folder| folder == "responses");
    let says_targets = source.text().contains("\"targets\"") && !source.text().contains("\"strategies\"");
    let mut files = Files { templates: Vec::new(), ..project.clone() };
    if in_responses || says_targets {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        files.responses.retain(|contract| !contract.path().ends_with(&format!("/{stem}.json")));
        files.responses.push(source);
    } else {
        files.templates.push(TemplateFile { source, name: shown.clone(), response: response.map(str::to_owned) });
    }
    Ok(Alone { path: shown, files })
}

/// Whether a path under `templates/` is a template's.
pub fn is_template(path: &Path) -> bool {
    let name = slashed(path);
    name.ends_with(".json") && !name.starts_with("responses/") && !name.ends_with(".schema.json")
}

/// The `*.json` files below `folder`, hidden ones left out, as sorted paths with `/`.
fn json_files(folder: &Path, below: &Path) -> Result<Vec<String>, ReadError> {
    let path = folder.join(below);
    let failed = |error| ReadError { verb: "list", path: path.clone(), error };
    let mut names = Vec::new();
    for entry in fs::read_dir(&path).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let name = entry.file_name();
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        let below = below.join(&name);
        if entry.path().is_dir() {
            names.extend(json_files(folder, &below)?);
        } else if below.extension().is_some_and(|extension| extension == "json") {
            names.push(slashed(&below));
        }
    }
    names.sort();
    Ok(names)
}

fn slashed(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read_shown(root: &Path, shown: &str) -> Result<Source, ReadError> {
    Ok(Source::from_bytes(shown, &read_bytes(&root.join(shown))?))
}

fn read_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    fs::read(path).map_err(|error| ReadError { verb: "read", path: path.to_owned(), error })
}

/// Environment variables that carry the options of a build to the build script.
pub mod env {
    use std::path::PathBuf;

    use super::{Choice, ChosenTemplate};
    use crate::{LevelError, Levels};

    /// Name of the chosen template.
    pub const TEMPLATE: &str = "TUNESMITH_TEMPLATE";
    /// Its absolute path, where it is not under `templates/`.
    pub const TEMPLATE_FILE: &str = "TUNESMITH_TEMPLATE_FILE";
    /// Name of the chosen contract.
    pub const RESPONSE: &str = "TUNESMITH_RESPONSE";
    /// [`Levels::to_line`].
    pub const LEVELS: &str = "TUNESMITH_LEVELS";
    /// All of them.
    pub const ALL: [&str; 4] = [TEMPLATE, TEMPLATE_FILE, RESPONSE, LEVELS];

    /// The variables that say `choice` and `levels`; those of [`ALL`] that are not among them must be unset.
    pub fn write(choice: &Choice, levels: &Levels) -> Vec<(&'static str, String)> {
        let mut variables = Vec::new();
        match &choice.template {
            // It is compiled in anyway; only a contract for it changes the build.
            Some(ChosenTemplate::Inside(name)) if choice.response.is_some() => variables.push((TEMPLATE, name.clone())),
            Some(ChosenTemplate::Outside(path, shown)) => {
                variables.push((TEMPLATE, shown.clone()));
                variables.push((TEMPLATE_FILE, path.to_string_lossy().into_owned()));
            }
            Some(ChosenTemplate::Inside(_)) | None => {}
        }
        variables.extend(choice.response.clone().map(|response| (RESPONSE, response)));
        variables.extend((*levels != Levels::default()).then(|| (LEVELS, levels.to_line())));
        variables
    }

    /// Reads what [`write()`] wrote, through a function that looks a variable up.
    ///
    /// # Errors
    /// When the levels name a code that does not exist or cannot be lowered.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<(Choice, Levels), LevelError> {
        let template = match (get(TEMPLATE), get(TEMPLATE_FILE)) {
            (Some(shown), Some(path)) => Some(ChosenTemplate::Outside(PathBuf::from(path), shown)),
            (Some(name), None) => Some(ChosenTemplate::Inside(name)),
            (None, _) => None,
        };
        let levels = Levels::from_line(&get(LEVELS).unwrap_or_default())?;
        Ok((Choice { template, response: get(RESPONSE) }, levels))
    }
}
