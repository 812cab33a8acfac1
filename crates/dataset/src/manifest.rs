//! The manifest of a run, made from what the run knows.

use std::collections::BTreeMap;

use tunesmith_manifest::{CARD, Manifest, ManifestInput, ManifestOptions, ManifestOutput, ManifestSource};
use tunesmith_runtime::{Project, Settings};
use tunesmith_template::Levels;

use crate::formats::{self, Chosen};
use crate::inputs::InputFile;
use crate::passes::Passed;
use crate::{Compression, Options};

/// What became of a split file.
pub(crate) fn manifest_input(file: &InputFile, passed: &Passed, settings: &Settings) -> ManifestInput {
    let written = passed.ledger.written.iter();
    let written = written.map(|(&split, &rows)| (settings.splits[split].output.clone().into_owned(), rows));
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
    project: &Project<'_>,
    chosen: &[Chosen<'_>],
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
    for format in chosen {
        let (strategy, contract) = (format.pair.strategy(), format.pair.contract());
        add(&mut templates, template_path(project, &strategy.template), &strategy.template_sha256);
        add(&mut contracts, format!("templates/responses/{}", contract.file), &contract.sha256);
    }
    Manifest {
        tool: "tunesmith".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: manifest_options(options, project),
        inputs,
        templates,
        contracts,
        outputs,
        card: ManifestSource { path: CARD.to_owned(), sha256: crate::sha256(card.as_bytes()) },
    }
}

/// The path of a template: under `templates/`, or as given where it is from outside.
fn template_path(project: &Project<'_>, name: &str) -> String {
    match project.outside {
        Some(outside) if outside == name => name.to_owned(),
        _ => format!("templates/{name}"),
    }
}

fn manifest_options(options: &Options, project: &Project<'_>) -> ManifestOptions {
    let (template, strategy) = formats::last(options, project);
    ManifestOptions {
        include_test: options.include_test,
        simple_only: options.simple_only,
        template,
        strategy,
        response: options.response.clone(),
        pool_splits: options.pool_splits,
        sample: options.sample,
        seed: options.sample.map(|_| options.seed),
        shape: options.shape.name().to_owned(),
        compress: options.compress.map(|Compression::Zstd| "zstd".to_owned()),
        on_invalid: options.on_invalid.name().to_owned(),
        levels: if options.levels == Levels::default() { String::new() } else { options.levels.to_line() },
    }
}
