//! How many rows of which kind stand in which file, and which row is which.
//!
//! Counts are shares of a fixed table, exact for the default size and rounded by largest remainder for
//! any other, so they need no randomness; only the order of the rows does.

use crate::persona::{ARAB, HISPANIC, HOMOSEXUAL, LGBTQ, MEXICAN, MIDDLE_EAST, Persona};
use crate::rng::Permutation;

/// The rows of the three files together, unless the caller wants another number.
pub const DEFAULT_ROWS: u64 = 3628 + 514 + 1009;

/// The splits, in the order of every table of counts.
const SPLITS: [&str; 3] = ["train", "val", "test"];

/// The files, and how many rows of each split the default one has.
const FILES: [(&str, [u64; 3]); 3] = [
    ("unified_train.json", [2686, 364, 578]),
    ("unified_val.json", [391, 55, 68]),
    ("unified_test.json", [355, 76, 578]),
];

/// What kinds of rows there are, and how many of each the default train file has.
const KINDS: [(Class, &Persona, u64); 15] = [
    (Class::BenignImplicit, &LGBTQ, 318),
    (Class::BenignImplicit, &MEXICAN, 336),
    (Class::BenignImplicit, &MIDDLE_EAST, 317),
    (Class::ToxicImplicit, &LGBTQ, 317),
    (Class::ToxicImplicit, &MEXICAN, 312),
    (Class::ToxicImplicit, &MIDDLE_EAST, 304),
    (Class::Hatespeech, &HOMOSEXUAL, 367),
    (Class::Hatespeech, &ARAB, 266),
    (Class::Hatespeech, &HISPANIC, 137),
    (Class::Offensive, &HOMOSEXUAL, 463),
    (Class::Offensive, &ARAB, 83),
    (Class::Offensive, &HISPANIC, 42),
    (Class::Normal, &HOMOSEXUAL, 298),
    (Class::Normal, &ARAB, 50),
    (Class::Normal, &HISPANIC, 18),
];

/// The fine label of a row, which also says which source dataset the row imitates.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Class {
    /// Open hostility (HateXplain).
    Hatespeech,
    /// Rude, but not towards the group (HateXplain).
    Offensive,
    /// Harmless (HateXplain).
    Normal,
    /// Hostility by insinuation (ToxiGen).
    ToxicImplicit,
    /// Harmless (ToxiGen).
    BenignImplicit,
}

impl Class {
    /// The value of `label_multiclass`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hatespeech => "hatespeech",
            Self::Offensive => "offensive",
            Self::Normal => "normal",
            Self::ToxicImplicit => "toxic_implicit",
            Self::BenignImplicit => "benign_implicit",
        }
    }

    /// Whether `label_binary` is `hate`.
    pub(crate) fn is_hate(self) -> bool {
        matches!(self, Self::Hatespeech | Self::ToxicImplicit)
    }

    /// Whether the row imitates ToxiGen rather than HateXplain.
    pub(crate) fn is_toxigen(self) -> bool {
        matches!(self, Self::ToxicImplicit | Self::BenignImplicit)
    }
}

/// One file to be made.
pub(crate) struct FilePlan {
    /// The file's name.
    pub(crate) name: &'static str,
    /// Which of the three files it is.
    pub(crate) number: u64,
    /// How many rows it has.
    pub(crate) rows: u64,
    /// How many rows the files before it have.
    pub(crate) rows_before: u64,
    splits: [u64; 3],
    kinds: [u64; 15],
    split_order: Permutation,
    kind_order: Permutation,
}

impl FilePlan {
    /// The split that row `index` belongs to.
    pub(crate) fn split(&self, index: u64) -> &'static str {
        SPLITS[share(&self.splits, self.split_order.at(index))]
    }

    /// The label of row `index`, and the persona that it speaks about.
    pub(crate) fn kind(&self, index: u64) -> (Class, &'static Persona) {
        let (class, persona, _) = KINDS[share(&self.kinds, self.kind_order.at(index))];
        (class, persona)
    }
}

/// The three files of a sample that has `rows` rows in all.
pub(crate) fn files(seed: u64, rows: u64) -> Vec<FilePlan> {
    let mut sizes = apportion(rows, FILES.map(|(_, splits)| splits.iter().sum()));
    if rows >= 3 {
        (0..3).for_each(|file| claim_one(&mut sizes, file));
    }
    let plan = |file: usize| plan_file(seed, file, sizes[file], sizes[..file].iter().sum());
    (0..3).map(plan).collect()
}

fn plan_file(seed: u64, file: usize, rows: u64, rows_before: u64) -> FilePlan {
    let (name, split_weights) = FILES[file];
    let number = file as u64;
    let mut splits = apportion(rows, split_weights);
    if rows > 0 {
        // A file without a row of its own split is a special case that the generator warns about.
        claim_one(&mut splits, file);
    }
    FilePlan {
        name,
        number,
        rows,
        rows_before,
        splits,
        kinds: apportion(rows, KINDS.map(|(_, _, weight)| weight)),
        split_order: Permutation::new(rows, seed, 2 * number),
        kind_order: Permutation::new(rows, seed, 2 * number + 1),
    }
}

/// Divides `total` in the proportions of `weights`: rounded down, then one more for each of the largest
/// remainders.
fn apportion<const N: usize>(total: u64, weights: [u64; N]) -> [u64; N] {
    let sum = u128::from(weights.iter().sum::<u64>());
    let exact = weights.map(|weight| u128::from(total) * u128::from(weight));
    let mut shares = exact.map(|share| (share / sum) as u64);
    let mut order: [usize; N] = std::array::from_fn(|index| index);
    order.sort_by_key(|&index| std::cmp::Reverse(exact[index] % sum));
    let missing = total - shares.iter().sum::<u64>();
    for &index in order.iter().take(missing as usize) {
        shares[index] += 1;
    }
    shares
}

/// Gives `wanted` a row of the largest share where it has none.
fn claim_one(shares: &mut [u64; 3], wanted: usize) {
    if shares[wanted] > 0 {
        return;
    }
    if let Some(largest) = shares.iter_mut().max() {
        *largest -= 1;
        shares[wanted] = 1;
    }
}

/// Which share `place` falls into when the shares stand one after the other.
fn share(shares: &[u64], mut place: u64) -> usize {
    let last = shares.len() - 1;
    for (index, &size) in shares[..last].iter().enumerate() {
        if place < size {
            return index;
        }
        place -= size;
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_size_gives_the_tables_back() {
        for (file, (_, splits)) in files(1, DEFAULT_ROWS).iter().zip(FILES) {
            assert_eq!(file.splits, splits);
        }
        assert_eq!(files(1, DEFAULT_ROWS)[0].kinds, KINDS.map(|(_, _, weight)| weight));
    }

    #[test]
    fn shares_add_up_for_any_size() {
        for rows in (0..200).chain([10_000_000, u64::MAX / 2]) {
            let files = files(1, rows);
            assert_eq!(files.iter().map(|file| file.rows).sum::<u64>(), rows);
            for file in files {
                assert_eq!(file.splits.iter().sum::<u64>(), file.rows);
                assert_eq!(file.kinds.iter().sum::<u64>(), file.rows);
            }
        }
    }

    #[test]
    fn three_rows_are_enough_for_three_files_with_their_own_split() {
        for rows in 3..200 {
            for (file, plan) in files(1, rows).iter().enumerate() {
                assert!(plan.splits[file] > 0, "{rows} rows, {}", plan.name);
            }
        }
    }
}
