//! The manifest of a run, made from what the run knows.

use std::collections::BTreeMap;

use tunesmith_manifest::{CARD, Manifest, ManifestInput, ManifestOptions, ManifestOutput, ManifestSource};
use tunesmith_template::{Levels, Prompts, project};

use crate::inputs::InputFile;
use crate::line::LineFormat;
use crate::passes::Passed;
use crate::{Compression, OnInvalid, Options, Split};

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
    prompts: &Prompts<'_>,
    formats: &[LineFormat<'_>],
    inputs: Vec<ManifestInput>,
    outputs: Vec<ManifestOutput>,
    card: &str,
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
        add(&mut templates, template_path(prompts, &strategy.template), &strategy.template_sha256);
        add(&mut contracts, format!("{}/{}", project::RESPONSES, contract.file), &contract.sha256);
    }
    Manifest {
        tool: "tunesmith".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: manifest_options(options),
        inputs,
        templates,
        contracts,
        outputs,
        card: ManifestSource { path: CARD.to_owned(), sha256: crate::sha256(card.as_bytes()) },
    }
}

/// The path of a template: under `templates/`, or as given where it is from outside.
fn template_path(prompts: &Prompts<'_>, name: &str) -> String {
    match prompts.outside {
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
