//! What became of every row: read = written + left out, by reason.

use std::collections::BTreeMap;
use std::fmt;

/// Why a row was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It names another split than the file's.
    OtherSplit(String),
    /// It names an optional split, which was not asked for.
    NotIncluded(String),
    /// It was not drawn for the sample.
    NotSampled,
    /// A finding with this code.
    Finding(&'static str),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::OtherSplit(split) => write!(f, "split={}", crate::shown(split)),
            Reason::NotIncluded(split) => write!(f, "split={}, without --include-test", crate::shown(split)),
            Reason::NotSampled => f.write_str("not-sampled"),
            Reason::Finding(code) => f.write_str(code),
        }
    }
}

/// The rows of one input file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileLedger {
    /// Rows read.
    pub read: u64,
    /// Rows written, by the place of the split in the project's settings.
    pub written: BTreeMap<usize, u64>,
    /// Rows left out.
    pub left_out: BTreeMap<Reason, u64>,
}

impl FileLedger {
    /// Counts a row written to `split`.
    pub(crate) fn write(&mut self, split: usize) {
        *self.written.entry(split).or_default() += 1;
    }

    /// Counts a row written to `split` no longer.
    pub(crate) fn take_back(&mut self, split: usize) {
        *self.written.entry(split).or_default() -= 1;
    }

    /// Counts rows left out.
    pub(crate) fn leave_out(&mut self, reason: Reason, rows: u64) {
        *self.left_out.entry(reason).or_default() += rows;
    }

    /// Adds the rows of a later piece of the file.
    pub(crate) fn append(&mut self, later: FileLedger) {
        self.read += later.read;
        for (split, more) in later.written {
            *self.written.entry(split).or_default() += more;
        }
        for (reason, more) in later.left_out {
            self.leave_out(reason, more);
        }
    }

    /// Rows written to any split.
    pub fn rows_written(&self) -> u64 {
        self.written.values().sum()
    }

    /// Whether every row read was written or left out.
    pub fn adds_up(&self) -> bool {
        self.read == self.rows_written() + self.left_out.values().sum::<u64>()
    }

    /// Rows that the split filter left out.
    pub fn other_splits(&self) -> u64 {
        self.left_out.iter().filter(|(reason, _)| matches!(reason, Reason::OtherSplit(_))).map(|(_, count)| count).sum()
    }
}

impl fmt::Display for FileLedger {
    /// `3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out: u64 = self.left_out.values().sum();
        write!(f, "{} rows read = {} written + {left_out} left out", self.read, self.rows_written())?;
        let reasons: Vec<String> = self.left_out.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        if reasons.is_empty() { Ok(()) } else { write!(f, " ({})", reasons.join(", ")) }
    }
}

/// How many different split names are told apart.
const SPLIT_NAMES: usize = 20;

/// Rows by the split that they name, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SplitCounts(Vec<(String, u64)>);

impl SplitCounts {
    /// Counts rows that name `split`; one that is `known` to the project never counts among the others.
    pub(crate) fn add(&mut self, split: &str, known: bool, rows: u64) {
        let told_apart = self.0.len() < SPLIT_NAMES || known || self.of(split) > 0;
        let split = if told_apart { split } else { "(others)" };
        match self.0.iter_mut().find(|(name, _)| name == split) {
            Some((_, count)) => *count += rows,
            None => self.0.push((split.to_owned(), rows)),
        }
    }

    /// Rows that name `split`.
    pub(crate) fn of(&self, split: &str) -> u64 {
        self.0.iter().find(|(name, _)| name == split).map_or(0, |(_, count)| *count)
    }

    /// Every name with its rows.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, u64)> {
        self.0.iter().map(|(name, count)| (name.as_str(), *count))
    }
}
