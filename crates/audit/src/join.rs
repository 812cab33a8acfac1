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

/// The pairs that were found.
#[derive(Debug)]
pub(crate) struct Joined {
    pub(crate) pairs: Vec<Alike>,
    /// Whether there are more than [`MOST`], so that not all are here.
    pub(crate) is_cut: bool,
}

/// So many pairs are enough to say that a dataset repeats itself; all pairs of a million rows that are alike would fill any
/// memory.
pub(crate) const MOST: usize = 10_000_000;

/// Every pair of `count` sets whose Jaccard similarity is `threshold` or more; `set_of` makes a set, ascending and not empty,
/// of its place. It is called several times for each, since all sets at once would not fit.
pub(crate) fn join(count: usize, set_of: impl Fn(usize) -> Vec<u64> + Sync, threshold: f64, threads: usize) -> Joined {
    let index = Index::new(count, &set_of, threshold);
    let (next, pairs) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = Mutex::new(Vec::new());
    let serve = || {
        let mut probe = Probe {
            index: &index,
            set_of: &set_of,
            threshold,
            seen: vec![0; count],
            touched: Vec::new(),
            alike: Vec::new(),
        };
        loop {
            let start = next.fetch_add(PIECE, Ordering::Relaxed);
            if start >= count || pairs.load(Ordering::Relaxed) > MOST {
                break;
            }
            let before = probe.alike.len();
            (start..(start + PIECE).min(count)).for_each(|place| probe.run(place));
            pairs.fetch_add(probe.alike.len() - before, Ordering::Relaxed);
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
    Joined { is_cut: found.len() > MOST, pairs: found }
}

/// Sets that a thread takes at a time.
const PIECE: usize = 64;

/// The rarest elements of each set, by element; and all elements, folded to 32 bits.
struct Index {
    /// The sets by size: a pair is found from its larger one. All that follows is in this order.
    order: Vec<u32>,
    sizes: Vec<u32>,
    /// Where the folded elements of each set begin.
    folded_starts: Vec<usize>,
    /// Ascending in a set, as many as the set has: what two sets share of them is never less than what they share.
    folded: Vec<u32>,
    /// Where the rarest elements of each set begin.
    rarest_starts: Vec<usize>,
    /// The rarest first.
    rarest: Vec<u64>,
    /// Where the postings of a bucket begin.
    starts: Vec<u32>,
    /// Ascending in a bucket.
    postings: Vec<Posting>,
    shift: u32,
}

/// That a set has an element among its rarest.
#[derive(Clone, Copy, Default)]
struct Posting {
    set: u32,
    /// Size of the set.
    size: u32,
    /// What tells the element from others of its bucket, nearly always.
    tag: u32,
    /// How many elements of the set are rarer.
    at: u32,
}

impl Index {
    fn new(count: usize, set_of: impl Fn(usize) -> Vec<u64>, threshold: f64) -> Index {
        let bits = (count * 64).max(1).ilog2().clamp(6, 22);
        let shift = u64::BITS - bits;
        let bucket = |element: u64| (element >> shift) as usize;
        let mut counts = vec![0u32; 1 << bits];
        let sizes: Vec<u32> = (0..count)
            .map(|place| {
                let set = set_of(place);
                set.iter().for_each(|element| counts[bucket(*element)] += 1);
                set.len() as u32
            })
            .collect();
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&place| sizes[place as usize]);
        let total: usize = sizes.iter().map(|size| *size as usize).sum();
        let mut index = Index {
            sizes: order.iter().map(|&place| sizes[place as usize]).collect(),
            order,
            folded_starts: Vec::with_capacity(count + 1),
            folded: Vec::with_capacity(total),
            rarest_starts: Vec::with_capacity(count + 1),
            rarest: Vec::new(),
            starts: vec![0; (1 << bits) + 1],
            postings: Vec::new(),
            shift,
        };
        let key = |element: &u64| (counts[bucket(*element)], *element);
        for &place in &index.order {
            let mut set = set_of(place as usize);
            index.folded_starts.push(index.folded.len());
            index.folded.extend(set.iter().map(|element| fold(*element)));
            index.folded[index.folded_starts[index.folded_starts.len() - 1]..].sort_unstable();
            let length = set.len() - least_overlap(set.len(), threshold) + 1;
            if length < set.len() {
                set.select_nth_unstable_by_key(length, key);
                set.truncate(length);
            }
            set.sort_unstable_by_key(key);
            set.iter().for_each(|element| index.starts[bucket(*element) + 1] += 1);
            index.rarest_starts.push(index.rarest.len());
            index.rarest.append(&mut set);
        }
        index.folded_starts.push(index.folded.len());
        index.rarest_starts.push(index.rarest.len());
        for bucket in 1..index.starts.len() {
            index.starts[bucket] += index.starts[bucket - 1];
        }
        let mut fill = index.starts.clone();
        let mut postings = vec![Posting::default(); index.rarest.len()];
        for set in 0..count {
            for (at, element) in index.rarest_of(set).iter().enumerate() {
                let slot = &mut fill[bucket(*element)];
                postings[*slot as usize] =
                    Posting { set: set as u32, size: index.sizes[set], tag: fold(*element), at: at as u32 };
                *slot += 1;
            }
        }
        Index { postings, ..index }
    }

    fn rarest_of(&self, set: usize) -> &[u64] {
        &self.rarest[self.rarest_starts[set]..self.rarest_starts[set + 1]]
    }

    fn folded_of(&self, set: usize) -> &[u32] {
        &self.folded[self.folded_starts[set]..self.folded_starts[set + 1]]
    }

    /// The postings of an element's bucket.
    fn of(&self, element: u64) -> &[Posting] {
        let bucket = (element >> self.shift) as usize;
        &self.postings[self.starts[bucket] as usize..self.starts[bucket + 1] as usize]
    }
}

/// The low half, which the bucket says nothing of.
fn fold(element: u64) -> u32 {
    element as u32
}

/// How many elements a set of `size` must share with another of at least its similarity.
fn least_overlap(size: usize, threshold: f64) -> usize {
    ((size as f64 * threshold - SLACK).ceil() as usize).max(1)
}

/// So that rounding loses no pair; what it lets through is counted exactly.
const SLACK: f64 = 1e-6;

/// What a thread needs to look for the partners of one set after another.
struct Probe<'p, F> {
    index: &'p Index,
    set_of: &'p F,
    threshold: f64,
    /// By set, the last one (counted from 1) that has seen it.
    seen: Vec<u32>,
    touched: Vec<u32>,
    alike: Vec<Alike>,
}

impl<F: Fn(usize) -> Vec<u64>> Probe<'_, F> {
    fn run(&mut self, set: usize) {
        let index = self.index;
        let size = index.sizes[set];
        let shortest = least_overlap(size as usize, self.threshold) as u32;
        let share = self.threshold / (1.0 + self.threshold);
        let mark = set as u32 + 1;
        for (at, element) in index.rarest_of(set).iter().enumerate() {
            // It is the rarest element that they share, so that no more than what follows it can be shared.
            let own_rest = f64::from(size - at as u32) + SLACK;
            let longest = own_rest / share - f64::from(size);
            let postings = index.of(*element);
            let from = postings.partition_point(|posting| posting.size < shortest);
            let fits = |posting: &&Posting| (posting.set as usize) < set && f64::from(posting.size) <= longest;
            for posting in postings[from..].iter().take_while(fits) {
                let rest = f64::from(posting.size - posting.at) + SLACK;
                if posting.tag != fold(*element)
                    || rest < share * f64::from(size + posting.size)
                    || self.seen[posting.set as usize] == mark
                    || index.rarest_of(posting.set as usize)[posting.at as usize] != *element
                {
                    continue;
                }
                self.seen[posting.set as usize] = mark;
                self.touched.push(posting.set);
            }
        }
        let mut own = None;
        for other in self.touched.drain(..) {
            let other = other as usize;
            let needed = (share * f64::from(size + index.sizes[other]) - SLACK).ceil() as usize;
            if shared(index.folded_of(set), index.folded_of(other), needed).is_none() {
                continue;
            }
            let [one, two] = [index.order[set], index.order[other]];
            let own = own.get_or_insert_with(|| (self.set_of)(one as usize));
            let partner = (self.set_of)(two as usize);
            let shared = shared(own, &partner, 0).unwrap_or_default();
            let similarity = shared as f64 / (own.len() + partner.len() - shared) as f64;
            if similarity >= self.threshold {
                self.alike.push(Alike { first: one.min(two), second: one.max(two), similarity });
            }
        }
    }
}

/// How many elements two ascending lists share; nothing where they are fewer than `needed`.
fn shared<T: Ord>(one: &[T], two: &[T], needed: usize) -> Option<usize> {
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
        // Those beyond 16 share bucket and low half with one below.
        let element = (0u64..24)
            .prop_map(|small| ((small % 16).wrapping_mul(0x9E37_79B9_7F4A_7C15) & !(0xFF << 34)) | (small / 16) << 34);
        let set = prop::collection::btree_set(element, 1..14).prop_map(|set| set.into_iter().collect());
        prop::collection::vec(set, 0..60)
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_of_brute_force(sets in sets(), threshold in prop::sample::select(vec![0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0]), threads in 1usize..4) {
            let found: Vec<_> = join(sets.len(), |place| sets[place].clone(), threshold, threads).pairs.iter().map(|pair| (pair.first, pair.second)).collect();
            prop_assert_eq!(found, brute(&sets, threshold));
        }
    }
}
