//! Random numbers that never change: SplitMix64, and permutations that need no memory.
//!
//! Both are written out here because committed files depend on every bit of them. They use integers
//! only, so that no platform rounds differently.

/// The step of SplitMix64: the golden ratio as a 64-bit fraction.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// A SplitMix64 stream.
pub(crate) struct Rng(u64);

impl Rng {
    /// The stream of one row: two rows share nothing but the seed.
    pub(crate) fn for_row(seed: u64, file: u64, row: u64) -> Self {
        Self(mix(seed.wrapping_add(mix(file.wrapping_add(1)))) ^ mix(row.wrapping_mul(GAMMA)))
    }

    /// A number below `bound`, which must not be 0.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let wide = u128::from(self.next()) * u128::from(bound);
        (wide >> 64) as u64
    }

    /// True `permille` times in a thousand.
    pub(crate) fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    /// One of `items`, which must not be empty.
    pub(crate) fn pick<'a>(&mut self, items: &[&'a str]) -> &'a str {
        items[self.below(items.len() as u64) as usize]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GAMMA);
        mix(self.0)
    }
}

/// A reordering of `0..len`, computed for one index at a time.
///
/// A shuffle would have to hold all rows in memory. This is a Feistel network over the next power of
/// four; a result beyond `len` is sent through again until it falls inside (cycle walking).
pub(crate) struct Permutation {
    len: u64,
    half_bits: u32,
    keys: [u64; 4],
}

impl Permutation {
    /// The reordering of `0..len` that `seed` and `purpose` choose.
    pub(crate) fn new(len: u64, seed: u64, purpose: u64) -> Self {
        let bits = 64 - len.saturating_sub(1).leading_zeros();
        let mut rng = Rng(mix(seed) ^ mix(purpose.wrapping_mul(GAMMA)));
        let keys = std::array::from_fn(|_| rng.next());
        Self { len, half_bits: bits.div_ceil(2).max(1), keys }
    }

    /// Where `index`, which must be below `len`, goes.
    pub(crate) fn at(&self, index: u64) -> u64 {
        let mut place = self.once(index);
        while place >= self.len {
            place = self.once(place);
        }
        place
    }

    fn once(&self, value: u64) -> u64 {
        let mask = (1 << self.half_bits) - 1;
        let (mut left, mut right) = (value >> self.half_bits, value & mask);
        for key in self.keys {
            (left, right) = (right, left ^ (mix(right ^ key) & mask));
        }
        left << self.half_bits | right
    }
}

fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_splitmix64() {
        let mut rng = Rng(1_234_567);
        assert_eq!(rng.next(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn a_permutation_reaches_every_place_once() {
        for len in [1, 2, 3, 4, 5, 17, 514, 1009, 4096] {
            let order = Permutation::new(len, 7, 1);
            let mut places: Vec<u64> = (0..len).map(|index| order.at(index)).collect();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..len), "{len}");
        }
    }

    #[test]
    fn a_permutation_does_not_keep_neighbours_together() {
        let order = Permutation::new(3628, 7, 1);
        let runs = (1..3628).filter(|&i| order.at(i).abs_diff(order.at(i - 1)) == 1).count();
        assert!(runs < 20, "{runs} neighbours stayed together");
    }
}
