//! What is kept of each row: where it stands, its split, label, groups and id, and its text as likeness sees it.

use std::collections::HashMap;

use tunesmith_dataset::{Kept, RowRef, Run};

use crate::look::Looked;

/// A label or group that is not there.
pub(crate) const NONE: u16 = u16::MAX;

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
    /// Hash of its id; 0 where it has none.
    pub(crate) id: u64,
    /// Hash of its text as it stands.
    text: [u64; 2],
    /// Characters of its text as it stands.
    pub(crate) characters: u32,
    length: u32,
    start: usize,
}

impl Row {
    /// Hash of its text as it stands.
    pub(crate) fn text(&self) -> u128 {
        u128::from(self.text[0]) << 64 | u128::from(self.text[1])
    }

    /// The row, as a plan names it.
    pub(crate) fn place(&self) -> RowRef {
        RowRef { file: usize::from(self.file), number: u64::from(self.number) }
    }
}

/// The values of a field that the project groups rows by.
#[derive(Debug)]
pub(crate) struct Groups {
    /// Place of the field in the schema.
    pub(crate) field: usize,
    /// The values, in the order of their first rows.
    pub(crate) names: Vec<String>,
    /// By row, the place of its value, or [`NONE`].
    pub(crate) of: Vec<u16>,
    known: HashMap<String, u16>,
}

/// More values of a group field than this count together: it is no group that so many rows are alone in.
const MOST_GROUPS: usize = 1000;

impl Groups {
    fn add(&mut self, value: Option<&str>) {
        let place = value.map_or(NONE, |value| match self.known.get(value) {
            Some(place) => *place,
            None if self.names.len() < MOST_GROUPS => {
                let place = self.names.len() as u16;
                self.names.push(value.to_owned());
                self.known.insert(value.to_owned(), place);
                place
            }
            None => NONE,
        });
        self.of.push(place);
    }
}

/// The rows, with their normalised texts.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) rows: Vec<Row>,
    texts: String,
    label: Option<usize>,
    pub(crate) labels: Vec<String>,
    pub(crate) groups: Vec<Groups>,
}

impl Rows {
    pub(crate) fn new(run: &Run<'_>) -> Rows {
        let (label, labels) = run.labels().map_or((None, Vec::new()), |(place, labels)| {
            (Some(place), labels.iter().map(|label| (*label).to_owned()).collect())
        });
        let groups = run.project().settings.groups.iter();
        let group = |&field: &usize| Groups { field, names: Vec::new(), of: Vec::new(), known: HashMap::new() };
        Rows { rows: Vec::new(), texts: String::new(), label, labels, groups: groups.map(group).collect() }
    }

    pub(crate) fn add(&mut self, kept: &Kept<'_>, looked: &Looked) {
        let record = kept.record();
        let label = self.label.and_then(|place| record.at(place).key());
        let label = label.and_then(|label| self.labels.iter().position(|known| known == label));
        let start = self.texts.len();
        self.texts.push_str(&looked.normalised);
        self.groups.iter_mut().for_each(|groups| groups.add(record.present(groups.field).key()));
        self.rows.push(Row {
            file: kept.file as u16,
            split: kept.split as u16,
            label: label.map_or(NONE, |label| label as u16),
            number: u32::try_from(kept.number()).unwrap_or(u32::MAX),
            id: looked.id,
            text: [(looked.text >> 64) as u64, looked.text as u64],
            characters: looked.characters,
            // A record has at most 16 MiB.
            length: looked.normalised.len() as u32,
            start,
        });
    }

    /// The normalised text of a row.
    pub(crate) fn text(&self, row: usize) -> &str {
        let Row { start, length, .. } = self.rows[row];
        &self.texts[start..start + length as usize]
    }
}
