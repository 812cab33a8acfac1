//! The partners of one set after another, as a thread looks for them.

use std::cell::OnceCell;
use std::sync::atomic::{AtomicBool, Ordering};

use super::sets::{SLACK, least_overlap};
use super::{Alike, Index, class, keyed};

/// What a thread needs to look for the partners of one set after another.
pub(super) struct Probe<'p, F> {
    index: &'p Index,
    set_of: &'p F,
    threshold: f64,
    /// So many pairs are looked for, for each set.
    most: u32,
    is_cut: &'p AtomicBool,
    /// By set, the last one (counted from 1) that has seen it.
    seen: Vec<u32>,
    touched: Vec<u32>,
    lookups: Vec<Lookup>,
    /// The pairs that were found.
    pub(super) alike: Vec<Alike>,
}

impl<'p, F: Fn(usize) -> Vec<u64>> Probe<'p, F> {
    pub(super) fn new(
        index: &'p Index,
        set_of: &'p F,
        threshold: f64,
        most: u32,
        is_cut: &'p AtomicBool,
    ) -> Probe<'p, F> {
        let seen = vec![0; index.order.len()];
        let (touched, lookups, alike) = (Vec::new(), Vec::new(), Vec::new());
        Probe { index, set_of, threshold, most, is_cut, seen, touched, lookups, alike }
    }

    /// Looks for the partners of a set among those before it.
    pub(super) fn run(&mut self, set: usize) {
        self.touch(set);
        let (before, own) = (self.alike.len(), OnceCell::new());
        for other in self.touched.drain(..) {
            if self.alike.len() - before >= self.most as usize {
                self.is_cut.store(true, Ordering::Relaxed);
                break;
            }
            self.alike.extend(self.index.compare(set, other as usize, &own, self.set_of, self.threshold));
        }
    }

    /// Notes the sets that share one of the rarest elements, where that leaves enough for them to be alike.
    fn touch(&mut self, set: usize) {
        let index = self.index;
        let size = index.sizes[set];
        let shortest = least_overlap(size as usize, self.threshold) as u32;
        let share = self.threshold / (1.0 + self.threshold);
        let mark = set as u32 + 1;
        // Where to look is worked out for all elements first, and the first posting of each place is read before any is
        // looked at: the processor waits for many reads at a time instead of for one after another.
        self.lookups.clear();
        for (at, element) in index.rarest_of(set).iter().enumerate() {
            // It is the rarest element that they share, so that no more than what follows it can be shared.
            let own_rest = f64::from(size - at as u32) + SLACK;
            let longest = (own_rest / share - f64::from(size)).min(f64::from(size));
            if longest < f64::from(shortest) {
                break;
            }
            for class in class(shortest)..=class(longest as u32) {
                let key = keyed(*element, class);
                let bucket = (key >> index.shift) as usize;
                let (start, end) = (index.starts[bucket], index.starts[bucket + 1]);
                self.lookups.push(Lookup { start, end, tag: key as u32, longest: longest as u32, first: 0 });
            }
        }
        self.lookups.retain(|lookup| lookup.start < lookup.end);
        for lookup in &mut self.lookups {
            lookup.first = index.postings[lookup.start as usize].set;
        }
        for lookup in &self.lookups {
            if lookup.first as usize >= set {
                continue;
            }
            for posting in &index.postings[lookup.start as usize..lookup.end as usize] {
                if posting.set as usize >= set {
                    break;
                }
                if posting.tag != lookup.tag || posting.size < shortest || posting.size > lookup.longest {
                    continue;
                }
                let rest = f64::from(posting.size - posting.at) + SLACK;
                let seen = &mut self.seen[posting.set as usize];
                if rest >= share * f64::from(size + posting.size) && *seen != mark {
                    *seen = mark;
                    self.touched.push(posting.set);
                }
            }
        }
    }
}

/// Where to look for the partners of a set.
#[derive(Clone, Copy)]
struct Lookup {
    /// Among the postings.
    start: u32,
    end: u32,
    tag: u32,
    /// Larger sets cannot be alike.
    longest: u32,
    /// The first set there.
    first: u32,
}
