//! Every pair of texts that are alike, and no other: an exact set-similarity join.
//!
//! Two sets with a Jaccard similarity of `t` share an element among the rarest `n - ⌈t·n⌉ + 1` of each, so only those are
//! indexed; candidates are cut by length and position, and what is left is counted exactly.
//! Source: Bayardo, Ma, Srikant, "Scaling up all pairs similarity search" (2007); Xiao, Wang, Lin, Yu, "Efficient
//! similarity joins for near duplicate detection" (2008).

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Two texts that are alike, by their places, the first one earlier.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Alike {
    pub(crate) first: u32,
    pub(crate) second: u32,
    pub(crate) similarity: f64,
}

/// Every pair of these sets (each ascending, none empty) whose Jaccard similarity is `threshold` or more.
pub(crate) fn join(sets: &[Vec<u64>], threshold: f64, threads: usize) -> Vec<Alike> {
    // Small sets first: a pair is found from its larger one.
    let mut order: Vec<u32> = (0..sets.len() as u32).collect();
    order.sort_by_key(|&place| sets[place as usize].len());
    let index = Index::new(sets, &order, threshold);
    let next = AtomicUsize::new(0);
    let found = Mutex::new(Vec::new());
    let serve = || {
        let mut probe = Probe { overlap: vec![0; sets.len()], touched: Vec::new(), alike: Vec::new() };
        loop {
            let start = next.fetch_add(PIECE, Ordering::Relaxed);
            if start >= order.len() {
                break;
            }
            for place in start..(start + PIECE).min(order.len()) {
                probe.run(sets, &order, &index, place, threshold);
            }
        }
        found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut probe.alike);
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            if std::thread::Builder::new().spawn_scoped(scope, serve).is_err() {
                break;
            }
        }
        serve();
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by_key(|pair| (pair.first, pair.second));
    found
}

/// Sets that a thread takes at a time.
const PIECE: usize = 64;

/// The rarest elements of each set, by element.
struct Index {
    /// For each set in the order, its rarest elements, the rarest first.
    prefixes: Vec<Vec<u64>>,
    /// Where the postings of a bucket begin.
    starts: Vec<u32>,
    /// Sets (by their place in the order, ascending in a bucket) and the place of the element among their rarest.
    postings: Vec<(u32, u32)>,
    shift: u32,
}

impl Index {
    fn new(sets: &[Vec<u64>], order: &[u32], threshold: f64) -> Index {
        let elements: usize = sets.iter().map(Vec::len).sum();
        let bits = elements.max(16).ilog2().clamp(8, 24);
        let shift = 64 - bits;
        let mut counts = vec![0u32; 1 << bits];
        sets.iter().flatten().for_each(|element| counts[(element >> shift) as usize] += 1);
        let prefix = |&place: &u32| {
            let set = &sets[place as usize];
            let length = set.len() - least_overlap(set.len(), threshold) + 1;
            let mut rarest = set.clone();
            let key = |element: &u64| (counts[(element >> shift) as usize], *element);
            if length < rarest.len() {
                rarest.select_nth_unstable_by_key(length, key);
                rarest.truncate(length);
            }
            rarest.sort_unstable_by_key(key);
            rarest.shrink_to_fit();
            rarest
        };
        let prefixes: Vec<Vec<u64>> = order.iter().map(prefix).collect();
        let mut starts = vec![0u32; (1 << bits) + 1];
        prefixes.iter().flatten().for_each(|element| starts[(element >> shift) as usize + 1] += 1);
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let mut fill = starts.clone();
        let mut postings = vec![(0, 0); starts.last().copied().unwrap_or_default() as usize];
        for (set, prefix) in prefixes.iter().enumerate() {
            for (at, element) in prefix.iter().enumerate() {
                let slot = &mut fill[(element >> shift) as usize];
                postings[*slot as usize] = (set as u32, at as u32);
                *slot += 1;
            }
        }
        Index { prefixes, starts, postings, shift }
    }

    fn of(&self, element: u64) -> &[(u32, u32)] {
        let bucket = (element >> self.shift) as usize;
        &self.postings[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// How many elements a set of `size` must share with another of at least its similarity.
fn least_overlap(size: usize, threshold: f64) -> usize {
    ((size as f64 * threshold - SLACK).ceil() as usize).max(1)
}

/// How many elements two sets of these sizes must share.
fn needed(one: usize, other: usize, threshold: f64) -> usize {
    ((threshold / (1.0 + threshold) * (one + other) as f64 - SLACK).ceil() as usize).max(1)
}

/// So that rounding loses no pair; what it lets through is counted exactly.
const SLACK: f64 = 1e-6;

/// What a thread needs to look for the partners of one set after another.
struct Probe {
    /// By place in the order, elements that are shared among the rarest.
    overlap: Vec<u32>,
    touched: Vec<u32>,
    alike: Vec<Alike>,
}

impl Probe {
    fn run(&mut self, sets: &[Vec<u64>], order: &[u32], index: &Index, place: usize, threshold: f64) {
        let set = &sets[order[place] as usize];
        let shortest = least_overlap(set.len(), threshold);
        for (at, element) in index.prefixes[place].iter().enumerate() {
            let postings = index.of(*element);
            let size_of = |posting: &(u32, u32)| sets[order[posting.0 as usize] as usize].len();
            let from = postings.partition_point(|posting| size_of(posting) < shortest);
            for &(other, there) in postings[from..].iter().take_while(|posting| (posting.0 as usize) < place) {
                let partner = &index.prefixes[other as usize];
                // A bucket holds other elements too.
                if partner[there as usize] != *element {
                    continue;
                }
                let size = sets[order[other as usize] as usize].len();
                let shared = &mut self.overlap[other as usize];
                if *shared == 0 {
                    let rest = (set.len() - at).min(size - there as usize);
                    if rest < needed(set.len(), size, threshold) {
                        continue;
                    }
                    self.touched.push(other);
                }
                *shared += 1;
            }
        }
        for other in self.touched.drain(..) {
            self.overlap[other as usize] = 0;
            let partner = &sets[order[other as usize] as usize];
            let needed = needed(set.len(), partner.len(), threshold);
            let Some(shared) = shared(set, partner, needed) else { continue };
            let similarity = shared as f64 / (set.len() + partner.len() - shared) as f64;
            if similarity >= threshold {
                let (one, two) = (order[place], order[other as usize]);
                self.alike.push(Alike { first: one.min(two), second: one.max(two), similarity });
            }
        }
    }
}

/// How many elements two ascending sets share; nothing where they are fewer than `needed`.
fn shared(one: &[u64], two: &[u64], needed: usize) -> Option<usize> {
    let (mut left, mut right, mut count) = (0, 0, 0);
    while left < one.len() && right < two.len() {
        if count + (one.len() - left).min(two.len() - right) < needed {
            return None;
        }
        match one[left].cmp(&two[right]) {
            std::cmp::Ordering::Less => left += 1,
            std::cmp::Ordering::Greater => right += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                left += 1;
                right += 1;
            }
        }
    }
    (count >= needed).then_some(count)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn brute(sets: &[Vec<u64>], threshold: f64) -> Vec<(u32, u32)> {
        let mut found = Vec::new();
        for (second, two) in sets.iter().enumerate() {
            for (first, one) in sets[..second].iter().enumerate() {
                let [one, two] = [one, two].map(|set| set.iter().collect::<BTreeSet<_>>());
                let (shared, all) = (one.intersection(&two).count(), one.union(&two).count());
                if shared as f64 / all as f64 >= threshold {
                    found.push((first as u32, second as u32));
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Sets of few different elements, so that many are alike.
    fn sets() -> impl Strategy<Value = Vec<Vec<u64>>> {
        let element = (0u64..24).prop_map(|small| small.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let set = prop::collection::btree_set(element, 1..14).prop_map(|set| set.into_iter().collect());
        prop::collection::vec(set, 0..60)
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_of_brute_force(sets in sets(), threshold in prop::sample::select(vec![0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0]), threads in 1usize..4) {
            let found: Vec<_> = join(&sets, threshold, threads).iter().map(|pair| (pair.first, pair.second)).collect();
            prop_assert_eq!(found, brute(&sets, threshold));
        }
    }
}
