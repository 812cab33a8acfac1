//! The manifest of a run, made from what the run knows.

use std::collections::BTreeMap;

use tunesmith_manifest::{CARD, ManifestInput, ManifestOutput, ManifestSource};
use tunesmith_runtime::Project;

use crate::decide::Passed;
use crate::inputs::InputFile;
use crate::run::{self, Run};
use crate::{Options, sha256};

/// A manifest as a run writes it.
pub(crate) type Manifest = tunesmith_manifest::Manifest<Options>;

/// What became of a split file.
pub(crate) fn manifest_input(file: &InputFile, passed: &Passed, run: &Run<'_>) -> ManifestInput {
    let settings = run.project.settings;
    let written = passed.ledger.written.iter();
    let written = written.map(|(&split, &rows)| (settings.splits[split].output.clone().into_owned(), rows));
    let mut left_out: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, rows) in &passed.ledger.left_out {
        // Long names of splits may be shown alike.
        *left_out.entry(reason.to_string()).or_default() += rows;
    }
    ManifestInput {
        path: file.shown.clone(),
        sha256: if run.options.from_memory { String::new() } else { passed.sha256.clone() },
        rows_read: passed.ledger.read,
        rows_written: written.filter(|(_, rows)| *rows > 0).collect(),
        rows_left_out: left_out,
        masked: passed.ledger.masked.clone(),
    }
}

/// The manifest of a run.
pub(crate) fn manifest(
    run: &Run<'_>,
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
    for format in &run.formats {
        let (strategy, contract) = (format.pair.strategy(), format.pair.contract());
        add(&mut templates, template_path(run.project, &strategy.template), &strategy.template_sha256);
        add(&mut contracts, format!("templates/responses/{}", contract.file), &contract.sha256);
    }
    let is_drawn = run.options.sample.is_some() || !run.options.acts.resplit.is_empty();
    let (template, strategy) = run::last(&run.options, run.project);
    Manifest {
        tool: "tunesmith".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: Options {
            template: Some(template),
            strategy: Some(strategy),
            seed: is_drawn.then(|| run.options.seed()),
            ..run.options.clone()
        },
        inputs,
        templates,
        contracts,
        outputs,
        card: ManifestSource { path: CARD.to_owned(), sha256: sha256(card.as_bytes()) },
        seal: String::new(),
    }
}

/// The path of a template: under `templates/`, or as given where it is from outside.
fn template_path(project: &Project<'_>, name: &str) -> String {
    match project.outside {
        Some(outside) if outside == name => name.to_owned(),
        _ => format!("templates/{name}"),
    }
}
