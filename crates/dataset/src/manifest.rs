//! `manifest.json`: what went into a directory and what came out, written last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Name of the manifest.
pub const MANIFEST: &str = "manifest.json";

/// The record of a run. Holds no time and no host, so that equal input gives equal bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// Always `tunesmith`.
    pub(crate) tool: String,
    pub(crate) version: String,
    pub(crate) options: ManifestOptions,
    pub(crate) inputs: Vec<ManifestInput>,
    pub(crate) templates: Vec<ManifestSource>,
    pub(crate) contracts: Vec<ManifestSource>,
    pub(crate) outputs: Vec<ManifestOutput>,
    pub(crate) card: ManifestSource,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestOptions {
    pub(crate) include_test: bool,
    pub(crate) simple_only: bool,
    pub(crate) template: String,
    pub(crate) strategy: String,
    pub(crate) response: Option<String>,
    pub(crate) pool_splits: bool,
    pub(crate) sample: Option<u64>,
    pub(crate) seed: Option<u64>,
    pub(crate) shape: String,
    pub(crate) compress: Option<String>,
    pub(crate) on_invalid: String,
    pub(crate) levels: String,
}

/// A split file and what became of its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestInput {
    /// Path, as the run was told.
    pub(crate) path: String,
    pub(crate) sha256: String,
    pub(crate) rows_read: u64,
    /// Rows written, by output split.
    pub(crate) rows_written: BTreeMap<String, u64>,
    /// Rows left out, by reason.
    pub(crate) rows_left_out: BTreeMap<String, u64>,
}

/// A file that the run was made from, or the card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestSource {
    pub(crate) path: String,
    pub(crate) sha256: String,
}

/// A file that the run made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ManifestOutput {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) rows: u64,
}

impl Manifest {
    /// The manifest's text.
    pub(crate) fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }

    /// Reads a manifest's text.
    pub(crate) fn from_text(text: &str) -> Result<Manifest, serde_json::Error> {
        serde_json::from_str(text)
    }
}
