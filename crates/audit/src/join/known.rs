//! Sets that are known, for others to be held against, one at a time: only the known ones are kept in memory.

use std::collections::HashSet;

use tunesmith_dataset::Progress;

use super::rarity::Rarity;
use super::sets::{SLACK, Sketch, least_overlap, most_shared, needed, similarity};

/// Some sets, to be asked whether one of them is like another set.
pub(crate) struct Known<F> {
    set_of: F,
    threshold: f64,
    rarity: Rarity,
    sketches: Vec<Sketch>,
    /// By element, then by size.
    postings: Vec<Posting>,
    /// Where the postings of elements with one beginning start.
    starts: Vec<u32>,
    shift: u32,
}

/// That a set has an element among its rarest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Posting {
    element: u64,
    /// Size of the set.
    size: u32,
    /// How many elements of the set are rarer.
    at: u32,
    set: u32,
}

impl<F: Fn(usize) -> Vec<u64> + Sync> Known<F> {
    /// So many sets; `set_of` makes a set, ascending and not empty, of its place. None where it was asked to stop.
    pub(crate) fn new(
        count: usize,
        set_of: F,
        threshold: f64,
        threads: usize,
        progress: &Progress,
    ) -> Option<Known<F>> {
        let (rarity, _) = Rarity::new(count, &set_of, threads, progress)?;
        let (mut sketches, mut postings) = (Vec::with_capacity(count), Vec::new());
        for place in 0..count {
            let mut set = set_of(place);
            let size = set.len() as u32;
            sketches.push(Sketch::of(&set));
            rarity.rarest(&mut set, threshold);
            let posting = |(at, element)| Posting { element, size, at: at as u32, set: place as u32 };
            postings.extend(set.into_iter().enumerate().map(posting));
        }
        postings.sort_unstable();
        let bits = postings.len().max(1).ilog2().clamp(6, 24);
        let mut starts = vec![0; (1 << bits) + 1];
        postings.iter().for_each(|posting| starts[(posting.element >> (64 - bits)) as usize + 1] += 1);
        (1..starts.len()).for_each(|bucket| starts[bucket] += starts[bucket - 1]);
        Some(Known { set_of, threshold, rarity, sketches, postings, starts, shift: 64 - bits })
    }

    /// Whether one of the sets is like this one, which is ascending and not empty.
    pub(crate) fn has_alike(&self, set: &[u64]) -> bool {
        let (size, sketch) = (set.len() as u32, Sketch::of(set));
        let (shortest, longest) = (least_overlap(set.len(), self.threshold) as u32, self.longest(size));
        let mut rarest = set.to_vec();
        self.rarity.rarest(&mut rarest, self.threshold);
        let mut seen = HashSet::new();
        rarest.iter().enumerate().any(|(at, element)| {
            self.with(*element, shortest).take_while(|posting| posting.size <= longest).any(|posting| {
                // It is the rarest element that they share, so that no more than what follows it can be shared.
                let rest = (size - at as u32).min(posting.size - posting.at);
                let other = posting.set as usize;
                let needed = needed(size, posting.size, self.threshold);
                rest >= needed
                    && most_shared((size, &sketch), (posting.size, &self.sketches[other])) >= needed
                    && seen.insert(posting.set)
                    && similarity(set, &(self.set_of)(other), needed, self.threshold).is_some()
            })
        })
    }

    /// The largest size of a set that can be like one of this size.
    fn longest(&self, size: u32) -> u32 {
        (f64::from(size) / self.threshold + SLACK) as u32
    }

    /// The sets of at least this size of whose rarest elements this is one.
    fn with(&self, element: u64, shortest: u32) -> impl Iterator<Item = &Posting> {
        let bucket = (element >> self.shift) as usize;
        let known = &self.postings[self.starts[bucket] as usize..self.starts[bucket + 1] as usize];
        let start = known.partition_point(|posting| (posting.element, posting.size) < (element, shortest));
        known[start..].iter().take_while(move |posting| posting.element == element)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{brute, sets};
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn a_set_has_one_that_is_alike_where_brute_force_finds_one(known in sets(), others in sets(), threshold in prop::sample::select(vec![0.3, 0.5, 0.6, 0.75, 0.8, 0.9, 1.0])) {
            let asked = Known::new(known.len(), |place| known[place].clone(), threshold, 2, &Progress::default()).unwrap();
            for set in others {
                let both: Vec<_> = known.iter().chain([&set]).cloned().collect();
                let has = brute(&both, threshold).iter().any(|(_, second)| *second as usize == known.len());
                prop_assert_eq!(asked.has_alike(&set), has);
            }
        }
    }
}
