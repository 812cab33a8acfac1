//! Which rows of a split are drawn for a sample.

use std::collections::BinaryHeap;

use sha2::{Digest, Sha256};

/// A row's draw: the rows with the lowest draws are the sample.
///
/// The first 8 bytes of SHA-256 over seed and id, so that it depends on neither the order of the rows nor on the
/// machine.
pub(crate) fn draw(seed: u64, id: &str) -> u64 {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(id.as_bytes());
    hash.finalize().iter().take(8).fold(0, |draw, &byte| draw << 8 | u64::from(byte))
}

/// Keeps the `limit` lowest draws seen.
#[derive(Debug)]
pub(crate) struct Lowest {
    limit: usize,
    heap: BinaryHeap<u64>,
}

impl Lowest {
    /// Of at most `limit` rows.
    pub(crate) fn new(limit: u64) -> Lowest {
        Lowest { limit: usize::try_from(limit).unwrap_or(usize::MAX), heap: BinaryHeap::new() }
    }

    /// Takes a row's draw.
    pub(crate) fn add(&mut self, draw: u64) {
        if self.heap.len() < self.limit {
            self.heap.push(draw);
        } else if self.heap.peek().is_some_and(|&highest| draw < highest) {
            self.heap.pop();
            self.heap.push(draw);
        }
    }

    /// The highest draw that is in the sample; no value where the sample is empty.
    pub(crate) fn threshold(&self) -> Option<u64> {
        self.heap.peek().copied()
    }

    /// How many rows of the sample have that draw.
    pub(crate) fn at_threshold(&self) -> u64 {
        self.heap.iter().filter(|&&draw| Some(draw) == self.threshold()).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_does_not_depend_on_the_order() {
        let ids: Vec<String> = (0..100).map(|id| format!("id_{id}")).collect();
        let threshold = |ids: &mut dyn Iterator<Item = &String>| {
            let mut lowest = Lowest::new(10);
            ids.for_each(|id| lowest.add(draw(7, id)));
            lowest.threshold()
        };
        let forward = threshold(&mut ids.iter());
        assert_eq!(forward, threshold(&mut ids.iter().rev()));
        assert_eq!(ids.iter().filter(|id| Some(draw(7, id)) <= forward).count(), 10);
    }

    #[test]
    fn another_seed_draws_other_rows() {
        assert_ne!(draw(1, "a"), draw(2, "a"));
    }
}
