//! Labels by split: what is missing, and what is nearly all there is.

use std::collections::BTreeMap;

use tunesmith_dataset::{DataFinding, Findings, Run, Visited};
use tunesmith_runtime::shown;
use tunesmith_template::rules::data;
use tunesmith_template::{Rule, Source};

use crate::rows::{NO_LABEL, Rows};

/// More of the rows of a split with one label than this share are a finding.
const NEARLY_ALL_PERCENT: u64 = 95;

/// Rows by split and label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Balance {
    /// The labels of the contract, in their order; none where no contract has a label.
    pub labels: Vec<String>,
    /// The output splits that have rows, each with its rows by label.
    pub splits: Vec<(String, Vec<u64>)>,
    /// All rows of each split.
    pub rows: Vec<u64>,
}

impl Balance {
    pub(crate) fn new(run: &Run<'_>, rows: &Rows) -> Balance {
        let mut counts: BTreeMap<u16, Vec<u64>> = BTreeMap::new();
        let mut all: BTreeMap<u16, u64> = BTreeMap::new();
        for row in &rows.rows {
            let of_split = counts.entry(row.split).or_insert_with(|| vec![0; rows.labels.len()]);
            *all.entry(row.split).or_default() += 1;
            if row.label != NO_LABEL {
                of_split[row.label as usize] += 1;
            }
        }
        let name = |split: u16| run.project().settings.splits[split as usize].output.clone().into_owned();
        Balance {
            labels: rows.labels.clone(),
            splits: counts.into_iter().map(|(split, counts)| (name(split), counts)).collect(),
            rows: all.into_values().collect(),
        }
    }

    /// Reports labels that a split lacks, and one that is nearly all there is.
    pub(crate) fn report(&self, run: &Run<'_>, visited: &Visited, findings: &mut Findings) {
        let Some((field, _)) = run.labels() else { return };
        let field = &run.project().schema.fields[field].name;
        for ((split, counts), all) in self.splits.iter().zip(&self.rows) {
            for (label, rows) in self.labels.iter().zip(counts) {
                let label = shown(label);
                if *rows == 0 {
                    let message = format!("no row of {split} has {field} \"{label}\"");
                    report(run, visited, &data::CLASS_MISSING, message, findings);
                } else if *rows < *all && rows * 100 > all * NEARLY_ALL_PERCENT {
                    let percent = *rows as f64 * 100.0 / *all as f64;
                    let message = format!("{rows} of {all} rows of {split} ({percent:.1} %) have {field} \"{label}\"");
                    report(run, visited, &data::CLASS_SHARE, message, findings);
                }
            }
        }
    }
}

fn report(run: &Run<'_>, visited: &Visited, rule: &'static Rule, message: String, findings: &mut Findings) {
    let path = visited.files.first().map(|(path, _)| path.as_str()).unwrap_or_default();
    let level = run.options().levels.apply(rule.code, rule.level);
    findings.add(DataFinding::of_file(Source::new(path, ""), rule, level, message, &[]));
}
