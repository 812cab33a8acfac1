//! A text as groups of digits and what stands between them: numbers are told apart by both.

use std::ops::Range;

/// Every group of digits in a text.
pub(crate) struct Digits<'t> {
    pub(crate) text: &'t str,
    pub(crate) groups: Vec<Range<usize>>,
}

impl<'t> Digits<'t> {
    pub(crate) fn new(text: &'t str) -> Digits<'t> {
        // Room for those of most texts at once.
        let mut groups: Vec<Range<usize>> = Vec::with_capacity(16);
        for (at, byte) in text.bytes().enumerate() {
            if byte.is_ascii_digit() {
                match groups.last_mut() {
                    Some(group) if group.end == at => group.end = at + 1,
                    _ => groups.push(at..at + 1),
                }
            }
        }
        Digits { text, groups }
    }

    /// The digits of a group.
    pub(crate) fn group(&self, place: usize) -> &'t str {
        self.groups.get(place).map_or("", |group| &self.text[group.clone()])
    }

    /// What stands between a group and the next; nothing behind the last.
    pub(crate) fn gap(&self, place: usize) -> &'t str {
        match self.groups.get(place..place + 2) {
            Some([one, two]) => &self.text[one.end..two.start],
            _ => "",
        }
    }
}
