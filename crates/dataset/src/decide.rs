//! Which of the fit records are written: what only the whole run knows, and so the only step that is taken in the order
//! of the input.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};

use tunesmith_template::Rule;
use tunesmith_template::rules::data;

use crate::examine::{Candidate, Examined, Examiner, Reject};
use crate::ledger::SplitCounts;
use crate::plan::Fate;
use crate::select::Lowest;
use crate::{FileLedger, Findings, Reason};

/// What the run knows of the rows that came before.
#[derive(Debug)]
pub(crate) struct Seen {
    splits: Vec<SplitState>,
    texts: Texts,
}

/// The rows of a split.
#[derive(Debug)]
struct SplitState {
    /// Hashes of the ids: 8 bytes an id.
    ids: HashSet<u64, BuildHasherDefault<Hashed>>,
    sample: Sample,
}

/// Rows whose text an earlier row has, to the byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Repeats {
    pub(crate) rows: u64,
    /// Those whose earlier row is in another split.
    pub(crate) leaks: u64,
    /// Those whose earlier row has another label.
    pub(crate) conflicts: u64,
}

/// The texts of the rows that were written: 8 bytes a text.
#[derive(Debug, Default)]
struct Texts {
    first: HashSet<FirstText, BuildHasherDefault<Hashed>>,
    repeats: Repeats,
}

/// A text and the split and label of the first row that has it: 56 bits of its hash, then 3 for the split and 5 for the
/// label. Equal is what has one text.
#[derive(Clone, Copy, Debug)]
struct FirstText(u64);

impl FirstText {
    fn new(text: u64, split: usize, label: Option<usize>) -> FirstText {
        let label = label.map_or(31, |label| label.min(30)) as u64;
        FirstText(text & !0xFF | (split.min(7) as u64) << 5 | label)
    }

    fn split(self) -> u64 {
        self.0 >> 5 & 7
    }

    fn label(self) -> u64 {
        self.0 & 31
    }
}

impl PartialEq for FirstText {
    fn eq(&self, other: &FirstText) -> bool {
        self.0 >> 8 == other.0 >> 8
    }
}

impl Eq for FirstText {}

impl std::hash::Hash for FirstText {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        // The table takes its places from the low bits.
        hasher.write_u64((self.0 >> 8).rotate_left(8) ^ self.0 >> 40);
    }
}

impl Texts {
    fn add(&mut self, text: u64, split: usize, label: Option<usize>) {
        let row = FirstText::new(text, split, label);
        match self.first.get(&row) {
            Some(first) => {
                self.repeats.rows += 1;
                self.repeats.leaks += u64::from(first.split() != row.split());
                self.repeats.conflicts += u64::from(first.label() != row.label());
            }
            None => {
                self.first.insert(row);
            }
        }
    }
}

/// What is hashed already needs no more of it.
#[derive(Debug, Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// How far the sample of a split is.
#[derive(Debug)]
enum Sample {
    /// None was asked for.
    All,
    /// The lowest draws are looked for.
    Survey(Lowest),
    /// Rows up to the highest draw of the sample are taken; of those that have it, equal rows, only `room` more.
    Take { highest: Option<u64>, room: u64 },
}

impl Seen {
    /// Nothing yet, of so many splits; `limit` rows of each are drawn.
    pub(crate) fn new(splits: usize, limit: Option<u64>) -> Seen {
        let sample = || limit.map_or(Sample::All, |limit| Sample::Survey(Lowest::new(limit)));
        let split = |_| SplitState { ids: HashSet::default(), sample: sample() };
        Seen { splits: (0..splits).map(split).collect(), texts: Texts::default() }
    }

    /// The same rows will come again; those that were drawn are taken.
    pub(crate) fn again(&mut self) {
        self.texts = Texts::default();
        for split in &mut self.splits {
            split.ids.clear();
            if let Sample::Survey(lowest) = &split.sample {
                split.sample = Sample::Take { highest: lowest.threshold(), room: lowest.at_threshold() };
            }
        }
    }

    /// Rows whose text an earlier row has.
    pub(crate) fn repeats(&self) -> Repeats {
        self.texts.repeats
    }
}

impl Sample {
    /// Whether a row with this draw is not drawn, whatever came before it.
    fn is_over(&self, draw: Option<u64>) -> bool {
        matches!(self, Sample::Take { highest, .. } if highest.is_none() || draw > *highest)
    }

    /// Whether there is room for a row with this draw.
    fn take(&mut self, draw: Option<u64>) -> bool {
        match self {
            Sample::All => true,
            Sample::Survey(lowest) => {
                draw.into_iter().for_each(|draw| lowest.add(draw));
                true
            }
            Sample::Take { highest, room } if draw == *highest => {
                let is_room = *room > 0;
                *room = room.saturating_sub(1);
                is_room
            }
            Sample::Take { .. } => true,
        }
    }
}

/// What a pass over a file came to.
#[derive(Debug, Default)]
pub(crate) struct Passed {
    pub(crate) ledger: FileLedger,
    /// Rows by the split that they name.
    pub(crate) named: SplitCounts,
    pub(crate) findings: Findings,
    /// How often a word for "no value" was taken for null, by field.
    pub(crate) stringified: BTreeMap<usize, u64>,
    /// Rows written, by split, label field and label.
    pub(crate) labels: BTreeMap<(usize, usize, usize), u64>,
    pub(crate) sha256: String,
    /// Whether nothing may be made of the file, whatever the options.
    pub(crate) broken: bool,
}

/// Decides on the records of a file, chunk by chunk.
pub(crate) struct Decider<'d> {
    pub(crate) examiner: &'d Examiner<'d>,
    /// For the whole run.
    pub(crate) seen: &'d mut Seen,
    /// Counts the rows, for whoever watches.
    pub(crate) rows: &'d AtomicU64,
    pub(crate) passed: Passed,
}

impl Decider<'_> {
    /// Takes note of a chunk, and leaves those of its records that are written, and its rejects.
    pub(crate) fn decide(&mut self, examined: &mut Examined<'_>) {
        let mut rejects = Vec::new();
        let run = self.examiner.run;
        examined.fit.retain_mut(|candidate| {
            let left_out = self.left_out(candidate, &mut examined.findings);
            match left_out {
                None => {
                    examined.ledger.write(candidate.split);
                    examined.ledger.mask(candidate.masked);
                    self.count_labels(candidate);
                }
                Some(LeftOut::NotSampled) => examined.ledger.leave_out(Reason::NotSampled, 1),
                Some(LeftOut::Planned(place, reason)) => {
                    examined.ledger.leave_out(reason.clone(), 1);
                    if run.options.removed {
                        examined.removed.push((candidate.clone(), place));
                    }
                }
                Some(LeftOut::Fault(rule)) => {
                    examined.ledger.leave_out(Reason::Finding(rule.code), 1);
                    rejects.push(Reject { row: candidate.row, rule });
                }
            }
            left_out.is_none()
        });
        if self.examiner.run.options.rejects && !rejects.is_empty() {
            examined.rejects.append(&mut rejects);
            examined.rejects.sort_by_key(|reject| reject.row.number());
        }
        self.add(examined);
    }

    /// Why a fit record is not written, if so.
    fn left_out<'d>(&mut self, candidate: &mut Candidate<'_>, findings: &mut Findings) -> Option<LeftOut<'d>>
    where
        Self: 'd,
    {
        let examiner = self.examiner;
        // Ids are those of the split that the row came with, whichever it goes to.
        let named = candidate.split;
        if let Some(plan) = &examiner.run.plan {
            match plan.fate(examiner.file, candidate.row.number()) {
                Fate::Stays => {}
                Fate::Moves(split) => candidate.split = usize::from(split),
                Fate::Goes(place) => return Some(LeftOut::Planned(place, &plan.removed()[place as usize].reason)),
            }
        }
        if self.seen.splits[candidate.split].sample.is_over(candidate.draw) {
            return Some(LeftOut::NotSampled);
        }
        if candidate.id_hash.is_some_and(|hash| !self.seen.splits[named].ids.insert(hash)) {
            examiner.seen_before(candidate.row, candidate.fit.record(), findings);
            if examiner.run.leaves_out_repeated() {
                return Some(LeftOut::Fault(&data::DUPLICATE_ID));
            }
        }
        (!self.seen.splits[candidate.split].sample.take(candidate.draw)).then_some(LeftOut::NotSampled)
    }

    fn count_labels(&mut self, candidate: &Candidate<'_>) {
        let mut first = None;
        for (field, label) in self.examiner.labels(candidate.fit.record()) {
            *self.passed.labels.entry((candidate.split, field, label)).or_default() += 1;
            first = first.or(Some(label));
        }
        self.seen.texts.add(candidate.text_hash, candidate.split, first);
    }

    fn add(&mut self, examined: &mut Examined<'_>) {
        let settings = self.examiner.run.project.settings;
        self.rows.fetch_add(examined.ledger.read, Ordering::Relaxed);
        self.passed.named.append(std::mem::take(&mut examined.named), |split| settings.split(split).is_some());
        self.passed.ledger.append(std::mem::take(&mut examined.ledger));
        self.passed.findings.append(std::mem::take(&mut examined.findings));
        for (place, count) in std::mem::take(&mut examined.stringified) {
            *self.passed.stringified.entry(place).or_default() += count;
        }
        self.passed.broken |= examined.broken;
        self.examiner.decided(&self.passed.findings);
    }
}

/// Why a fit record is not written.
#[derive(Clone, Copy)]
enum LeftOut<'p> {
    NotSampled,
    /// Its place among the removed.
    Planned(u32, &'p Reason),
    Fault(&'static Rule),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_an_earlier_text_are_counted_with_their_splits_and_labels() {
        let mut texts = Texts::default();
        for (text, split, label) in [
            (1 << 40, 0, Some(0)),
            (2 << 40, 0, Some(1)),
            (1 << 40, 0, Some(0)),
            (1 << 40, 2, Some(1)),
            (2 << 40, 0, None),
        ] {
            texts.add(text, split, label);
        }
        assert_eq!(texts.repeats, Repeats { rows: 3, leaks: 1, conflicts: 2 });
    }
}
