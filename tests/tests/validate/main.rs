//! `validate`: good files of all shapes are accused of nothing, and every fault is found at its line and column.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod broken;
mod command;
mod good;
mod own;
mod page;
mod tokens;

use std::path::Path;

use tunesmith_template::{Levels, SHOWN};
use tunesmith_trainers::{Asked, Validated, find, validate};

/// What is said of a file: code, line and column of each finding.
fn told(path: &Path, trainer: &str) -> Vec<(&'static str, usize, usize)> {
    let found = validated(path, trainer);
    let place = |finding: &tunesmith_template::DataFinding| {
        let position = finding.source.position(finding.diagnostic.span.start);
        (finding.diagnostic.code, position.line, position.column)
    };
    found.findings.shown().iter().map(place).collect()
}

fn validated(path: &Path, trainer: &str) -> Validated {
    let trainer = (!trainer.is_empty()).then(|| find(trainer).unwrap());
    let asked = Asked { trainer, levels: Levels::default(), shown: SHOWN, tokens: None, max_tokens: None };
    validate(path, &asked).unwrap()
}
