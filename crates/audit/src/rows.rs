//! What is kept of each row: where it stands, its split, label and id, and its text as likeness sees it.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher13};
use tunesmith_dataset::{Kept, Run};
use tunesmith_runtime::FieldRole;

use crate::normal::{hash, normalised};

/// A label that is not there.
pub(crate) const NO_LABEL: u16 = u16::MAX;

/// A row.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Row {
    /// Place of its file among those that were read.
    pub(crate) file: u16,
    /// Place of its output split.
    pub(crate) split: u16,
    /// Place of its label among those of the contract.
    pub(crate) label: u16,
    /// Number in its file, from 1.
    pub(crate) number: u32,
    /// Hash of its id, where it has one.
    pub(crate) id: Option<u64>,
    /// Hash of its text as it stands.
    pub(crate) text: u128,
    start: usize,
    length: u32,
}

/// The rows, with their normalised texts.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    texts: String,
    text: Option<usize>,
    label: Option<usize>,
    pub(crate) labels: Vec<String>,
}

impl Rows {
    pub(crate) fn new(run: &Run<'_>) -> Rows {
        let (label, labels) = run.labels().map_or((None, Vec::new()), |(place, labels)| {
            (Some(place), labels.iter().map(|label| (*label).to_owned()).collect())
        });
        let text = run.project().schema.with_role(FieldRole::Text);
        Rows { rows: Vec::new(), texts: String::new(), text, label, labels }
    }

    pub(crate) fn add(&mut self, kept: &Kept<'_>) {
        let record = kept.record;
        let text = self.text.and_then(|place| record.at(place).key()).unwrap_or_default();
        let label = self.label.and_then(|place| record.at(place).key());
        let label = label.and_then(|label| self.labels.iter().position(|known| known == label));
        let start = self.texts.len();
        self.texts.push_str(&normalised(text));
        self.rows.push(Row {
            file: kept.file as u16,
            split: kept.split as u16,
            label: label.map_or(NO_LABEL, |label| label as u16),
            number: u32::try_from(kept.number).unwrap_or(u32::MAX),
            id: Some(record.id()).filter(|id| !id.is_empty()).map(hash),
            text: wide_hash(text),
            start,
            // A record has at most 16 MiB.
            length: (self.texts.len() - start) as u32,
        });
    }

    /// The normalised text of a row.
    pub(crate) fn text(&self, row: usize) -> &str {
        let Row { start, length, .. } = self.rows[row];
        &self.texts[start..start + length as usize]
    }
}

/// Wide enough that no two different texts of a dataset share it.
fn wide_hash(text: &str) -> u128 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish128().as_u128()
}
