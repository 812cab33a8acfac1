//! What became of every row: read = written + left out, by reason.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};
use tunesmith_template::rules::{Code, read_code};

use crate::mask::Masked;

/// Why a row was left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It names another split than the file's.
    OtherSplit(String),
    /// It names an optional split, which was not asked for.
    NotIncluded(String),
    /// It was not drawn for the sample.
    NotSampled,
    /// It repeats a row that is kept.
    Duplicate,
    /// It is like a row of a later split.
    Leak,
    /// A finding with this code.
    Finding(#[serde(deserialize_with = "read_code")] Code),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::OtherSplit(split) => write!(f, "split={}", crate::shown(split)),
            Reason::NotIncluded(split) => write!(f, "split={}, without --include-test", crate::shown(split)),
            Reason::NotSampled => f.write_str("not-sampled"),
            Reason::Duplicate => f.write_str("duplicate"),
            Reason::Leak => f.write_str("leak"),
            Reason::Finding(code) => f.write_str(code),
        }
    }
}

/// The rows of one input file, or of a piece of it; pieces add up with [`FileLedger::append`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLedger {
    /// Rows read.
    pub read: u64,
    /// Rows written, by the place of the split in the project's settings.
    pub written: BTreeMap<usize, u64>,
    /// Rows left out.
    #[serde(with = "left_out")]
    pub left_out: BTreeMap<Reason, u64>,
    /// Pieces of personal data that were masked in rows written, by kind.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub masked: BTreeMap<String, u64>,
}

impl FileLedger {
    /// Counts a row written to `split`.
    pub(crate) fn write(&mut self, split: usize) {
        *self.written.entry(split).or_default() += 1;
    }

    /// Counts what was masked in a row written.
    pub(crate) fn mask(&mut self, masked: &Masked) {
        masked.iter().for_each(|(kind, count)| *self.masked.entry(kind.name().to_owned()).or_default() += count);
    }

    /// Counts rows left out.
    pub(crate) fn leave_out(&mut self, reason: Reason, rows: u64) {
        *self.left_out.entry(reason).or_default() += rows;
    }

    /// Adds the rows of a later piece of the file.
    pub fn append(&mut self, later: FileLedger) {
        self.read += later.read;
        for (split, more) in later.written {
            *self.written.entry(split).or_default() += more;
        }
        for (reason, more) in later.left_out {
            self.leave_out(reason, more);
        }
        for (kind, more) in later.masked {
            *self.masked.entry(kind).or_default() += more;
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

    /// Rows that the split filter left out, of splits that `is_meant`.
    pub fn other_splits(&self, is_meant: impl Fn(&str) -> bool) -> u64 {
        let is_other = |reason: &Reason| matches!(reason, Reason::OtherSplit(split) if is_meant(split));
        self.left_out.iter().filter(|(reason, _)| is_other(reason)).map(|(_, count)| count).sum()
    }

    /// Rows that were left out for a fault.
    pub fn faulty(&self) -> u64 {
        self.left_out.iter().filter(|(reason, _)| matches!(reason, Reason::Finding(_))).map(|(_, count)| count).sum()
    }
}

impl fmt::Display for FileLedger {
    /// `3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left_out: u64 = self.left_out.values().sum();
        write!(f, "{} rows read = {} written + {left_out} left out", self.read, self.rows_written())?;
        let reasons: Vec<String> = self.left_out.iter().map(|(reason, count)| format!("{reason} {count}")).collect();
        if !reasons.is_empty() {
            write!(f, " ({})", reasons.join(", "))?;
        }
        let masked: Vec<String> = self.masked.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        if masked.is_empty() { Ok(()) } else { write!(f, "; masked: {}", masked.join(", ")) }
    }
}

/// Reasons and rows as a list of both: a reason is no key of JSON.
mod left_out {
    use serde::{Deserializer, Serializer};

    use super::{BTreeMap, Deserialize, Reason};

    pub(super) fn serialize<S: Serializer>(rows: &BTreeMap<Reason, u64>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rows)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Reason, u64>, D::Error> {
        Ok(Vec::<(Reason, u64)>::deserialize(deserializer)?.into_iter().collect())
    }
}

/// How many different split names are told apart.
const SPLIT_NAMES: usize = 20;

/// Rows by the split that they name, in order of appearance.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SplitCounts(Vec<(String, u64)>);

impl SplitCounts {
    /// Counts a row that names `split`.
    pub(crate) fn add(&mut self, split: &str) {
        self.add_rows(split, 1);
    }

    /// Adds the rows of a later piece of the file. Beyond some names, those that are not `known` to the project count
    /// together.
    pub(crate) fn append(&mut self, later: SplitCounts, known: impl Fn(&str) -> bool) {
        for (split, rows) in later.0 {
            let told_apart = self.0.len() < SPLIT_NAMES || known(&split) || self.of(&split) > 0;
            self.add_rows(if told_apart { &split } else { "(others)" }, rows);
        }
    }

    fn add_rows(&mut self, split: &str, rows: u64) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn split_names_are_capped_over_the_whole_file_and_known_ones_never() {
        let mut whole = SplitCounts::default();
        for piece in 0..30 {
            let mut counts = SplitCounts::default();
            ["train", &format!("own {piece}"), "train"].iter().for_each(|split| counts.add(split));
            whole.append(counts, |split| split == "train");
        }
        assert_eq!((whole.of("train"), whole.of("own 18"), whole.of("own 19"), whole.of("(others)")), (60, 1, 0, 11));
    }

    #[test]
    fn a_ledger_that_was_written_and_read_adds_up_as_before() {
        let mut ledger = FileLedger { read: 4, ..FileLedger::default() };
        ledger.write(1);
        ledger.leave_out(Reason::OtherSplit("tr\"ain".to_owned()), 2);
        ledger.leave_out(Reason::Finding("empty-text"), 1);
        let text = serde_json::to_string(&ledger).unwrap();
        assert_eq!(serde_json::from_str::<FileLedger>(&text).unwrap(), ledger);
        assert!(ledger.adds_up());
        assert!(serde_json::from_str::<FileLedger>(&text.replace("empty-text", "empty-tent")).is_err());
    }
}
