//! The options that change the build: which template, which contract, which levels.

use std::ffi::OsString;
use std::fmt;
use std::path::Path;

use tunesmith_template::project::{self, Choice};
use tunesmith_template::{Levels, nearest};

/// The command line is at fault.
#[derive(Debug)]
pub(crate) struct UsageError(pub(crate) String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

/// Reads them from the arguments of `gen-data` or `preview`; all others are the `tunesmith` command's.
pub(crate) fn of_build(root: &Path, args: &[OsString]) -> anyhow::Result<(Choice, Levels)> {
    let mut choice = Choice::default();
    if let Some(typed) = values(args, &["--prompt-template", "--prompt_template", "--template"]).pop() {
        choice.template = Some(project::choose(root, &std::env::current_dir()?, &typed).map_err(UsageError)?);
    }
    choice.response = values(args, &["--response"]).pop();
    if let Some(response) = &choice.response {
        known_response(root, response)?;
    }
    let levels = levels(&values(args, &["--allow"]), &values(args, &["--warn"]), &values(args, &["--deny"]))?;
    Ok((choice, levels))
}

/// Levels from three lists of codes; of several options for a code the strictest counts.
pub(crate) fn levels(allow: &[String], warn: &[String], deny: &[String]) -> Result<Levels, UsageError> {
    Levels::from_options(allow, warn, deny).map_err(|error| UsageError(error.to_string()))
}

/// Whether there is a contract of this name.
pub(crate) fn known_response(root: &Path, name: &str) -> anyhow::Result<()> {
    let names = project::responses(root)?;
    if names.iter().any(|known| known == name) {
        return Ok(());
    }
    let near = nearest(name, names.iter().map(String::as_str))
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    Err(UsageError(format!("there is no response contract `{name}`{near} (contracts: {})", names.join(", "))).into())
}

/// The values of an option, as `--name value` or `--name=value`, in order.
fn values(args: &[OsString], names: &[&str]) -> Vec<String> {
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
