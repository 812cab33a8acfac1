//! One cheap pass over a text that says which searches are worth while.

/// What a text holds of what personal data cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    /// An `@`: e-mail addresses and handles.
    pub(crate) at: bool,
    /// A `/`: links.
    pub(crate) slash: bool,
    /// Two colons: IPv6.
    pub(crate) colons: bool,
    /// [`FEWEST_DIGITS`]: numbers.
    pub(crate) digits: bool,
    /// [`SHORTEST_SECRET`] bytes in a row that a token may have: secrets.
    pub(crate) long_word: bool,
}

/// Nothing of digits that is looked for has fewer.
pub(crate) const FEWEST_DIGITS: usize = 5;

/// Every secret has as many bytes of a token in a row: they make sure of four whole blocks of four, wherever they begin.
pub(crate) const SHORTEST_SECRET: usize = 19;

/// Bytes that are looked at together.
const LANES: usize = 16;

/// What was seen so far, by lane, so that a vector of bytes is looked at in one step.
#[derive(Default)]
struct Lanes {
    at: [bool; LANES],
    slash: [bool; LANES],
    // At most 255: more are as good as these.
    colons: [u8; LANES],
    digits: [u8; LANES],
}

impl Lanes {
    fn look(&mut self, bytes: &[u8; LANES]) {
        for (lane, byte) in bytes.iter().enumerate() {
            self.at[lane] |= *byte == b'@';
            self.slash[lane] |= *byte == b'/';
            self.colons[lane] = self.colons[lane].saturating_add(u8::from(*byte == b':'));
            self.digits[lane] = self.digits[lane].saturating_add(u8::from(byte.is_ascii_digit()));
        }
    }
}

impl Glance {
    pub(crate) fn new(text: &str) -> Glance {
        let (chunks, rest) = text.as_bytes().as_chunks::<LANES>();
        let mut lanes = Lanes::default();
        chunks.iter().for_each(|chunk| lanes.look(chunk));
        let mut last = [0; LANES];
        last[..rest.len()].copy_from_slice(rest);
        lanes.look(&last);
        let sum = |counts: [u8; LANES]| counts.into_iter().map(usize::from).sum::<usize>();
        Glance {
            at: lanes.at.contains(&true),
            slash: lanes.slash.contains(&true),
            colons: sum(lanes.colons) > 1,
            digits: sum(lanes.digits) >= FEWEST_DIGITS,
            long_word: has_long_word(text),
        }
    }
}

/// Whether four blocks of four bytes in a row hold nothing that ends a token: white space, the marks up to the comma, and
/// the point and the slash that make up links.
fn has_long_word(text: &str) -> bool {
    let (mut full, mut most) = (0, 0);
    for block in text.as_bytes().as_chunks::<4>().0 {
        let block = u32::from_le_bytes(*block);
        // Bytes below a hyphen borrow; those from 0x80 on end nothing. A point and a slash differ in their last bit.
        let low = block.wrapping_sub(0x2D2D_2D2D) & !block;
        let link = (block & 0xFEFE_FEFE) ^ 0x2E2E_2E2E;
        let ends = (low | link.wrapping_sub(0x0101_0101) & !link) & 0x8080_8080;
        full = if ends == 0 { full + 1 } else { 0 };
        most = most.max(full);
    }
    most >= 4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_word_is_seen_wherever_it_begins() {
        for start in 0..9 {
            let text = format!("{}{} x", " ".repeat(start), "a".repeat(SHORTEST_SECRET));
            assert!(has_long_word(&text), "{start}");
        }
        assert!(!has_long_word("the quick brown fox jumps over the lazy dog, again and again"));
        assert!(!has_long_word("https://example.com/some/page/of/it.html, a.b.c.d.e.f.g.h.i.j.k.l.m"));
    }

    #[test]
    fn a_glance_sees_past_the_first_chunk() {
        let text = format!("{}@ / : : 12345", "a ".repeat(100));
        let glance = Glance { at: true, slash: true, colons: true, digits: true, long_word: false };
        assert_eq!(Glance::new(&text), glance);
    }
}
