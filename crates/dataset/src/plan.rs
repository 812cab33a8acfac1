//! What becomes of rows that a run would write, decided on all of them before any is written.

use crate::{Reason, Repeat, Visited};

/// What becomes of the rows of each file; rows that it does not speak of are written as they are.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// By file, in the order of the input.
    files: Vec<PlannedFile>,
    removed: Vec<Removed>,
    notes: Vec<String>,
}

#[derive(Clone, Debug, Default)]
struct PlannedFile {
    /// As messages show it.
    path: String,
    sha256: String,
    /// By the row's number, from 1.
    fates: Vec<Fate>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It is written.
    #[default]
    Stays,
    /// It goes to another split, by its place in the project's settings.
    Moves(u16),
    /// It is left out: its place among the removed.
    Goes(u32),
}

/// A row that is left out, and for which one.
#[derive(Clone, Debug, PartialEq)]
pub struct Removed {
    /// [`Reason::Duplicate`] or [`Reason::Leak`].
    pub reason: Reason,
    /// How alike the two are.
    pub likeness: Repeat,
    /// The Jaccard similarity of the two, where they are near.
    pub similarity: Option<f64>,
    /// The row that is kept.
    pub kept: RowRef,
    /// The split of the row that is kept, by its place in the project's settings.
    pub kept_split: usize,
    /// Whether the two have different labels.
    pub is_other_label: bool,
}

/// A row of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowRef {
    /// Place of its file, in the order of the input.
    pub file: usize,
    /// Its number in the file, from 1.
    pub number: u64,
}

impl Plan {
    /// A plan for the rows of these files, by which all stay.
    pub fn new(visited: &Visited) -> Plan {
        let files = visited.files.iter().zip(&visited.sha256);
        let file = |((path, _), sha256): (&(String, _), &String)| PlannedFile {
            path: path.clone(),
            sha256: sha256.clone(),
            fates: Vec::new(),
        };
        Plan { files: files.map(file).collect(), removed: Vec::new(), notes: Vec::new() }
    }

    /// Leaves a row out.
    pub fn remove(&mut self, row: RowRef, removed: Removed) {
        let place = self.removed.len() as u32;
        self.removed.push(removed);
        self.set(row, Fate::Goes(place));
    }

    /// Sends a row to a split, by its place in the project's settings.
    pub fn send(&mut self, row: RowRef, split: usize) {
        self.set(row, Fate::Moves(split as u16));
    }

    fn set(&mut self, RowRef { file, number }: RowRef, fate: Fate) {
        let (Some(file), Some(at)) = (self.files.get_mut(file), (number as usize).checked_sub(1)) else { return };
        if file.fates.len() <= at {
            file.fates.resize(at + 1, Fate::Stays);
        }
        file.fates[at] = fate;
    }

    /// Adds a line that the user must read.
    pub fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// What the user must hear.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The rows that are left out.
    pub fn removed(&self) -> &[Removed] {
        &self.removed
    }

    pub(crate) fn fate(&self, file: usize, number: u64) -> Fate {
        let fate = || self.files.get(file)?.fates.get((number as usize).checked_sub(1)?);
        fate().copied().unwrap_or_default()
    }

    /// A file, as messages show it.
    pub(crate) fn path(&self, file: usize) -> &str {
        self.files.get(file).map(|file| file.path.as_str()).unwrap_or_default()
    }

    /// The SHA-256 of a file when the plan was made.
    pub(crate) fn sha256(&self, file: usize) -> Option<&str> {
        self.files.get(file).map(|file| file.sha256.as_str())
    }
}
