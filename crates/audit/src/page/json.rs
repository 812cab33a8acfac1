//! All that an audit found, for programs.

use serde::Serialize;
use serde_json::value::RawValue;
use tunesmith_dataset::{DataFinding, FileLedger};
use tunesmith_template::{Level, show};

use crate::Audited;
use crate::page::verdict::Verdict;
use crate::page::{About, GENERATOR};
use crate::section::Section;

#[derive(Serialize)]
struct Document<'a> {
    generator: &'static str,
    version: &'static str,
    verdict: Summary,
    asked: Vec<Asked<'a>>,
    /// What became of the rows of each file.
    ledger: Vec<File<'a>>,
    notes: &'a [String],
    sections: &'a [Section],
    /// As `--message-format json` has them.
    findings: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct Summary {
    sentence: String,
    rows: u64,
    errors: u64,
    warnings: u64,
    accepted: u64,
    /// The worst first.
    kinds: Vec<Count>,
}

#[derive(Serialize)]
struct Count {
    code: &'static str,
    severity: &'static str,
    count: u64,
    /// How many of them are among the findings.
    listed: u64,
}

#[derive(Serialize)]
struct Asked<'a> {
    name: &'a str,
    value: &'a str,
}

#[derive(Serialize)]
struct File<'a> {
    path: &'a str,
    sha256: &'a str,
    read: u64,
    written: Vec<Rows>,
    left_out: Vec<Rows>,
}

#[derive(Serialize)]
struct Rows {
    name: String,
    rows: u64,
}

/// All that an audit found, as one JSON object.
///
/// # Errors
/// When something in it cannot be said in JSON.
pub fn json(audited: &Audited, about: &About) -> Result<String, serde_json::Error> {
    let verdict = Verdict::new(audited);
    let count = |level: Level| verdict.kinds.iter().filter(|kind| kind.level == level).map(|kind| kind.count).sum();
    let kinds = verdict.kinds.iter().map(|kind| Count {
        code: kind.code,
        severity: kind.level.title(),
        count: kind.count,
        listed: kind.findings.len() as u64,
    });
    let summary = Summary {
        sentence: verdict.sentence(),
        rows: audited.rows,
        errors: count(Level::Deny),
        warnings: count(Level::Warn),
        accepted: audited.accepted,
        kinds: kinds.collect(),
    };
    let findings = verdict.kinds.iter().flat_map(|kind| &kind.findings);
    let findings =
        findings.map(|DataFinding { source, diagnostic }| RawValue::from_string(show::json(source, diagnostic)));
    let files = audited.visited.files.iter().zip(&audited.visited.sha256);
    let document = Document {
        generator: GENERATOR,
        version: env!("CARGO_PKG_VERSION"),
        verdict: summary,
        asked: about.asked.iter().map(|(name, value)| Asked { name, value }).collect(),
        ledger: files.map(|((path, ledger), sha256)| file(path, ledger, sha256, about)).collect(),
        notes: &audited.visited.notes,
        sections: &audited.sections,
        findings: findings.collect::<Result<_, _>>()?,
    };
    Ok(serde_json::to_string(&document)? + "\n")
}

fn file<'a>(path: &'a str, ledger: &FileLedger, sha256: &'a str, about: &About) -> File<'a> {
    let split = |place: usize| about.splits.get(place).cloned().unwrap_or_else(|| format!("split {}", place + 1));
    let written = ledger.written.iter().map(|(place, rows)| Rows { name: split(*place), rows: *rows });
    let left_out = ledger.left_out.iter().map(|(reason, rows)| Rows { name: reason.to_string(), rows: *rows });
    File { path, sha256, read: ledger.read, written: written.collect(), left_out: left_out.collect() }
}
