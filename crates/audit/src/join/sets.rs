//! What two sets have in common: bounds from their sizes and sketches, and the exact share.

/// A bit for each element that a set may have: what one set has and another has not shows in bits that one has and the
/// other has not, so that two sets never share more than their sketches allow.
/// Source: Sandes, Teodoro, Melo, "Bitmap filter: speeding up exact set similarity joins with bitwise operations" (2020).
#[derive(Clone, Copy, Default)]
pub(super) struct Sketch([u64; 4]);

impl Sketch {
    pub(super) fn of(set: &[u64]) -> Sketch {
        let mut bits = [0; 4];
        for element in set {
            let bit = element.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56;
            bits[(bit >> 6) as usize] |= 1 << (bit & 63);
        }
        Sketch(bits)
    }

    /// At least so many elements of this set are not in the other.
    pub(super) fn missing_from(&self, other: &Sketch) -> u32 {
        self.0.iter().zip(&other.0).map(|(own, others)| (own & !others).count_ones()).sum()
    }
}

/// How many elements two sets of these sizes must share to be alike.
pub(super) fn needed(size: u32, other: u32, threshold: f64) -> u32 {
    (threshold / (1.0 + threshold) * f64::from(size + other) - SLACK).ceil() as u32
}

/// How many elements two sets, given by size and sketch, can share.
pub(super) fn most_shared((size, sketch): (u32, &Sketch), (other_size, other): (u32, &Sketch)) -> u32 {
    (size - sketch.missing_from(other)).min(other_size - other.missing_from(sketch))
}

/// The Jaccard similarity of two sets that must share so many elements, where it is the threshold or more.
pub(super) fn similarity(one: &[u64], two: &[u64], needed: u32, threshold: f64) -> Option<f64> {
    let shared = shared(one, two, needed as usize)?;
    let similarity = shared as f64 / (one.len() + two.len() - shared) as f64;
    (similarity >= threshold).then_some(similarity)
}

/// How many elements a set of `size` must share with another of at least its similarity.
pub(super) fn least_overlap(size: usize, threshold: f64) -> usize {
    ((size as f64 * threshold - SLACK).ceil() as usize).max(1)
}

/// So that rounding loses no pair; what it lets through is counted exactly.
pub(super) const SLACK: f64 = 1e-6;

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
