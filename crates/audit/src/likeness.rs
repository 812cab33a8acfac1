//! Rows that are alike: pairs counted by the strictest likeness, groups for findings.

use std::collections::HashMap;

use serde::Serialize;
use tunesmith_dataset::{Error, Progress, Run};

use crate::Questions;
use crate::join::{Alike as Near, join};
use crate::normal::grams;
use crate::rows::{NONE, Row, Rows};

/// How many pairs of rows are alike, each counted once, under the strictest likeness that it has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Likeness {
    /// Texts that are the same to the byte.
    pub identical: Pairs,
    /// Texts that are the same once normalised, and not before.
    pub normalised: Pairs,
    /// Texts whose similarity is the threshold or more, and that are not the same normalised.
    pub near: Pairs,
    /// Whether there are more near pairs than are counted: some texts are like more than this many others, of which no more are
    /// looked for.
    pub cut_at: Option<u32>,
    /// Rows of whose text nothing is left once normalised.
    pub no_letters: u64,
    /// Pairs of rows in different splits that have the same id.
    pub ids: u64,
}

/// The rows that are alike.
#[derive(Debug, Default)]
pub(crate) struct Alike {
    /// The different normalised texts, each with its rows in the order of the input. Of what is left of a text without
    /// letters, nothing can be compared: of those, the different ones as they stand, after all others.
    pub(crate) texts: Vec<Vec<u32>>,
    /// Pairs of texts that are near, by their places.
    pub(crate) near: Vec<Near>,
    /// The expected share of all near pairs that was found, where it is not all of them.
    pub(crate) recall: Option<f64>,
    /// In the order of their first rows.
    pub(crate) groups: Vec<Group>,
    pub(crate) likeness: Likeness,
}

/// Pairs of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pairs {
    /// All of them.
    pub all: u64,
    /// Those of rows in two splits.
    pub leaks: u64,
    /// Those of rows with two labels.
    pub conflicts: u64,
}

/// Why rows are in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Their texts are the same, at least once normalised.
    Same,
    /// Their texts are alike.
    Near,
    /// Their ids are the same, in different splits.
    Id,
    /// Nothing is left of the text.
    NoLetters,
}

/// Rows that belong together, in the order of the input.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) kind: Kind,
    pub(crate) rows: Vec<u32>,
}

impl Pairs {
    /// Adds every pair of rows of which one is in each of two groups, given as rows by split and label.
    fn add_between(&mut self, one: &Cells, two: &Cells, only_leaks: bool) {
        for (a, rows_a) in one {
            for (b, rows_b) in two.iter().filter(|(b, _)| !only_leaks || a.0 != b.0) {
                let pairs = rows_a * rows_b;
                self.all += pairs;
                self.leaks += if a.0 == b.0 { 0 } else { pairs };
                self.conflicts += if a.1 == b.1 { 0 } else { pairs };
            }
        }
    }

    /// Adds every pair of rows of one group.
    fn add_within(&mut self, cells: &Cells, only_leaks: bool) {
        let mut twice = Pairs::default();
        twice.add_between(cells, cells, only_leaks);
        let rows: u64 = if only_leaks { 0 } else { cells.iter().map(|(_, rows)| rows).sum() };
        self.all += (twice.all - rows) / 2;
        self.leaks += twice.leaks / 2;
        self.conflicts += twice.conflicts / 2;
    }

    fn minus(self, other: Pairs) -> Pairs {
        Pairs {
            all: self.all - other.all,
            leaks: self.leaks - other.leaks,
            conflicts: self.conflicts - other.conflicts,
        }
    }

    fn plus(self, other: Pairs) -> Pairs {
        Pairs {
            all: self.all + other.all,
            leaks: self.leaks + other.leaks,
            conflicts: self.conflicts + other.conflicts,
        }
    }
}

/// How many rows there are of each split and label.
type Cells = Vec<((u16, u16), u64)>;

fn cells<'r>(rows: impl Iterator<Item = &'r Row>) -> Cells {
    let mut cells: Cells = Vec::new();
    for row in rows {
        let cell = (row.split, row.label);
        match cells.iter_mut().find(|(known, _)| *known == cell) {
            Some((_, count)) => *count += 1,
            None => cells.push((cell, 1)),
        }
    }
    cells
}

/// The rows that are alike, and how many pairs there are; where only leaks are looked for, of those alone.
///
/// # Errors
/// When it is asked to stop.
pub(crate) fn alike(
    run: &Run<'_>,
    rows: &Rows,
    questions: &Questions<'_>,
    progress: &Progress,
) -> Result<Alike, Error> {
    let only_leaks = questions.only_leaks;
    let mut likeness = Likeness::default();
    let mut groups = Vec::new();
    let mut by_text: HashMap<&str, Vec<u32>> = HashMap::new();
    let mut without_letters: HashMap<u128, Vec<u32>> = HashMap::new();
    for (row, at) in rows.rows.iter().enumerate() {
        match rows.text(row) {
            "" => {
                likeness.no_letters += 1;
                groups.push(Group { kind: Kind::NoLetters, rows: vec![row as u32] });
                without_letters.entry(at.text()).or_default().push(row as u32);
            }
            text => by_text.entry(text).or_default().push(row as u32),
        }
    }
    let mut texts: Vec<(&str, Vec<u32>)> = by_text.into_iter().collect();
    texts.sort_unstable_by_key(|(_, of_text)| of_text[0]);
    let with_letters = texts.len();
    texts.extend(without_letters.into_values().map(|of_text| ("", of_text)));
    texts[with_letters..].sort_unstable_by_key(|(_, of_text)| of_text[0]);
    let at = |row: &u32| &rows.rows[*row as usize];
    let cells_of: Vec<Cells> = texts.iter().map(|(_, of_text)| cells(of_text.iter().map(at))).collect();
    for ((_, of_text), cells_of) in texts.iter().zip(&cells_of).filter(|((_, of_text), _)| of_text.len() > 1) {
        let mut same = Pairs::default();
        same.add_within(cells_of, only_leaks);
        let identical = identical(of_text, at, only_leaks);
        likeness.identical = likeness.identical.plus(identical);
        likeness.normalised = likeness.normalised.plus(same.minus(identical));
        groups.push(Group { kind: Kind::Same, rows: of_text.clone() });
    }
    let mut components = Components::new(texts.len());
    let set_of = |text: usize| grams(texts[text].0, questions.by);
    let joined = join(with_letters, set_of, questions.similarity, questions.threads, progress);
    let joined = joined.ok_or_else(|| stopped(run))?;
    likeness.cut_at = joined.is_cut.then_some(joined.most);
    for pair in &joined.pairs {
        let [one, two] = [pair.first as usize, pair.second as usize];
        likeness.near.add_between(&cells_of[one], &cells_of[two], only_leaks);
        components.join(one, two);
    }
    for members in components.groups() {
        let mut of_group: Vec<u32> = members.iter().flat_map(|text| texts[*text].1.iter().copied()).collect();
        of_group.sort_unstable();
        groups.push(Group { kind: Kind::Near, rows: of_group });
    }
    same_ids(rows, &mut groups, &mut likeness);
    groups.retain(|group| !only_leaks || group.is_leak(rows));
    groups.sort_by_key(|group| group.rows[0]);
    Ok(Alike {
        texts: texts.into_iter().map(|(_, rows)| rows).collect(),
        near: joined.pairs,
        recall: joined.recall,
        groups,
        likeness,
    })
}

/// That an audit was asked to stop.
pub(crate) fn stopped(run: &Run<'_>) -> Error {
    let error = std::io::ErrorKind::Interrupted.into();
    Error::Io { verb: "compare the texts of", path: run.options().unified_dir.clone(), error }
}

/// Of rows with one normalised text, the pairs whose texts are the same as they stand.
fn identical<'r>(of_text: &[u32], at: impl Fn(&u32) -> &'r Row, only_leaks: bool) -> Pairs {
    let mut by_raw: HashMap<u128, Vec<&Row>> = HashMap::new();
    of_text.iter().map(at).for_each(|row| by_raw.entry(row.text()).or_default().push(row));
    let mut pairs = Pairs::default();
    by_raw.values().for_each(|same| pairs.add_within(&cells(same.iter().copied()), only_leaks));
    pairs
}

/// Ids that stand in two splits.
fn same_ids(rows: &Rows, groups: &mut Vec<Group>, likeness: &mut Likeness) {
    let mut by_id: HashMap<u64, Vec<u32>> = HashMap::new();
    for (place, row) in rows.rows.iter().enumerate() {
        if row.id != 0 {
            by_id.entry(row.id).or_default().push(place as u32);
        }
    }
    for of_id in by_id.into_values().filter(|of_id| of_id.len() > 1) {
        let mut pairs = Pairs::default();
        pairs.add_within(&cells(of_id.iter().map(|row| &rows.rows[*row as usize])), true);
        likeness.ids += pairs.leaks;
        if pairs.leaks > 0 {
            groups.push(Group { kind: Kind::Id, rows: of_id });
        }
    }
}

impl Alike {
    /// The groups of one kind.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.kind == kind)
    }
}

impl Group {
    /// Whether its rows are in more than one split.
    pub(crate) fn is_leak(&self, rows: &Rows) -> bool {
        self.differ(rows, |row| row.split)
    }

    /// Whether its rows have more than one label.
    pub(crate) fn is_conflict(&self, rows: &Rows) -> bool {
        self.differ(rows, |row| row.label) && rows.rows[self.rows[0] as usize].label != NONE
    }

    fn differ(&self, rows: &Rows, what: impl Fn(&Row) -> u16) -> bool {
        let of = |row: &u32| what(&rows.rows[*row as usize]);
        self.rows[1..].iter().any(|row| of(row) != of(&self.rows[0]))
    }
}

/// What hangs together.
pub(crate) struct Components {
    above: Vec<u32>,
}

impl Components {
    pub(crate) fn new(count: usize) -> Components {
        Components { above: (0..count as u32).collect() }
    }

    fn root(&mut self, mut place: usize) -> usize {
        while self.above[place] as usize != place {
            self.above[place] = self.above[self.above[place] as usize];
            place = self.above[place] as usize;
        }
        place
    }

    pub(crate) fn join(&mut self, one: usize, two: usize) {
        let (one, two) = (self.root(one), self.root(two));
        // The earliest is the root, whatever the order of the pairs.
        self.above[one.max(two)] = one.min(two) as u32;
    }

    /// Those of more than one, each ascending.
    pub(crate) fn groups(mut self) -> Vec<Vec<usize>> {
        let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
        for place in 0..self.above.len() {
            groups.entry(self.root(place)).or_default().push(place);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_counted_by_splits_and_labels() {
        let row = |split, label| {
            let mut row = Row::default();
            (row.split, row.label) = (split, label);
            row
        };
        let rows = [row(0, 0), row(0, 1), row(1, 0)];
        let mut within = Pairs::default();
        within.add_within(&cells(rows.iter()), false);
        assert_eq!(within, Pairs { all: 3, leaks: 2, conflicts: 2 });
    }
}
