//! Every pair of texts that are alike, and no other: an exact set-similarity join.
//!
//! Two sets with a Jaccard similarity of `t` share an element among the rarest `n - ⌈t·n⌉ + 1` of the larger one and the
//! rarest `n - ⌈2t/(1+t)·n⌉ + 1` of the smaller one, so those of each set are indexed and these are looked up; candidates are
//! cut by size, position and sketch, and what is left is counted exactly.
//! Source: Bayardo, Ma, Srikant, "Scaling up all pairs similarity search" (2007); Xiao, Wang, Lin, Yu, "Efficient
//! similarity joins for near duplicate detection" (2008).

mod known;
mod probe;
mod propose;
mod rarity;
mod sets;

use std::cell::OnceCell;
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tunesmith_dataset::Progress;

pub(crate) use self::known::Known;
use self::probe::Probe;
use self::propose::Bands;
use self::rarity::Rarity;
use self::sets::{Sketch, least_overlap, most_shared, needed, similarity};

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
    /// Whether there are texts with more than [`Joined::most`] others that they are like, so that not all pairs are here.
    pub(crate) is_cut: bool,
    /// So many pairs are looked for, for each text.
    pub(crate) most: u32,
    /// The expected share of all pairs that was found, where it is not all of them.
    pub(crate) recall: Option<f64>,
}

/// About so many pairs are enough to say that a dataset repeats itself; all pairs of a million rows that are alike would fill
/// any memory. They are shared out among the texts, so that those of a part that repeats itself take none from another.
const MOST: usize = 10_000_000;

/// How many pairs are looked for, for each of so many texts.
fn most_of_each(count: usize) -> u32 {
    (MOST / count.max(1)).clamp(32, 1000) as u32
}

/// Where more postings than this would have to be looked at, pairs are proposed by MinHash instead. A million short posts have
/// about 3·10⁸.
const MOST_WORK: u64 = 2_000_000_000;

/// Every pair of `count` sets whose Jaccard similarity is `threshold` or more; `set_of` makes a set, ascending and not empty,
/// of its place. It is called several times for each, since all sets at once would not fit. None where it was asked to stop.
pub(crate) fn join(
    count: usize,
    set_of: impl Fn(usize) -> Vec<u64> + Sync,
    threshold: f64,
    threads: usize,
    progress: &Progress,
) -> Option<Joined> {
    progress.begin("comparing texts", count as u64);
    join_within(count, set_of, threshold, threads, MOST_WORK, progress)
}

/// The same, with another limit for what is looked at.
fn join_within(
    count: usize,
    set_of: impl Fn(usize) -> Vec<u64> + Sync,
    threshold: f64,
    threads: usize,
    most_work: u64,
    progress: &Progress,
) -> Option<Joined> {
    let index = Index::new(count, &set_of, threshold, threads, progress)?;
    if index.work() > most_work {
        return index.proposed(&set_of, threshold, threads, progress);
    }
    let (next, most, is_cut) = (AtomicUsize::new(0), most_of_each(count), AtomicBool::new(false));
    let found = Mutex::new(Vec::new());
    let serve = || {
        let mut probe = Probe::new(&index, &set_of, threshold, most, &is_cut);
        loop {
            let start = next.fetch_add(PIECE, Ordering::Relaxed);
            if start >= count || progress.is_stopped() {
                break;
            }
            let piece = start..(start + PIECE).min(count);
            progress.advance(piece.len() as u64);
            piece.for_each(|place| probe.run(place));
        }
        found.lock().unwrap_or_else(PoisonError::into_inner).append(&mut probe.alike);
    };
    on_threads(threads, serve);
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort_unstable_by_key(|pair| (pair.first, pair.second));
    (!progress.is_stopped()).then(|| Joined { is_cut: is_cut.into_inner(), most, pairs: found, recall: None })
}

/// Sets that a thread takes at a time.
const PIECE: usize = 64;

/// The same, where what they come to is put together.
const LARGE_PIECE: usize = 4096;

/// The rarest elements of each set, by element and size, and a sketch of each set.
struct Index {
    /// The sets by size: a pair is found from its larger one. All that follows is in this order.
    order: Vec<u32>,
    sizes: Vec<u32>,
    sketches: Vec<Sketch>,
    /// Where the rarest elements of each set begin.
    rarest_starts: Vec<usize>,
    /// The rarest first.
    rarest: Vec<u64>,
    /// Where the postings of a bucket begin.
    starts: Vec<u32>,
    /// Ascending by set in a bucket.
    postings: Vec<Posting>,
    shift: u32,
}

/// That a set has an element among its rarest.
#[derive(Clone, Copy, Default)]
struct Posting {
    set: u32,
    /// Size of the set.
    size: u32,
    /// What tells the element from others of its bucket, nearly always; a candidate too many is sorted out later.
    tag: u32,
    /// How many elements of the set are rarer.
    at: u32,
}

/// Sizes that share their buckets: each step is an eighth more.
fn class(size: u32) -> u64 {
    (f64::from(size).log2() * 6.0) as u64
}

/// A place for an element of sets of a class.
fn keyed(element: u64, class: u64) -> u64 {
    (element ^ class.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_mul(0xFF51_AFD7_ED55_8CCD)
}

impl Index {
    fn new(
        count: usize,
        set_of: &(impl Fn(usize) -> Vec<u64> + Sync),
        threshold: f64,
        threads: usize,
        progress: &Progress,
    ) -> Option<Index> {
        let (rarity, sizes) = Rarity::new(count, set_of, threads, progress)?;
        let mut order: Vec<u32> = (0..count as u32).collect();
        order.sort_by_key(|&place| sizes[place as usize]);
        let sizes: Vec<u32> = order.iter().map(|&place| sizes[place as usize]).collect();
        let pieces = in_pieces(count, threads, progress, |sets| {
            let (mut sketches, mut ends, mut rarest) = (Vec::new(), Vec::new(), Vec::new());
            for set in sets {
                let mut set = set_of(order[set] as usize);
                sketches.push(Sketch::of(&set));
                rarity.rarest(&mut set, threshold);
                rarest.append(&mut set);
                ends.push(rarest.len());
            }
            (sketches, ends, rarest)
        })?;
        drop(rarity);
        let total = pieces.iter().map(|(.., rarest)| rarest.len()).sum();
        let (mut sketches, mut rarest) = (Vec::with_capacity(count), Vec::with_capacity(total));
        let mut rarest_starts = Vec::with_capacity(count + 1);
        rarest_starts.push(0);
        for (mut of_piece, ends, mut elements) in pieces {
            sketches.append(&mut of_piece);
            rarest_starts.extend(ends.iter().map(|end| rarest.len() + end));
            rarest.append(&mut elements);
        }
        let bits = rarest.len().max(1).ilog2().clamp(6, 24);
        let mut index = Index {
            starts: vec![0; (1 << bits) + 1],
            postings: Vec::new(),
            shift: u64::BITS - bits,
            order,
            sizes,
            sketches,
            rarest_starts,
            rarest,
        };
        index.post(threshold);
        Some(index)
    }

    /// Fills the buckets.
    fn post(&mut self, threshold: f64) {
        let mut starts = std::mem::take(&mut self.starts);
        let each = |take: &mut dyn FnMut(usize, Posting)| {
            for set in 0..self.order.len() {
                let size = self.sizes[set];
                let class = class(size);
                let indexed = size as usize - least_overlap(size as usize, 2.0 * threshold / (1.0 + threshold)) + 1;
                for (at, element) in self.rarest_of(set).iter().take(indexed).enumerate() {
                    let key = keyed(*element, class);
                    let posting = Posting { set: set as u32, size, tag: key as u32, at: at as u32 };
                    take((key >> self.shift) as usize, posting);
                }
            }
        };
        each(&mut |bucket, _| starts[bucket + 1] += 1);
        for bucket in 1..starts.len() {
            starts[bucket] += starts[bucket - 1];
        }
        let total = starts.last().copied().unwrap_or_default() as usize;
        let (mut fill, mut postings) = (starts.clone(), vec![Posting::default(); total]);
        each(&mut |bucket, posting| {
            postings[fill[bucket] as usize] = posting;
            fill[bucket] += 1;
        });
        (self.starts, self.postings) = (starts, postings);
    }

    /// How many postings would be looked at, about.
    fn work(&self) -> u64 {
        self.starts.windows(2).map(|bounds| u64::from(bounds[1] - bounds[0]).pow(2)).sum()
    }

    /// The pairs among those that are proposed.
    fn proposed(
        &self,
        set_of: &(impl Fn(usize) -> Vec<u64> + Sync),
        threshold: f64,
        threads: usize,
        progress: &Progress,
    ) -> Option<Joined> {
        let bands = Bands::new(threshold);
        let in_order = |set: usize| set_of(self.order[set] as usize);
        let count = self.order.len();
        let (mut pairs, most) = (Vec::new(), most_of_each(count));
        let (mut found, mut is_cut) = (vec![0; count], false);
        is_cut |= propose::propose(count, in_order, bands, threads, progress, |one, two| {
            let [one, two] = [one as usize, two as usize];
            if found[one] >= most && found[two] >= most {
                is_cut = true;
            } else if let Some(pair) = self.compare(one, two, &OnceCell::new(), set_of, threshold) {
                pairs.push(pair);
                found[one] += 1;
                found[two] += 1;
            }
        })?;
        pairs.sort_unstable_by_key(|pair: &Alike| (pair.first, pair.second));
        pairs.dedup_by_key(|pair| (pair.first, pair.second));
        Some(Joined { is_cut, most, pairs, recall: Some(bands.recall()) })
    }

    /// The two sets as a pair, where they are alike; `own` is the first one, made when it is first needed.
    fn compare(
        &self,
        set: usize,
        other: usize,
        own: &OnceCell<Vec<u64>>,
        set_of: &impl Fn(usize) -> Vec<u64>,
        threshold: f64,
    ) -> Option<Alike> {
        let sized = |set: usize| (self.sizes[set], &self.sketches[set]);
        let needed = needed(self.sizes[set], self.sizes[other], threshold);
        if most_shared(sized(set), sized(other)) < needed {
            return None;
        }
        let [one, two] = [self.order[set], self.order[other]];
        let own = own.get_or_init(|| set_of(one as usize));
        let similarity = similarity(own, &set_of(two as usize), needed, threshold)?;
        Some(Alike { first: one.min(two), second: one.max(two), similarity })
    }

    fn rarest_of(&self, set: usize) -> &[u64] {
        &self.rarest[self.rarest_starts[set]..self.rarest_starts[set + 1]]
    }
}

/// What `work` makes of the places of each piece, in order; none where it was asked to stop.
fn in_pieces<T: Send>(
    count: usize,
    threads: usize,
    progress: &Progress,
    work: impl Fn(Range<usize>) -> T + Sync,
) -> Option<Vec<T>> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    on_threads(threads, || {
        loop {
            let start = next.fetch_add(LARGE_PIECE, Ordering::Relaxed);
            if start >= count || progress.is_stopped() {
                break;
            }
            let made = work(start..(start + LARGE_PIECE).min(count));
            done.lock().unwrap_or_else(PoisonError::into_inner).push((start, made));
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(start, _)| *start);
    (!progress.is_stopped()).then(|| done.into_iter().map(|(_, made)| made).collect())
}

/// Does the same on so many threads, as far as the system gives them.
fn on_threads(threads: usize, work: impl Fn() + Sync) {
    std::thread::scope(|scope| {
        for _ in 1..threads {
            if std::thread::Builder::new().spawn_scoped(scope, &work).is_err() {
                break;
            }
        }
        work();
    });
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    pub(super) fn brute(sets: &[Vec<u64>], threshold: f64) -> Vec<(u32, u32)> {
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
    pub(super) fn sets() -> impl Strategy<Value = Vec<Vec<u64>>> {
        // Those beyond 16 share bucket and low half with one below.
        let element = (0u64..24)
            .prop_map(|small| ((small % 16).wrapping_mul(0x9E37_79B9_7F4A_7C15) & !(0xFF << 34)) | (small / 16) << 34);
        let set = prop::collection::btree_set(element, 1..14).prop_map(|set| set.into_iter().collect());
        prop::collection::vec(set, 0..60)
    }

    proptest! {
        #[test]
        fn the_pairs_are_those_of_brute_force(sets in sets(), threshold in prop::sample::select(vec![0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0]), threads in 1usize..4) {
            let found: Vec<_> = join(sets.len(), |place| sets[place].clone(), threshold, threads, &Progress::default()).unwrap().pairs.iter().map(|pair| (pair.first, pair.second)).collect();
            prop_assert_eq!(found, brute(&sets, threshold));
        }

        #[test]
        fn pairs_that_were_proposed_are_right_though_not_all(sets in sets(), threshold in prop::sample::select(vec![0.5, 0.8, 1.0])) {
            let joined = join_within(sets.len(), |place| sets[place].clone(), threshold, 2, 0, &Progress::default()).unwrap();
            let all = brute(&sets, threshold);
            prop_assert!(joined.pairs.iter().all(|pair| all.contains(&(pair.first, pair.second))));
            prop_assert!(sets.is_empty() || joined.recall.is_some_and(|recall| recall > 0.99));
        }
    }

    #[test]
    fn nothing_is_said_of_sets_where_it_was_asked_to_stop() {
        let sets: Vec<Vec<u64>> = (0..100).map(|place| vec![place / 2, 1_000]).collect();
        let progress = Progress::default();
        progress.stop();
        for most_work in [0, u64::MAX] {
            assert!(join_within(sets.len(), |place| sets[place].clone(), 0.8, 2, most_work, &progress).is_none());
        }
    }

    #[test]
    fn a_part_that_repeats_itself_hides_no_pair_of_another() {
        let set = |elements: Vec<u64>| {
            let mut set: Vec<u64> =
                elements.into_iter().map(|element| element.wrapping_mul(0x9E37_79B9_7F4A_7C15)).collect();
            set.sort_unstable();
            set
        };
        // All of these are alike, and more than are looked for; the two last ones are larger.
        let flood = (0..1_100).map(|own| set((0..20).chain([1_000 + own]).collect()));
        let others = [0, 1].map(|own| set((100..160).chain([10_000 + own]).collect()));
        let sets: Vec<Vec<u64>> = flood.chain(others).collect();
        for most_work in [0, u64::MAX] {
            let joined =
                join_within(sets.len(), |place| sets[place].clone(), 0.8, 2, most_work, &Progress::default()).unwrap();
            assert!(joined.is_cut);
            assert!(joined.pairs.iter().any(|pair| (pair.first, pair.second) == (1_100, 1_101)));
            // Each of the flood is like another one.
            let found = joined.pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect::<BTreeSet<u32>>();
            assert_eq!(found.len(), sets.len());
        }
    }
}
