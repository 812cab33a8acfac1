//! Is a directory whole and fresh? Its manifest against what is there now.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{CARD, MANIFEST, Manifest, ManifestSource, is_output_name};

/// What [`verify()`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Outputs that are not what the manifest says: the directory is torn.
    pub torn: Vec<String>,
    /// Inputs, templates and contracts that changed since: the directory is stale.
    pub stale: Vec<String>,
    /// Files that are as the manifest says.
    pub sound: usize,
}

/// Why there is nothing to compare with.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no manifest, or it cannot be read.
    #[error("cannot read {}: {error}; run `cargo xtask gen-data` to write it", path.display())]
    Read {
        /// The manifest.
        path: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// It is no manifest.
    #[error("{} is no manifest of tunesmith: {error}; run `cargo xtask gen-data` to write it again", path.display())]
    Parse {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

impl Verdict {
    /// What is wrong, a line each, and what that means for `folder`: a line on standard output where all is well,
    /// an error where not.
    pub fn report(&self, folder: &Path) -> (Vec<String>, Result<String, String>) {
        let torn = self.torn.iter().map(|fault| format!("torn: {fault}"));
        let faults = torn.chain(self.stale.iter().map(|fault| format!("stale: {fault}"))).collect();
        let (folder, remedy) = (folder.display(), "run `cargo xtask gen-data` again");
        let verdict = match (self.torn.is_empty(), self.stale.is_empty()) {
            (true, true) => Ok(format!("{folder} is whole and fresh: {} files as its manifest says", self.sound)),
            (true, false) => Err(format!("{folder} is whole but stale: what it was made from has changed; {remedy}")),
            (false, _) => Err(format!(
                "{folder} is torn: its files are not those of its manifest, after an edit or a run that was killed; {remedy}"
            )),
        };
        (faults, verdict)
    }
}

/// Prints what [`verify()`] finds, faults and all.
///
/// # Errors
/// With what is wrong, when the directory is not whole and fresh.
pub fn print_verdict(folder: &Path, here: &Path, project: &Path, out: &mut impl io::Write) -> Result<(), String> {
    let verdict = verify(folder, here, project).map_err(|error| error.to_string())?;
    let (faults, verdict) = verdict.report(folder);
    // A reader that went away ends no command.
    for line in faults.into_iter().chain(verdict.clone().ok()) {
        let _ = writeln!(out, "{line}");
    }
    verdict.map(|_| ())
}

/// Compares every file that the manifest of `folder` names; inputs by their path from `here`, templates and
/// contracts from `project`.
///
/// # Errors
/// When there is no manifest that can be read.
pub fn verify(folder: &Path, here: &Path, project: &Path) -> Result<Verdict, VerifyError> {
    let path = folder.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|error| VerifyError::Read { path: path.clone(), error })?;
    let manifest = Manifest::from_text(&text).map_err(|error| VerifyError::Parse { path, error })?;
    let mut verdict = Verdict::default();
    for output in &manifest.outputs {
        let fault = if is_output_name(&output.name) {
            compare(&folder.join(&output.name), &output.sha256)
        } else {
            Some("is no output name")
        };
        verdict.note_output(&output.name, fault);
    }
    verdict.note_output(&manifest.card.path, compare(&folder.join(CARD), &manifest.card.sha256));
    for input in &manifest.inputs {
        verdict.note_source(&input.path, compare(&here.join(&input.path), &input.sha256));
    }
    for ManifestSource { path, sha256 } in manifest.templates.iter().chain(&manifest.contracts) {
        let inside = project.join(path);
        let place = if inside.exists() { inside } else { here.join(path) };
        verdict.note_source(path, compare(&place, sha256));
    }
    Ok(verdict)
}

impl Verdict {
    fn note_output(&mut self, name: &str, fault: Option<&str>) {
        match fault {
            Some(fault) => self.torn.push(format!("{name} {fault}")),
            None => self.sound += 1,
        }
    }

    fn note_source(&mut self, name: &str, fault: Option<&str>) {
        match fault {
            Some(fault) => self.stale.push(format!("{name} {fault}")),
            None => self.sound += 1,
        }
    }
}

/// What is wrong with a file, if anything.
pub fn compare(path: &Path, sha256: &str) -> Option<&'static str> {
    match file_sha256(path) {
        Ok(found) if found == sha256 => None,
        Ok(_) => Some("has changed"),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some("is missing"),
        Err(_) => Some("cannot be read"),
    }
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read, or is no file.
pub fn file_sha256(path: &Path) -> io::Result<String> {
    if !path.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(crate::hex(&hash.finalize())),
            read => hash.update(&buffer[..read]),
        }
    }
}
