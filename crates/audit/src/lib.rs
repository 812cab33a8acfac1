//! Questions about a whole dataset, which no row alone can answer: texts that are there twice, in two splits or with two
//! labels; ids in two splits; rows that are longer than the training length; classes and groups that are missing.
//!
//! [`audit`] reads the rows that `gen-data` would write, by the same reader, and reports findings like all others. On any
//! thread `look` works out what a row alone shows (`normal`: its text as likeness sees it; `tokens`); `rows` keeps what the
//! whole needs; `join` finds every pair of texts that are alike, `likeness` makes groups of them; `checks` ask, each in a
//! file; `out` takes their findings, less those of a `baseline`; `section` is what they counted, and `page` shows all of it.
//!
//! Invariants, each held by a test:
//! - Every pair of texts at or above the threshold is found, and no other: an exact join, held against brute force.
//! - A pair of rows is judged once, by the strictest likeness that it has.
//! - What is found does not depend on the order of rows nor on the number of threads.

mod act;
mod baseline;
mod checks;
mod join;
mod leaks;
mod likeness;
mod look;
mod mask;
mod normal;
mod out;
pub mod page;
mod rows;
mod section;
mod tokens;

use tunesmith_dataset::{Error, Findings, Options, Progress, Run, Visited};
use tunesmith_runtime::{FieldRole, Project};
use tunesmith_template::Level;

pub use act::plan;
pub use baseline::{Baseline, NoBaseline};
pub use likeness::{Likeness, Pairs};
pub use normal::{By, normalised};
pub use section::{Bars, Cell, Histogram, Part, Section, Table};
pub use tokens::{NoTokenizer, Speaker, Tokenizer};

use crate::checks::{Asked, Whole};
use crate::look::Looker;
use crate::out::Out;
use crate::tokens::Counter;

/// What an audit asks.
#[derive(Clone, Copy, Debug)]
pub struct Questions<'q> {
    /// Texts of at least this Jaccard similarity are near duplicates; above 0, at most 1.
    pub similarity: f64,
    /// What it is the similarity of.
    pub by: By,
    /// Whether only leaks are looked for: rows of different splits with one text, nearly one, or one id. Of the first split
    /// only rows that are in one are kept in memory.
    pub only_leaks: bool,
    /// What counts tokens; without one they are not counted.
    pub tokenizer: Option<&'q Tokenizer>,
    /// The training length in tokens.
    pub max_tokens: Option<u64>,
    /// How often each row is trained.
    pub epochs: u64,
    /// The findings that are known.
    pub baseline: &'q Baseline,
    /// How many findings of a kind are kept to be shown.
    pub shown: u64,
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
    /// How many findings the baseline accepts.
    pub accepted: u64,
    /// How many rows were audited.
    pub rows: u64,
    /// How many pairs of rows are alike.
    pub likeness: Likeness,
    /// What was counted.
    pub sections: Vec<Section>,
    /// A baseline that accepts all that was found.
    pub baseline: String,
}

impl<'q> Questions<'q> {
    /// What an audit asks unless an option says otherwise; tokens are not counted.
    pub fn new(baseline: &'q Baseline, threads: usize) -> Questions<'q> {
        let (similarity, by) = (0.8, By::default());
        Questions {
            similarity,
            by,
            only_leaks: false,
            tokenizer: None,
            max_tokens: None,
            epochs: 1,
            baseline,
            shown: 20,
            threads,
        }
    }

    /// How many findings of single rows a run must keep, so that those that are known can be told from new ones.
    pub fn findings_of_rows(&self) -> u64 {
        if self.baseline.is_used() { u64::MAX } else { self.shown }
    }
}

impl Audited {
    /// What was counted, for people.
    pub fn summary(&self) -> String {
        let mut text = format!("Rows audited: {}\n", section::grouped(self.rows));
        for section in &self.sections {
            text += &format!("\n{}", section.text());
        }
        if self.accepted > 0 {
            text += &format!("\nFindings that the baseline knows: {}\n", section::grouped(self.accepted));
        }
        text
    }

    /// Errors in single rows and in the whole.
    pub fn errors(&self) -> u64 {
        self.visited.findings.errors() + self.findings.errors()
    }

    /// Warnings about single rows and about the whole.
    pub fn warnings(&self) -> u64 {
        self.visited.findings.warnings() + self.findings.warnings()
    }

    /// The findings as they are listed, the most serious ones last; at most `shown` of a kind.
    pub fn listed(&self, shown: u64) -> Vec<Findings> {
        let of_level = |is_error: bool| {
            [&self.visited.findings, &self.findings].map(|findings| {
                let mut listed = Findings::new(shown);
                listed.append(findings.only(|level| (level == Level::Deny) == is_error));
                listed
            })
        };
        [false, true].into_iter().flat_map(of_level).collect()
    }
}

/// The run that an audit is about: that of `gen-data` with these options or, for `all`, one of the rows of all files that are
/// there, whichever split they name.
///
/// # Errors
/// When the project does not have what the options name ([`Error::is_usage`]).
pub fn run_of<'p>(
    options: Options,
    all: bool,
    questions: &Questions<'_>,
    project: &'p Project<'p>,
) -> Result<Run<'p>, Error> {
    let has_splits = project.schema.with_role(FieldRole::Split).is_some();
    let options = Options {
        include_test: options.include_test || all,
        may_lack_optional: all && !options.include_test,
        pool_splits: options.pool_splits || all && has_splits,
        threads: questions.threads,
        findings_shown: questions.findings_of_rows(),
        ..options
    };
    Ok(Run::new(options, project)?.reading(project.settings.groups.iter().copied()))
}

/// Audits the rows that a run would write.
///
/// # Errors
/// When a file does not let itself be read.
pub fn audit<'r>(run: &'r Run<'r>, questions: &'r Questions<'r>, progress: &Progress) -> Result<Audited, Error> {
    let counters = run.formats().filter_map(|(_, pair)| Some(Counter::new(questions.tokenizer?, pair)));
    let looker = Looker::new(run, counters.collect());
    let mut rows = rows::Rows::new(run);
    let mut checks = checks::all(Asked { run, questions });
    checks.retain(|check| !questions.only_leaks || check.is_about_leaks());
    let mut out = Out::new(run, questions);
    let mut visited = if questions.only_leaks {
        leaks::visit(run, questions, progress, |kept, looked| rows.add(kept, looked))?
    } else {
        tunesmith_dataset::visit(
            run,
            progress,
            |kept| looker.look(kept),
            |kept, looked| {
                rows.add(kept, &looked);
                checks.iter_mut().for_each(|check| check.row(kept, &looked, &mut out));
            },
        )?
    };
    visited.findings = out.of_rows(std::mem::take(&mut visited.findings));
    let alike = likeness::alike(run, &rows, questions, progress)?;
    let whole = Whole { run, rows: &rows, visited: &visited, alike: &alike };
    let sections = checks.iter_mut().filter_map(|check| check.end(&whole, &mut out)).collect();
    let (findings, found, notes) = out.end(&rows)?;
    visited.notes.extend(notes);
    Ok(Audited {
        findings,
        accepted: found.accepted,
        rows: visited.files.iter().map(|(_, ledger)| ledger.rows_written()).sum(),
        likeness: alike.likeness,
        sections,
        baseline: Baseline::text(&found.keys),
        visited,
    })
}
