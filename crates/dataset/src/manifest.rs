//! `manifest.json`: what went into a directory and what came out, written last.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tunesmith_prompts as prompts;
use tunesmith_template::{Levels, project};

use crate::card::{CARD, card};
use crate::inputs::InputFile;
use crate::line::LineFormat;
use crate::passes::Passed;
use crate::{Compression, OnInvalid, Options, Split};

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

/// What became of a split file.
pub(crate) fn manifest_input(file: &InputFile, passed: &Passed) -> ManifestInput {
    let written =
        Split::ALL.into_iter().map(|split| (split.output_stem().to_owned(), passed.ledger.written[split.index()]));
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, rows) in &passed.ledger.left_out {
        // Long names of splits may be shown alike.
        *left_out.entry(reason.to_string()).or_default() += rows;
    }
    ManifestInput {
        path: file.shown.clone(),
        sha256: passed.sha256.clone(),
        rows_read: passed.ledger.read,
        rows_written: written.filter(|(_, rows)| *rows > 0).collect(),
        rows_left_out: left_out,
    }
}

/// The manifest of a run.
pub(crate) fn manifest(
    options: &Options,
    formats: &[LineFormat],
    inputs: Vec<ManifestInput>,
    outputs: &[ManifestOutput],
) -> Manifest {
    let mut templates: Vec<ManifestSource> = Vec::new();
    let mut contracts: Vec<ManifestSource> = Vec::new();
    let add = |sources: &mut Vec<ManifestSource>, path: String, sha256: &str| {
        if !sources.iter().any(|source| source.path == path) {
            sources.push(ManifestSource { path, sha256: sha256.to_owned() });
        }
    };
    for format in formats {
        let (strategy, contract) = (format.strategy(), format.contract());
        add(&mut templates, template_path(&strategy.template), &strategy.template_sha256);
        add(&mut contracts, format!("{}/{}", project::RESPONSES, contract.file), &contract.sha256);
    }
    let card = card(outputs, options);
    Manifest {
        tool: "tunesmith".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: manifest_options(options),
        inputs,
        templates,
        contracts,
        outputs: outputs.to_vec(),
        card: ManifestSource { path: CARD.to_owned(), sha256: crate::sha256(card.as_bytes()) },
    }
}

/// The path of a template: under `templates/`, or as given where it is from outside.
fn template_path(name: &str) -> String {
    match prompts::BUILD.outside {
        Some(outside) if outside == name => name.to_owned(),
        _ => format!("{}/{name}", project::TEMPLATES),
    }
}

fn manifest_options(options: &Options) -> ManifestOptions {
    ManifestOptions {
        include_test: options.include_test,
        simple_only: options.simple_only,
        template: options.template.clone(),
        strategy: options.strategy.clone(),
        response: options.response.clone(),
        pool_splits: options.pool_splits,
        sample: options.sample,
        seed: options.sample.map(|_| options.seed),
        shape: options.shape.name().to_owned(),
        compress: options.compress.map(|Compression::Zstd| "zstd".to_owned()),
        on_invalid: match options.on_invalid {
            OnInvalid::Error => "error".to_owned(),
            OnInvalid::Skip => "skip".to_owned(),
        },
        levels: if options.levels == Levels::default() { String::new() } else { options.levels.to_line() },
    }
}
