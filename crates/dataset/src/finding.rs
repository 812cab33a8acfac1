//! Findings in data: the same diagnostics as in templates, with the record that they are about.

use std::collections::BTreeMap;
use std::sync::Mutex;

use tunesmith_template::{Diagnostic, Level, Source};

/// How many findings of a kind are kept to be shown.
const SHOWN: u64 = 20;

/// A finding and the piece of the file that it is in.
#[derive(Clone, Debug)]
pub struct DataFinding {
    /// The record's text, placed in its file.
    pub source: Source,
    /// What is wrong.
    pub diagnostic: Diagnostic,
}

/// The findings of a run, by kind: all are counted, the first ones are kept.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    shown: Vec<DataFinding>,
    counts: BTreeMap<(Level, &'static str), u64>,
}

impl Findings {
    /// Adds a finding, unless it is allowed.
    pub(crate) fn add(&mut self, finding: DataFinding) {
        if finding.diagnostic.level == Level::Allow {
            return;
        }
        let count = self.counts.entry((finding.diagnostic.level, finding.diagnostic.code)).or_default();
        *count += 1;
        if *count <= SHOWN {
            self.shown.push(finding);
        }
    }

    /// Counts a finding that is not shown.
    pub(crate) fn count(&mut self, level: Level, code: &'static str) {
        if level != Level::Allow {
            *self.counts.entry((level, code)).or_default() += 1;
        }
    }

    /// The kinds of which no more are shown.
    fn full(&self) -> impl Iterator<Item = &'static str> {
        self.counts.iter().filter(|(_, count)| **count >= SHOWN).map(|((_, code), _)| *code)
    }

    /// Adds those of a later piece of the input.
    pub(crate) fn append(&mut self, later: Findings) {
        let mut kept = self.counts.clone();
        for finding in later.shown {
            let kept = kept.entry((finding.diagnostic.level, finding.diagnostic.code)).or_default();
            *kept += 1;
            if *kept <= SHOWN {
                self.shown.push(finding);
            }
        }
        for (kind, more) in later.counts {
            *self.counts.entry(kind).or_default() += more;
        }
    }

    /// Puts the findings of one file in the order of their places.
    pub(crate) fn sort(&mut self) {
        self.shown.sort_by_key(|finding| finding.source.position(finding.diagnostic.span.start));
    }

    /// The findings kept, in the order of the input.
    pub fn shown(&self) -> &[DataFinding] {
        &self.shown
    }

    /// How many errors were found.
    pub fn errors(&self) -> u64 {
        self.of(Level::Deny)
    }

    /// How many warnings were found.
    pub fn warnings(&self) -> u64 {
        self.of(Level::Warn)
    }

    fn of(&self, wanted: Level) -> u64 {
        self.counts.iter().filter(|((level, _), _)| *level == wanted).map(|(_, count)| count).sum()
    }

    /// The kinds of which more were found than are kept, with how many more.
    pub fn cut(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.counts.iter().filter(|(_, count)| **count > SHOWN).map(|((_, code), count)| (*code, count - SHOWN))
    }
}

/// The kinds of which enough were found in the pieces merged so far: of later ones only the number matters, so
/// that a file with a million faults is not slower by what nobody reads.
#[derive(Debug, Default)]
pub(crate) struct Full(Mutex<Vec<&'static str>>);

impl Full {
    /// The codes of those kinds by now.
    pub(crate) fn now(&self) -> Vec<&'static str> {
        self.0.lock().map_or_else(|_| Vec::new(), |codes| codes.clone())
    }

    /// Takes note of what was merged.
    pub(crate) fn update(&self, merged: &Findings) {
        if let Ok(mut codes) = self.0.lock() {
            codes.clear();
            codes.extend(merged.full());
        }
    }
}
