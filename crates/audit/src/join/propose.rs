//! Pairs that are probably alike, where looking for all of them would take too long: MinHash signatures in bands.
//!
//! Two sets have the same lowest hash with a probability of their Jaccard similarity. Of a signature's hashes, `rows` at a
//! time make a band; sets that agree in all of a band are proposed, and whoever asked counts what they share. What is
//! proposed is exact then, but not all that there is: the expected share is [`Bands::recall`].
//! Source: Broder, "On the resemblance and containment of documents" (1997); Leskovec, Rajaraman, Ullman, "Mining of massive
//! datasets", chapter 3.

use std::ops::Range;

use tunesmith_dataset::Progress;

use super::in_pieces;

/// Hashes of a signature.
const HASHES: usize = 128;

/// So much of what there is should be found, at the threshold; above it, more is.
const RECALL: f64 = 0.995;

/// How signatures are cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bands {
    rows: usize,
    count: usize,
    threshold: f64,
}

impl Bands {
    /// The longest bands, which propose the fewest pairs, that still find nearly all.
    pub(super) fn new(threshold: f64) -> Bands {
        let bands = |rows| Bands { rows, count: HASHES / rows, threshold };
        (1..=HASHES / 4).rev().map(bands).find(|bands| bands.recall() >= RECALL).unwrap_or(bands(1))
    }

    /// The probability that a pair at the threshold is proposed.
    pub(super) fn recall(self) -> f64 {
        1.0 - (1.0 - self.threshold.powi(self.rows as i32)).powi(self.count as i32)
    }

    /// A hash of each band of a set's signature.
    fn of(self, set: &[u64]) -> Vec<u32> {
        let mut signature = [u32::MAX; HASHES];
        for element in set {
            let low = (*element ^ element >> 32) as u32;
            for (place, lowest) in signature.iter_mut().enumerate() {
                *lowest = (*lowest).min(mixed(low ^ SEEDS[place]));
            }
        }
        let band = |hashes: &[u32]| hashes.iter().fold(0x811C_9DC5, |hash: u32, part| mixed(hash ^ part));
        signature.chunks_exact(self.rows).map(band).collect()
    }
}

/// Every bit of the input reaches every bit of the output.
const fn mixed(hash: u32) -> u32 {
    let hash = (hash ^ hash >> 16).wrapping_mul(0x7FEB_352D);
    let hash = (hash ^ hash >> 15).wrapping_mul(0x846C_A68B);
    hash ^ hash >> 16
}

const SEEDS: [u32; HASHES] = {
    let mut seeds = [0; HASHES];
    let mut place = 0;
    while place < HASHES {
        seeds[place] = mixed(0x9E37_79B9u32.wrapping_mul(place as u32 + 1));
        place += 1;
    }
    seeds
};

/// About so many pairs that agree in a band are looked at: where nearly all sets do, each is held against some of them.
const MOST: usize = 100_000_000;

/// Hands each pair that is proposed to `take`, once; where there are so many that some are not, which is the answer, it may be
/// more than once. None where it was asked to stop.
pub(super) fn propose(
    count: usize,
    set_of: impl Fn(usize) -> Vec<u64> + Sync,
    bands: Bands,
    threads: usize,
    progress: &Progress,
    mut take: impl FnMut(u32, u32),
) -> Option<bool> {
    let of_places = |places: Range<usize>| places.flat_map(|place| bands.of(&set_of(place))).collect::<Vec<u32>>();
    let hashes = in_pieces(count, threads, progress, of_places)?.concat();
    let of = |set: u32| &hashes[set as usize * bands.count..(set as usize + 1) * bands.count];
    let near = (MOST / (count * bands.count).max(1)).max(4);
    let mut is_cut = false;
    let mut sets: Vec<(u32, u32)> = Vec::with_capacity(count);
    for band in 0..bands.count {
        sets.clear();
        sets.extend((0..count as u32).map(|set| (of(set)[band], set)));
        sets.sort_unstable();
        for same in sets.chunk_by(|one, two| one.0 == two.0).filter(|same| same.len() > 1) {
            if progress.is_stopped() {
                return None;
            }
            for (at, (_, one)) in same.iter().enumerate() {
                let others = &same[at + 1..];
                is_cut |= others.len() > near;
                for (_, two) in others.iter().take(near) {
                    // One that was cut off in an earlier band is not taken for one that was looked at there.
                    let agree = |band: &usize| of(*one)[*band] == of(*two)[*band];
                    if is_cut || !(0..band).any(|band| agree(&band)) {
                        take(*one, *two);
                    }
                }
            }
        }
    }
    Some(is_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_as_long_as_the_recall_allows() {
        for threshold in [0.3, 0.5, 0.8, 0.95] {
            let bands = Bands::new(threshold);
            assert!(bands.recall() >= RECALL, "{bands:?}");
            assert!(
                Bands { rows: bands.rows + 1, count: HASHES / (bands.rows + 1), ..bands }.recall() < RECALL,
                "{bands:?}"
            );
        }
    }

    #[test]
    fn nearly_all_pairs_at_the_threshold_are_proposed_once_and_hardly_any_other() {
        // Two hundred pairs of sets that share 80 of 100 elements; different pairs share nothing.
        let set = |place: usize| -> Vec<u64> {
            let (pair, second) = ((place / 2) as u64, place % 2 == 1);
            let element = |number: u64| (pair << 32 | number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let own = if second { 90..100 } else { 80..90 };
            (0..80).chain(own).map(element).collect()
        };
        let mut proposed = Vec::new();
        let is_cut = propose(400, set, Bands::new(0.8), 2, &Progress::default(), |one, two| {
            proposed.push((one.min(two), one.max(two)))
        });
        assert_eq!(is_cut, Some(false));
        let right = proposed.iter().filter(|(one, two)| one / 2 == two / 2).count();
        assert!(right >= 196, "{right}");
        assert!(proposed.len() - right <= 4, "{proposed:?}");
        proposed.sort_unstable();
        let all = proposed.len();
        proposed.dedup();
        assert_eq!(proposed.len(), all);
    }
}
