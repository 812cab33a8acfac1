//! `manifest.json`: what went into an output directory and what came out, and whether that is still so.
//!
//! A crate of its own, so that `cargo xtask verify` links nothing that a broken template can break.
//!
//! Invariants, each held by a test:
//! - `verify` depends on nothing but files: no template, no generator, no build.
//! - Equal runs write equal bytes: no time, no host, no order of a hash.
//! - A manifest names outputs in its own folder only; nothing that it says reaches a file elsewhere.

mod verify;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use verify::{Verdict, VerifyError, compare, file_sha256, print_verdict, verify};

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// Name of the dataset card.
pub const CARD: &str = "README.md";

/// The record of a run. Holds no time and no host, so that equal input gives equal bytes.
///
/// What the run was asked for is `O`, its writer's own; whoever only reads a manifest ignores it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest<O = IgnoredAny> {
    /// Always `tunesmith`.
    pub tool: String,
    /// Version of the tool.
    pub version: String,
    /// What the run was asked for.
    pub options: O,
    /// The split files.
    pub inputs: Vec<ManifestInput>,
    /// The templates of the formats.
    pub templates: Vec<ManifestSource>,
    /// The response contracts of the formats.
    pub contracts: Vec<ManifestSource>,
    /// The files made.
    pub outputs: Vec<ManifestOutput>,
    /// The dataset card.
    pub card: ManifestSource,
    /// SHA-256 of the manifest's text with this value empty, so that an edit of it is seen; set by [`Manifest::to_text`].
    #[serde(default)]
    pub seal: String,
}

/// A split file and what became of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestInput {
    /// Path, as the run was told.
    pub path: String,
    /// SHA-256, in hexadecimal; empty where the rows were no single file, such as those of a data frame.
    pub sha256: String,
    /// Rows read.
    pub rows_read: u64,
    /// Rows written, by output split.
    pub rows_written: BTreeMap<String, u64>,
    /// Rows left out, by reason.
    pub rows_left_out: BTreeMap<String, u64>,
    /// Pieces of personal data that were masked, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u64>,
}

/// A file that the run was made from, or the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestSource {
    /// Path, as the project or the run names it.
    pub path: String,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A file that the run made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestOutput {
    /// Name in the output directory.
    pub name: String,
    /// SHA-256, in hexadecimal.
    pub sha256: String,
    /// Bytes in it.
    pub bytes: u64,
    /// Rows in it.
    pub rows: u64,
}

impl<O: Serialize> Manifest<O> {
    /// The manifest's text, sealed.
    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        let seal = seal(&text);
        text.replace(&sealed(&self.seal), &sealed(&seal))
    }
}

/// The line of the seal, which is the last one.
fn sealed(seal: &str) -> String {
    format!("  \"seal\": \"{seal}\"\n}}")
}

/// What the seal of a manifest's text must be.
fn seal(text: &str) -> String {
    let start = text.rfind("  \"seal\": \"").unwrap_or(text.len());
    hex(&Sha256::digest(format!("{}{}", &text[..start], sealed(""))))
}

impl Manifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    /// When it is no regular file, is larger than any manifest, or cannot be read; and when it is no manifest.
    pub fn read(path: &Path) -> Result<Manifest, VerifyError> {
        let text = read_text(path).map_err(|error| VerifyError::Read { path: path.to_owned(), error })?;
        Manifest::from_text(&text).map_err(|error| VerifyError::Parse { path: path.to_owned(), error })
    }

    /// Reads a manifest's text.
    ///
    /// # Errors
    /// When it is no manifest.
    pub fn from_text(text: &str) -> Result<Manifest, serde_json::Error> {
        serde_json::from_str(text)
    }
}

/// The text of a file that may be a manifest: a pipe would never end, and a device neither.
fn read_text(path: &Path) -> io::Result<String> {
    const LARGEST: u64 = 64 << 20;
    let meta = path.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
    }
    if meta.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is larger than any manifest"));
    }
    std::fs::read_to_string(path)
}

/// Whether a run could have made a file of this name; a manifest may not talk a run into removing others.
///
/// ```
/// assert!(tunesmith_manifest::is_output_name("train_short.jsonl.zst"));
/// assert!(tunesmith_manifest::is_output_name("train-00000.parquet"));
/// assert!(!tunesmith_manifest::is_output_name("../train.jsonl"));
/// assert!(tunesmith_manifest::is_output_name("mlx/short/lora.yaml"));
/// ```
pub fn is_output_name(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'));
    let is_file = |name: &str, endings: &[&str]| {
        name.rsplit_once('.').is_some_and(|(stem, ending)| is_word(stem) && endings.contains(&ending))
    };
    match name.split('/').collect::<Vec<_>>()[..] {
        [name] => is_file(name.strip_suffix(".zst").unwrap_or(name), &["jsonl"]) || is_file(name, &["parquet"]),
        // What a trainer reads, by format.
        [trainer, format, name] => {
            is_word(trainer) && is_word(format) && is_file(name, &["jsonl", "json", "yaml", "py", "sh"])
        }
        _ => false,
    }
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
