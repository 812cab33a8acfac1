//! Is a directory whole and fresh? Its manifest against what is there now.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{CARD, MANIFEST, Manifest, ManifestOutput, ManifestSource, is_output_name};

/// What [`verify()`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Outputs that are not what the manifest says: the directory is torn.
    pub torn: Vec<String>,
    /// Inputs, templates and contracts that changed since: the directory is stale.
    pub stale: Vec<String>,
    /// Inputs without a hash in the manifest: they were no file when the run read them, such as a data frame.
    pub not_compared: Vec<String>,
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
    /// What is wrong or cannot be told, a line each, and what that means for `folder`: a line on standard output where all is
    /// well, an error where not.
    pub fn report(&self, folder: &Path) -> (Vec<String>, Result<String, String>) {
        let lines = |kind: &'static str, names: &[String]| names.iter().map(|it| format!("{kind}: {it}")).collect();
        let faults: Vec<Vec<String>> =
            vec![lines("torn", &self.torn), lines("stale", &self.stale), lines("not compared", &self.not_compared)];
        let faults = faults.concat();
        let (folder, remedy) = (folder.display(), "run `cargo xtask gen-data` again");
        let verdict = match (self.torn.is_empty(), self.stale.is_empty()) {
            (true, true) => {
                let far = if self.not_compared.is_empty() { "and fresh" } else { "and as fresh as can be told" };
                Ok(format!("{folder} is whole {far}: {} files as its manifest says", self.sound))
            }
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

/// Compares every file that the manifest of `folder` names, and looks for others; inputs by their path from `here`, templates
/// and contracts from `project`.
///
/// # Errors
/// When there is no manifest that can be read.
pub fn verify(folder: &Path, here: &Path, project: &Path) -> Result<Verdict, VerifyError> {
    let path = folder.join(MANIFEST);
    let text = crate::read_text(&path).map_err(|error| VerifyError::Read { path: path.clone(), error })?;
    let manifest = Manifest::from_text(&text).map_err(|error| VerifyError::Parse { path, error })?;
    let mut verdict = Verdict::default();
    if let Some(fault) = edited(&manifest, &text) {
        verdict.torn.push(format!("{MANIFEST} {fault}"));
    }
    for output in &manifest.outputs {
        let fault = if is_output_name(&output.name) {
            compare_output(&folder.join(&output.name), output)
        } else {
            Some("is no output name")
        };
        verdict.note_output(&output.name, fault);
    }
    verdict.note_output(&manifest.card.path, compare(&folder.join(CARD), &manifest.card.sha256));
    for extra in extras(folder, &manifest) {
        verdict.torn.push(format!("{} is not in the manifest", printable(&extra)));
    }
    for input in &manifest.inputs {
        if input.sha256.is_empty() {
            let name = printable(&input.path);
            verdict
                .not_compared
                .push(format!("{name} was no single file when it was read, so the manifest has no hash of it"));
        } else {
            verdict.note_source(&input.path, compare(&here.join(&input.path), &input.sha256));
        }
    }
    for ManifestSource { path, sha256 } in manifest.templates.iter().chain(&manifest.contracts) {
        let inside = project.join(path);
        let place = if inside.exists() { inside } else { here.join(path) };
        verdict.note_source(path, compare(&place, sha256));
    }
    Ok(verdict)
}

/// What is wrong with the manifest itself.
fn edited(manifest: &Manifest, text: &str) -> Option<&'static str> {
    let adds_up = |input: &crate::ManifestInput| {
        let rows = input.rows_written.values().chain(input.rows_left_out.values());
        rows.fold(0u64, |sum, rows| sum.saturating_add(*rows)) == input.rows_read
    };
    match manifest {
        _ if manifest.tool != "tunesmith" => Some("is of another tool"),
        _ if manifest.seal.is_empty() => Some("has no seal: it was edited, or written by an earlier version"),
        _ if manifest.seal != crate::seal(text) => Some("was edited: its seal does not fit"),
        _ if !manifest.inputs.iter().all(adds_up) => Some("has rows that do not add up"),
        _ if manifest.outputs.is_empty() => Some("lists no outputs"),
        _ => None,
    }
}

/// What is wrong with an output, if anything.
fn compare_output(path: &Path, output: &ManifestOutput) -> Option<&'static str> {
    match path.symlink_metadata() {
        Ok(there) if there.file_type().is_symlink() => return Some("is a link"),
        Ok(there) if there.is_file() && there.len() != output.bytes => return Some("has changed"),
        _ => {}
    }
    match measure(path) {
        Ok(found) if found.sha256 != output.sha256 => Some("has changed"),
        Ok(found) if output.name.ends_with(".jsonl") && found.lines != output.rows => {
            Some("has another number of rows than its manifest says")
        }
        Ok(_) => None,
        Err(error) => Some(failure(&error)),
    }
}

/// Files that look like outputs and are in no manifest: a trainer that reads the folder would read them.
fn extras(folder: &Path, manifest: &Manifest) -> Vec<String> {
    let of_outputs = manifest.outputs.iter().filter_map(|output| Some(output.name.rsplit_once('/')?.0));
    let mut folders: Vec<&str> = of_outputs.chain([""]).collect();
    folders.sort_unstable();
    folders.dedup();
    let names = folders.into_iter().flat_map(|inner| {
        let entries = std::fs::read_dir(folder.join(inner)).into_iter().flatten().filter_map(Result::ok);
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        names.map(move |name| if inner.is_empty() { name } else { format!("{inner}/{name}") })
    });
    let is_data = |name: &String| [".jsonl", ".jsonl.zst", ".jsonl.gz"].iter().any(|ending| name.ends_with(ending));
    let is_listed = |name: &String| manifest.outputs.iter().any(|output| output.name == *name);
    let mut extras: Vec<String> = names.filter(is_data).filter(|name| !is_listed(name)).collect();
    extras.sort();
    extras
}

impl Verdict {
    fn note_output(&mut self, name: &str, fault: Option<&str>) {
        match fault {
            Some(fault) => self.torn.push(format!("{} {fault}", printable(name))),
            None => self.sound += 1,
        }
    }

    fn note_source(&mut self, name: &str, fault: Option<&str>) {
        match fault {
            Some(fault) => self.stale.push(format!("{} {fault}", printable(name))),
            None => self.sound += 1,
        }
    }
}

/// A name from a manifest, with nothing in it that a terminal obeys.
fn printable(name: &str) -> String {
    name.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// What is wrong with a file, if anything.
pub fn compare(path: &Path, sha256: &str) -> Option<&'static str> {
    match file_sha256(path) {
        Ok(found) if found == sha256 => None,
        Ok(_) => Some("has changed"),
        Err(error) => Some(failure(&error)),
    }
}

fn failure(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::NotFound { "is missing" } else { "cannot be read" }
}

/// SHA-256 of a file, in hexadecimal.
///
/// # Errors
/// When it cannot be read, or is no file.
pub fn file_sha256(path: &Path) -> io::Result<String> {
    measure(path).map(|measured| measured.sha256)
}

/// What a file holds.
struct Measured {
    sha256: String,
    lines: u64,
}

fn measure(path: &Path) -> io::Result<Measured> {
    if !path.metadata()?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut file = File::open(path)?;
    let (mut hash, mut lines) = (Sha256::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Measured { sha256: crate::hex(&hash.finalize()), lines }),
            read => {
                hash.update(&buffer[..read]);
                lines += buffer[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
            }
        }
    }
}
