//! Rows that repeat one that is kept.
//!
//! Rows are decided on one after another, those of the last split first and in the order of the input within a split. A row
//! goes where one that was kept before it is like it, so that each row that goes has one that stays, and no chain of
//! likenesses takes away what nothing repeats.

use std::collections::HashMap;

use tunesmith_dataset::{Acts, Plan, Reason, Removed, Repeat};

use crate::likeness::Alike;
use crate::rows::{Row, Rows};

/// Plans which rows go; by row, whether it does.
pub(super) fn removed(rows: &Rows, alike: &Alike, acts: &Acts, plan: &mut Plan) -> Vec<bool> {
    let mut gone = vec![false; rows.rows.len()];
    // Where rows are split anew, no split is later than another: alike ones are kept on one side.
    let drops_leaks = acts.drop_leaks && acts.resplit.is_empty();
    let any_split = !acts.resplit.is_empty();
    if acts.dedupe.is_none() && !drops_leaks {
        return gone;
    }
    let mut near: HashMap<u32, Vec<(u32, f64)>> = HashMap::new();
    for pair in &alike.near {
        near.entry(pair.first).or_default().push((pair.second, pair.similarity));
        near.entry(pair.second).or_default().push((pair.first, pair.similarity));
    }
    let mut order: Vec<(u16, u32, u32)> = Vec::new();
    for (text, of_text) in alike.texts.iter().enumerate() {
        order.extend(of_text.iter().map(|row| (u16::MAX - rows.rows[*row as usize].split, *row, text as u32)));
    }
    order.sort_unstable();
    let mut kept = Kept::new(alike.texts.len());
    for (_, row, text) in order {
        let at = rows.rows[row as usize];
        // How far a row may be from one that stays, so that it goes.
        let reach = |other: u32| {
            let is_leak = rows.rows[other as usize].split != at.split && !any_split;
            if is_leak { drops_leaks.then_some(Repeat::Near) } else { acts.dedupe }
        };
        let near = near.get(&text).into_iter().flatten();
        let of_near =
            near.flat_map(|(other, similarity)| kept.of(*other).map(|row| (row, Repeat::Near, Some(*similarity))));
        let found = kept
            .identical(at.text())
            .map(|row| (row, Repeat::Exact, None))
            .chain(kept.of(text).map(|row| (row, Repeat::Normalised, None)))
            .chain(of_near)
            .filter(|(other, likeness, _)| reach(*other).is_some_and(|reach| *likeness <= reach));
        let Some((other, likeness, similarity)) = found.min_by_key(|(other, likeness, _)| (*likeness, *other)) else {
            kept.add(text, row, &at);
            continue;
        };
        gone[row as usize] = true;
        let other = rows.rows[other as usize];
        plan.remove(
            at.place(),
            Removed {
                reason: if other.split == at.split || any_split { Reason::Duplicate } else { Reason::Leak },
                likeness,
                similarity,
                kept: other.place(),
                kept_split: usize::from(other.split),
                is_other_label: other.label != at.label,
            },
        );
    }
    gone
}

/// The rows that stay: of each text and split the first one, which is enough to take others away.
struct Kept {
    of_text: Vec<Vec<(u16, u32)>>,
    identical: HashMap<u128, Vec<(u16, u32)>>,
}

impl Kept {
    fn new(texts: usize) -> Kept {
        Kept { of_text: vec![Vec::new(); texts], identical: HashMap::new() }
    }

    fn add(&mut self, text: u32, row: u32, at: &Row) {
        for firsts in [&mut self.of_text[text as usize], self.identical.entry(at.text()).or_default()] {
            if !firsts.iter().any(|(split, _)| *split == at.split) {
                firsts.push((at.split, row));
            }
        }
    }

    fn of(&self, text: u32) -> impl Iterator<Item = u32> {
        self.of_text[text as usize].iter().map(|(_, row)| *row)
    }

    fn identical(&self, text: u128) -> impl Iterator<Item = u32> {
        self.identical.get(&text).into_iter().flatten().map(|(_, row)| *row)
    }
}
