//! `check` over files: every finding in a project or in files of anywhere, fixes applied, and what is printed of it.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tunesmith_template::show::{self, MessageFormat};
use tunesmith_template::{Choice, FileReport, Level, Levels, apply_fixes, check, did_you_mean, nearest, schemas};

use crate::{Alone, ReadError, read, read_alone, responses};

/// What is checked: the files of a project, or others against it.
#[derive(Clone, Debug)]
pub struct Checking {
    /// Folder of the project.
    pub root: PathBuf,
    /// Templates or contracts, anywhere; folders too. All of the project's where there is none.
    pub paths: Vec<PathBuf>,
    /// The contract that they are checked against, instead of their own.
    pub response: Option<String>,
    /// Levels of findings.
    pub levels: Levels,
}

/// How often fixes are applied again to what they left: one may uncover the next.
const FIX_ROUNDS: usize = 8;

impl Checking {
    /// The findings of the given files, or of all of the project's.
    ///
    /// # Errors
    /// When a file or folder cannot be read.
    pub fn reports(&self) -> Result<Vec<FileReport>, ReadError> {
        if self.paths.is_empty() {
            let choice = Choice { response: self.response.clone(), ..Choice::default() };
            return Ok(check(&read(&self.root, None, &choice)?, &self.levels, Some(&choice)).reports);
        }
        let mut reports = Vec::new();
        for path in &self.paths {
            for Alone { path, files } in read_alone(&self.root, path, self.response.as_deref())? {
                let checked = check(&files, &self.levels, None);
                reports.extend(checked.reports.into_iter().filter(|report| report.source.path() == path));
            }
        }
        Ok(reports)
    }

    /// Writes the project's schemas for editors anew, where nothing in the project is an error; returns their files.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn write_schemas(&self) -> Result<Vec<PathBuf>, ReadError> {
        let files = read(&self.root, None, &Choice::default())?;
        let checked = check(&files, &self.levels, None);
        if checked.has_errors() {
            return Ok(Vec::new());
        }
        let write = |(path, text): (&str, String)| {
            let path = self.root.join(path);
            match std::fs::write(&path, show::named(text)) {
                Ok(()) => Ok(path),
                Err(error) => Err(ReadError { verb: "write", path, error }),
            }
        };
        schemas(&checked, &files).into_iter().map(write).collect()
    }

    /// Applies the replacements that are certain; returns how many there were.
    ///
    /// # Errors
    /// When a file cannot be read or written.
    pub fn fix(&self) -> Result<usize, ReadError> {
        let mut applied = 0;
        for _ in 0..FIX_ROUNDS {
            let before = applied;
            for report in self.reports()? {
                let fixed = apply_fixes(&report);
                if fixed.applied > 0 {
                    let shown = report.source.path();
                    let path = if self.paths.is_empty() { self.root.join(shown) } else { shown.into() };
                    std::fs::write(&path, fixed.text).map_err(|error| ReadError { verb: "write", path, error })?;
                    applied += fixed.applied;
                }
            }
            if applied == before {
                break;
            }
        }
        Ok(applied)
    }
}

/// Why there is no contract of this name in a project, if so.
///
/// # Errors
/// When the folder of the contracts cannot be read.
pub fn unknown_response(root: &Path, name: &str) -> Result<Option<String>, ReadError> {
    let names = responses(root)?;
    if names.iter().any(|known| known == name) {
        return Ok(None);
    }
    let near = did_you_mean(nearest(name, names.iter().map(String::as_str)));
    Ok(Some(format!("there is no response contract `{name}`{near} (contracts: {})", names.join(", "))))
}

/// Prints findings: for people on standard error, for programs on standard output.
pub fn print_findings(reports: &[FileReport], format: MessageFormat) {
    let (mut stdout, mut stderr) = (io::stdout().lock(), io::stderr().lock());
    let color = show::wants_color(&stderr);
    for (report, finding) in reports.iter().flat_map(|report| report.diagnostics.iter().map(move |it| (report, it))) {
        let text = show::finding(&report.source, finding, format, color);
        // A reader that went away ends no command.
        let _ = match format {
            MessageFormat::Human => writeln!(stderr, "{text}\n"),
            _ => writeln!(stdout, "{text}"),
        };
    }
}

/// `2 errors, 0 warnings in 7 files`
pub fn summary(reports: &[FileReport]) -> String {
    let of =
        |level| reports.iter().flat_map(|report| &report.diagnostics).filter(|finding| finding.level == level).count();
    let (errors, warnings, files) = (of(Level::Deny), of(Level::Warn), reports.len());
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    format!("{}, {} in {}", plural(errors, "error"), plural(warnings, "warning"), plural(files, "file"))
}
