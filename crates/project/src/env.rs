//! Environment variables that carry the options of a build to the build script.

use std::path::{Path, PathBuf};

use tunesmith_template::{LevelError, Levels};

use crate::ChosenTemplate;

/// Folder of the project, where it is not the workspace's root.
pub const PROJECT: &str = "TUNESMITH_PROJECT";
/// Name of the chosen template, where it is not under `templates/`.
pub const TEMPLATE: &str = "TUNESMITH_TEMPLATE";
/// Its absolute path.
pub const TEMPLATE_FILE: &str = "TUNESMITH_TEMPLATE_FILE";
/// Name of the contract that it is trained towards.
pub const RESPONSE: &str = "TUNESMITH_RESPONSE";
/// [`Levels::to_line`].
pub const LEVELS: &str = "TUNESMITH_LEVELS";
/// All of them.
pub const ALL: [&str; 5] = [PROJECT, TEMPLATE, TEMPLATE_FILE, RESPONSE, LEVELS];

/// What a build is asked for. A template and a contract of the project are compiled in anyway and change no build.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Build {
    /// Folder of the project, where it is not the workspace's root.
    pub project: Option<PathBuf>,
    /// A template from outside: its path, and its name.
    pub outside: Option<(PathBuf, String)>,
    /// The contract that it is trained towards, where it is not its own.
    pub response: Option<String>,
    /// Levels of findings.
    pub levels: Levels,
}

impl Build {
    /// The build for a run.
    pub fn new(
        project: Option<&Path>,
        template: Option<&ChosenTemplate>,
        response: Option<&str>,
        levels: &Levels,
    ) -> Build {
        let outside = match template {
            Some(ChosenTemplate::Outside(path, shown)) => Some((path.clone(), shown.clone())),
            _ => None,
        };
        let response = response.filter(|_| outside.is_some()).map(str::to_owned);
        Build { project: project.map(Path::to_path_buf), outside, response, levels: levels.clone() }
    }

    /// The template from outside, as [`crate::read`] takes it.
    pub fn template(&self) -> Option<ChosenTemplate> {
        self.outside.clone().map(|(path, shown)| ChosenTemplate::Outside(path, shown))
    }

    /// The variables that say it; those of [`ALL`] that are not among them must be unset.
    pub fn write(&self) -> Vec<(&'static str, String)> {
        let path = |path: &Path| path.to_string_lossy().into_owned();
        let mut variables = Vec::new();
        variables.extend(self.project.as_deref().map(|project| (PROJECT, path(project))));
        if let Some((file, shown)) = &self.outside {
            variables.extend([(TEMPLATE, shown.clone()), (TEMPLATE_FILE, path(file))]);
        }
        variables.extend(self.response.clone().map(|response| (RESPONSE, response)));
        variables.extend((self.levels != Levels::default()).then(|| (LEVELS, self.levels.to_line())));
        variables
    }

    /// Reads what [`Build::write`] wrote, through a function that looks a variable up.
    ///
    /// # Errors
    /// When the levels name a code that does not exist or cannot be lowered.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Build, LevelError> {
        Ok(Build {
            project: get(PROJECT).map(PathBuf::from),
            outside: get(TEMPLATE_FILE).map(PathBuf::from).zip(get(TEMPLATE)),
            response: get(RESPONSE),
            levels: Levels::from_line(&get(LEVELS).unwrap_or_default())?,
        })
    }
}
