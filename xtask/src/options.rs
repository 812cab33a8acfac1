//! The options that change the build: which project, which template, which contract, which levels.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use tunesmith_project::{self as project, ChosenTemplate};
use tunesmith_template::show::MessageFormat;
use tunesmith_template::{Choice, Levels};

/// The command line is at fault.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// What a command that needs the compiled prompts was asked for.
pub(crate) struct Asked {
    /// Folder of the project.
    pub(crate) root: PathBuf,
    /// Whether it is another one than the workspace's.
    pub(crate) is_other: bool,
    pub(crate) template: Option<ChosenTemplate>,
    pub(crate) choice: Choice,
    pub(crate) levels: Levels,
    pub(crate) message_format: MessageFormat,
}

impl Asked {
    /// Reads it from the arguments of `gen-data` or `preview`; all other options are the `tunesmith` command's.
    pub(crate) fn read(workspace: &Path, args: &[OsString]) -> anyhow::Result<Asked> {
        let other = values(args, &["--project"]).pop().map(PathBuf::from);
        let root = project_root(workspace, other.as_deref());
        let here = std::env::current_dir()?;
        let typed = values(args, &["--prompt-template", "--prompt_template", "--template"]).pop();
        let template = typed.map(|typed| project::choose(&root, &here, &typed).map_err(UsageError)).transpose()?;
        let choice = Choice {
            template: template.as_ref().map(|template| template.name().to_owned()),
            strategy: values(args, &["--strategy"]).pop(),
            response: values(args, &["--response"]).pop(),
        };
        if let Some(response) = &choice.response {
            known_response(&root, response)?;
        }
        let levels = levels(&values(args, &["--allow"]), &values(args, &["--warn"]), &values(args, &["--deny"]))?;
        let format = values(args, &["--message-format"]).pop();
        let message_format = MessageFormat::ALL.into_iter().find(|it| format.as_deref() == Some(it.name()));
        let message_format = message_format.unwrap_or(MessageFormat::Human);
        Ok(Asked { root, is_other: other.is_some(), template, choice, levels, message_format })
    }
}

/// The folder of the project that a command is about.
pub(crate) fn project_root(workspace: &Path, project: Option<&Path>) -> PathBuf {
    project.map_or_else(|| workspace.to_owned(), Path::to_path_buf)
}

/// Levels from three lists of codes; of several options for a code the strictest counts.
pub(crate) fn levels(allow: &[String], warn: &[String], deny: &[String]) -> Result<Levels, UsageError> {
    Levels::from_options(allow, warn, deny).map_err(|error| UsageError(error.to_string()))
}

/// Whether there is a contract of this name.
pub(crate) fn known_response(root: &Path, name: &str) -> anyhow::Result<()> {
    match project::unknown_response(root, name)? {
        None => Ok(()),
        Some(unknown) => Err(UsageError(unknown).into()),
    }
}

/// The values of an option, as `--name value` or `--name=value`, in order.
pub(crate) fn values(args: &[OsString], names: &[&str]) -> Vec<String> {
    let mut values = Vec::new();
    let mut args = args.iter().map(|arg| arg.to_string_lossy());
    while let Some(arg) = args.next() {
        let (name, value) = match arg.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (arg.into_owned(), None),
        };
        if names.contains(&name.as_str()) {
            values.extend(value.or_else(|| args.next().map(|value| value.into_owned())));
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_both_spellings_among_other_options() {
        let args: Vec<OsString> =
            ["--allow", "a", "--seed", "1", "--allow=b", "--other=--allow"].map(OsString::from).to_vec();
        assert_eq!(values(&args, &["--allow"]), ["a", "b"]);
    }
}
