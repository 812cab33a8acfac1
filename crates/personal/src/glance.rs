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
    /// [`SHORTEST_SECRET`] bytes without white space: secrets.
    pub(crate) long_word: bool,
}

/// Nothing of digits that is looked for has fewer.
pub(crate) const FEWEST_DIGITS: usize = 5;

/// No secret has fewer bytes between white space: as many make sure of four whole blocks of four, wherever they begin.
pub(crate) const SHORTEST_SECRET: usize = 19;

impl Glance {
    pub(crate) fn new(text: &str) -> Glance {
        let (mut at, mut slash) = (false, false);
        let (mut digits, mut colons) = (0, 0);
        // Counted in bytes, so that a vector of them is counted at once.
        for chunk in text.as_bytes().chunks(128) {
            let (mut ats, mut slashes, mut of_digits, mut of_colons) = (0_u8, 0_u8, 0_u8, 0_u8);
            for byte in chunk {
                ats |= u8::from(*byte == b'@');
                slashes |= u8::from(*byte == b'/');
                of_digits += u8::from(byte.is_ascii_digit());
                of_colons += u8::from(*byte == b':');
            }
            at |= ats != 0;
            slash |= slashes != 0;
            digits += usize::from(of_digits);
            colons += usize::from(of_colons);
        }
        Glance { at, slash, colons: colons > 1, digits: digits >= FEWEST_DIGITS, long_word: has_long_word(text) }
    }
}

/// Whether four blocks of four bytes in a row hold no white space.
fn has_long_word(text: &str) -> bool {
    let mut full = 0;
    for block in text.as_bytes().as_chunks::<4>().0 {
        let block = u32::from_le_bytes(*block);
        // Bytes below 0x21 borrow; those from 0x80 on are no white space.
        let space = block.wrapping_sub(0x2121_2121) & !block & 0x8080_8080;
        full = if space == 0 { full + 1 } else { 0 };
        if full == 4 {
            return true;
        }
    }
    false
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
    }

    #[test]
    fn a_glance_sees_past_the_first_chunk() {
        let text = format!("{}@ / : : 12345", "a ".repeat(100));
        let glance = Glance { at: true, slash: true, colons: true, digits: true, long_word: false };
        assert_eq!(Glance::new(&text), glance);
    }
}
