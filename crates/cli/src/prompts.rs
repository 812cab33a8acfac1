//! Where a command's project comes from.

use std::path::{Path, PathBuf};

use tunesmith_project::{ChosenTemplate, choose, read, unknown_response};
use tunesmith_runtime::Project;
use tunesmith_template::show::MessageFormat;
use tunesmith_template::{Choice, check};

use crate::args::SelectArgs;
use crate::{ExitCode, print, usage};

/// Where a command's project comes from.
#[derive(Clone, Copy, Debug)]
pub enum Prompts<'p> {
    /// It was compiled in, after a check.
    Compiled(&'p Project<'p>),
    /// Its files are read and checked when the command starts.
    Files,
}

impl Prompts<'_> {
    /// Hands the project to a command; where its files are at fault, the findings are printed as `check` prints them.
    pub(crate) fn with(
        self,
        select: &SelectArgs,
        format: MessageFormat,
        command: impl FnOnce(&Project<'_>) -> ExitCode,
    ) -> ExitCode {
        match self {
            Prompts::Compiled(project) => command(project),
            Prompts::Files => match loaded(select, format, command) {
                Ok(code) => code,
                Err(NotLoaded::Usage(message)) => usage(&message),
                Err(NotLoaded::Read(error)) => failed(&error),
            },
        }
    }

    /// Folder of the outputs that the project names, from the project's.
    pub(crate) fn output(self, root: &Path) -> Result<PathBuf, String> {
        let output = match self {
            Prompts::Compiled(project) => Some(project.settings.output.to_string()),
            Prompts::Files => tunesmith_project::output(root).map_err(|error| error.to_string())?,
        };
        let output = output.ok_or("tunesmith.json names no `output`; say which directory to verify")?;
        Ok(root.join(output))
    }
}

/// Ends with 1, with a message.
pub(crate) fn failed(error: &impl ToString) -> ExitCode {
    print::error(&error.to_string());
    ExitCode::from(1)
}

/// Why there is no project.
enum NotLoaded {
    /// The command line is at fault.
    Usage(String),
    /// A file cannot be read.
    Read(tunesmith_project::ReadError),
}

impl From<tunesmith_project::ReadError> for NotLoaded {
    fn from(error: tunesmith_project::ReadError) -> NotLoaded {
        NotLoaded::Read(error)
    }
}

fn loaded(
    select: &SelectArgs,
    format: MessageFormat,
    command: impl FnOnce(&Project<'_>) -> ExitCode,
) -> Result<ExitCode, NotLoaded> {
    let root = select.project.clone().unwrap_or_else(|| PathBuf::from("."));
    let choose = |typed: &String| choose(&root, Path::new("."), typed).map_err(NotLoaded::Usage);
    let template = select.prompt_template.as_ref().map(choose).transpose()?;
    let choice = Choice {
        template: template.as_ref().map(|template| ChosenTemplate::name(template).to_owned()),
        strategy: select.strategy.clone(),
        response: select.response.clone(),
    };
    if let Some(response) = &choice.response
        && let Some(unknown) = unknown_response(&root, response)?
    {
        return Err(NotLoaded::Usage(unknown));
    }
    let levels = select.levels.levels().map_err(NotLoaded::Usage)?;
    let checked = check(&read(&root, template.as_ref(), &choice)?, &levels, Some(&choice));
    if checked.has_errors() {
        tunesmith_project::print_findings(&checked.reports, format);
        return Ok(ExitCode::from(1));
    }
    Ok(checked.with_project(command))
}
