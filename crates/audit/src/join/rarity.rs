//! How rare an element is, about, and which of a set's are the rarest.

use std::sync::atomic::{AtomicU32, Ordering};

use tunesmith_dataset::Progress;

use super::in_pieces;
use super::sets::least_overlap;

/// How often an element is there, as far as a table tells.
pub(super) struct Rarity {
    counts: Vec<AtomicU32>,
    bits: u32,
}

impl Rarity {
    /// That of the elements of some sets, and the sizes of the sets.
    pub(super) fn new(
        count: usize,
        set_of: &(impl Fn(usize) -> Vec<u64> + Sync),
        threads: usize,
        progress: &Progress,
    ) -> Option<(Rarity, Vec<u32>)> {
        let bits = (count * 64).max(1).ilog2().clamp(6, 24);
        let rarity = Rarity { counts: std::iter::repeat_with(AtomicU32::default).take(1 << bits).collect(), bits };
        let sizes = in_pieces(count, threads, progress, |places| {
            let size = |place| {
                let set = set_of(place);
                set.iter().for_each(|element| {
                    rarity.at(*element).fetch_add(1, Ordering::Relaxed);
                });
                set.len() as u32
            };
            places.map(size).collect::<Vec<u32>>()
        })?;
        Some((rarity, sizes.concat()))
    }

    fn at(&self, element: u64) -> &AtomicU32 {
        &self.counts[(element >> (u64::BITS - self.bits)) as usize]
    }

    /// The rarer an element, the less; no two elements are equal.
    fn key(&self, element: u64) -> (u32, u64) {
        (self.at(element).load(Ordering::Relaxed), element)
    }

    /// Leaves those of a set's elements of which any set that is alike has one, the rarest first.
    pub(super) fn rarest(&self, set: &mut Vec<u64>, threshold: f64) {
        let length = set.len() - least_overlap(set.len(), threshold) + 1;
        if length < set.len() {
            set.select_nth_unstable_by_key(length, |element| self.key(*element));
            set.truncate(length);
        }
        set.sort_unstable_by_key(|element| self.key(*element));
    }
}
