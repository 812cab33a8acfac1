//! Questions about a whole dataset, which no row alone can answer: texts that are there twice, in two splits or with two
//! labels; ids in two splits; classes that are missing.
//!
//! [`audit`] reads the rows that `gen-data` would write, by the same reader, and reports findings like all others. The
//! stages, each in a module: `rows` (what is kept of a row), `normal` (texts as likeness sees them), `join` (every pair of
//! texts that are alike), `likeness` (pairs to groups and findings), `balance` (labels by split).
//!
//! Invariants, each held by a test:
//! - Every pair of texts at or above the threshold is found, and no other: an exact join, held against brute force.
//! - A pair of rows is judged once, by the strictest likeness that it has.
//! - What is found does not depend on the order of rows nor on the number of threads.

mod balance;
mod join;
mod likeness;
mod normal;
mod report;
mod rows;

use tunesmith_dataset::{Error, Findings, Progress, Run, Visited};

pub use balance::Balance;
pub use likeness::{Likeness, Pairs};
pub use normal::{By, normalised};
pub use report::summary;

/// What an audit asks.
#[derive(Clone, Copy, Debug)]
pub struct Questions {
    /// Texts of at least this Jaccard similarity are near duplicates; above 0, at most 1.
    pub similarity: f64,
    /// What it is the similarity of.
    pub by: By,
    /// Number of threads; the findings do not depend on it.
    pub threads: usize,
}

/// What an audit found.
#[derive(Debug)]
pub struct Audited {
    /// What was read, with what `gen-data` would say of single rows.
    pub visited: Visited,
    /// What was found in the whole.
    pub findings: Findings,
    /// How many pairs of rows are alike.
    pub likeness: Likeness,
    /// Rows by split and label.
    pub balance: Balance,
}

/// Audits the rows that a run would write.
///
/// # Errors
/// When a file does not let itself be read.
pub fn audit(run: &Run<'_>, questions: &Questions, progress: &Progress) -> Result<Audited, Error> {
    let mut rows = rows::Rows::new(run);
    let visited = tunesmith_dataset::visit(run, progress, |kept| rows.add(kept))?;
    let (groups, likeness) = likeness::groups(&rows, questions);
    let mut findings = report::Reporter::new(run, &rows).report(groups)?;
    let balance = Balance::new(run, &rows);
    balance.report(run, &visited, &mut findings);
    Ok(Audited { visited, findings, likeness, balance })
}
