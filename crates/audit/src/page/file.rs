//! The report's two files in their places: whole or not at all, and never in the place of what is not a report.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

use crate::Audited;
use crate::page::{About, GENERATOR, json, page};

/// A report's mark stands in so many of its first bytes.
const HEAD: u64 = 300;

/// Where a report goes.
#[derive(Clone, Debug)]
pub struct Report {
    page: PathBuf,
    json: PathBuf,
}

/// Why no report can be written there.
#[derive(Debug)]
pub struct NoReport(String);

impl fmt::Display for NoReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoReport {}

impl Report {
    /// A report at `page`, with a JSON file of that name beside it: said before an audit, so that none is made in vain.
    ///
    /// # Errors
    /// When it is not called like an HTML file, or when a file stands there that is no earlier report.
    pub fn at(page: &Path) -> Result<Report, NoReport> {
        let is_html = |ending: &str| ending.eq_ignore_ascii_case("html") || ending.eq_ignore_ascii_case("htm");
        if !page.extension().and_then(|ending| ending.to_str()).is_some_and(is_html) {
            return Err(NoReport(format!("the report {} is an HTML file: call it audit.html", page.display())));
        }
        let report = Report { page: page.to_owned(), json: page.with_extension("json") };
        report.is_free()?;
        Ok(report)
    }

    /// Where the page goes.
    pub fn path(&self) -> &Path {
        &self.page
    }

    /// Name of the JSON file.
    pub fn json_name(&self) -> String {
        self.json.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    /// Writes both files: each is the old one or the new one at any time, and the page comes last.
    ///
    /// # Errors
    /// When one cannot be written, or what stands there is no earlier report.
    pub fn write(&self, audited: &Audited, about: &About) -> Result<(), NoReport> {
        let json = json(audited, about).map_err(|error| failed("write", &self.json, &error))?;
        let page = page(audited, about);
        self.is_free()?;
        let files = [(&self.json, json), (&self.page, page)];
        let written = files.iter().try_for_each(|(path, text)| {
            write_new(&beside(path), text).map_err(|error| failed("write", &beside(path), &error))
        });
        let moved = written.and_then(|()| {
            files.iter().try_for_each(|(path, _)| {
                fs::rename(beside(path), path).map_err(|error| failed("replace", path, &error))
            })
        });
        if moved.is_err() {
            files.iter().for_each(|(path, _)| drop(fs::remove_file(beside(path))));
        }
        moved
    }

    /// Whether nothing stands in either place but an earlier report.
    fn is_free(&self) -> Result<(), NoReport> {
        [&self.json, &self.page].into_iter().try_for_each(|path| is_free(path))
    }
}

fn is_free(path: &Path) -> Result<(), NoReport> {
    let what = match path.symlink_metadata() {
        Ok(what) => what,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed("read", path, &error)),
    };
    let mut head = Vec::new();
    // A pipe would make us wait, and a link leads to where nobody pointed.
    if what.is_file() {
        let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
        read.map_err(|error| failed("read", path, &error))?;
    }
    let head = String::from_utf8_lossy(&head);
    let marks =
        [format!("<meta name=\"generator\" content=\"{GENERATOR}\">"), format!("{{\"generator\":\"{GENERATOR}\"")];
    if marks.iter().any(|mark| head.contains(mark)) {
        return Ok(());
    }
    Err(NoReport(format!("{} is no earlier report, and is not replaced; choose another name", path.display())))
}

/// The file that becomes the one at `path`.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.tunesmith-tmp"))
}

/// Writes a file that was not there, so that nothing is written through a link; what a killed run left there goes.
fn write_new(path: &Path, text: &str) -> std::io::Result<()> {
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn failed(verb: &str, path: &Path, error: &dyn std::error::Error) -> NoReport {
    NoReport(format!("cannot {verb} {}: {error}", path.display()))
}
