//! Text as a tokenizer that normalises may read it: look-alikes of ASCII in their plain form, and what nobody sees left out.
//!
//! Source: Unicode Character Database 14.0, the characters whose NFKC form is one ASCII character; a test compares the
//! table with a library.

use std::ops::Range;

use crate::characters::is_ignorable;

/// Runs of characters with plain forms: the first one, how many, and the plain form of the first.
#[rustfmt::skip]
const RUNS: &[(u32, u8, u8)] = &[
    (0xaa, 1, b'a'), (0xb2, 2, b'2'), (0xb9, 1, b'1'), (0xba, 1, b'o'), (0x17f, 1, b's'), (0x2b0, 1, b'h'),
    (0x2b2, 1, b'j'), (0x2b3, 1, b'r'), (0x2b7, 1, b'w'), (0x2b8, 1, b'y'), (0x2e1, 1, b'l'), (0x2e2, 1, b's'),
    (0x2e3, 1, b'x'), (0x37e, 1, b';'), (0x1d2c, 1, b'A'), (0x1d2e, 1, b'B'), (0x1d30, 2, b'D'), (0x1d33, 8, b'G'),
    (0x1d3c, 1, b'O'), (0x1d3e, 1, b'P'), (0x1d3f, 1, b'R'), (0x1d40, 2, b'T'), (0x1d42, 1, b'W'),
    (0x1d43, 1, b'a'), (0x1d47, 1, b'b'), (0x1d48, 2, b'd'), (0x1d4d, 1, b'g'), (0x1d4f, 1, b'k'),
    (0x1d50, 1, b'm'), (0x1d52, 1, b'o'), (0x1d56, 1, b'p'), (0x1d57, 2, b't'), (0x1d5b, 1, b'v'),
    (0x1d62, 1, b'i'), (0x1d63, 1, b'r'), (0x1d64, 2, b'u'), (0x1d9c, 1, b'c'), (0x1da0, 1, b'f'),
    (0x1dbb, 1, b'z'), (0x1fef, 1, b'`'), (0x2024, 1, b'.'), (0x2070, 1, b'0'), (0x2071, 1, b'i'),
    (0x2074, 6, b'4'), (0x207a, 1, b'+'), (0x207c, 1, b'='), (0x207d, 2, b'('), (0x207f, 1, b'n'),
    (0x2080, 10, b'0'), (0x208a, 1, b'+'), (0x208c, 1, b'='), (0x208d, 2, b'('), (0x2090, 1, b'a'),
    (0x2091, 1, b'e'), (0x2092, 1, b'o'), (0x2093, 1, b'x'), (0x2095, 1, b'h'), (0x2096, 4, b'k'),
    (0x209a, 1, b'p'), (0x209b, 2, b's'), (0x2102, 1, b'C'), (0x210a, 1, b'g'), (0x210b, 1, b'H'),
    (0x210c, 1, b'H'), (0x210d, 1, b'H'), (0x210e, 1, b'h'), (0x2110, 1, b'I'), (0x2111, 1, b'I'),
    (0x2112, 1, b'L'), (0x2113, 1, b'l'), (0x2115, 1, b'N'), (0x2119, 3, b'P'), (0x211c, 1, b'R'),
    (0x211d, 1, b'R'), (0x2124, 1, b'Z'), (0x2128, 1, b'Z'), (0x212a, 1, b'K'), (0x212c, 2, b'B'),
    (0x212f, 1, b'e'), (0x2130, 2, b'E'), (0x2133, 1, b'M'), (0x2134, 1, b'o'), (0x2139, 1, b'i'),
    (0x2145, 1, b'D'), (0x2146, 2, b'd'), (0x2148, 2, b'i'), (0x2160, 1, b'I'), (0x2164, 1, b'V'),
    (0x2169, 1, b'X'), (0x216c, 1, b'L'), (0x216d, 2, b'C'), (0x216f, 1, b'M'), (0x2170, 1, b'i'),
    (0x2174, 1, b'v'), (0x2179, 1, b'x'), (0x217c, 1, b'l'), (0x217d, 2, b'c'), (0x217f, 1, b'm'),
    (0x2460, 9, b'1'), (0x24b6, 26, b'A'), (0x24d0, 26, b'a'), (0x24ea, 1, b'0'), (0x2c7c, 1, b'j'),
    (0x2c7d, 1, b'V'), (0xa7f2, 1, b'C'), (0xa7f3, 1, b'F'), (0xa7f4, 1, b'Q'), (0xfb29, 1, b'+'),
    (0xfe10, 1, b','), (0xfe13, 2, b':'), (0xfe15, 1, b'!'), (0xfe16, 1, b'?'), (0xfe33, 1, b'_'),
    (0xfe34, 1, b'_'), (0xfe35, 2, b'('), (0xfe37, 1, b'{'), (0xfe38, 1, b'}'), (0xfe47, 1, b'['),
    (0xfe48, 1, b']'), (0xfe4d, 1, b'_'), (0xfe4e, 1, b'_'), (0xfe4f, 1, b'_'), (0xfe50, 1, b','),
    (0xfe52, 1, b'.'), (0xfe54, 1, b';'), (0xfe55, 1, b':'), (0xfe56, 1, b'?'), (0xfe57, 1, b'!'),
    (0xfe59, 2, b'('), (0xfe5b, 1, b'{'), (0xfe5c, 1, b'}'), (0xfe5f, 1, b'#'), (0xfe60, 1, b'&'),
    (0xfe61, 2, b'*'), (0xfe63, 1, b'-'), (0xfe64, 1, b'<'), (0xfe65, 1, b'>'), (0xfe66, 1, b'='),
    (0xfe68, 1, b'\\'), (0xfe69, 2, b'$'), (0xfe6b, 1, b'@'), (0xff01, 94, b'!'), (0x107a5, 1, b'q'),
    (0x1d400, 26, b'A'), (0x1d41a, 26, b'a'), (0x1d434, 26, b'A'), (0x1d44e, 7, b'a'), (0x1d456, 18, b'i'),
    (0x1d468, 26, b'A'), (0x1d482, 26, b'a'), (0x1d49c, 1, b'A'), (0x1d49e, 2, b'C'), (0x1d4a2, 1, b'G'),
    (0x1d4a5, 2, b'J'), (0x1d4a9, 4, b'N'), (0x1d4ae, 8, b'S'), (0x1d4b6, 4, b'a'), (0x1d4bb, 1, b'f'),
    (0x1d4bd, 7, b'h'), (0x1d4c5, 11, b'p'), (0x1d4d0, 26, b'A'), (0x1d4ea, 26, b'a'), (0x1d504, 2, b'A'),
    (0x1d507, 4, b'D'), (0x1d50d, 8, b'J'), (0x1d516, 7, b'S'), (0x1d51e, 26, b'a'), (0x1d538, 2, b'A'),
    (0x1d53b, 4, b'D'), (0x1d540, 5, b'I'), (0x1d546, 1, b'O'), (0x1d54a, 7, b'S'), (0x1d552, 26, b'a'),
    (0x1d56c, 26, b'A'), (0x1d586, 26, b'a'), (0x1d5a0, 26, b'A'), (0x1d5ba, 26, b'a'), (0x1d5d4, 26, b'A'),
    (0x1d5ee, 26, b'a'), (0x1d608, 26, b'A'), (0x1d622, 26, b'a'), (0x1d63c, 26, b'A'), (0x1d656, 26, b'a'),
    (0x1d670, 26, b'A'), (0x1d68a, 26, b'a'), (0x1d7ce, 10, b'0'), (0x1d7d8, 10, b'0'), (0x1d7e2, 10, b'0'),
    (0x1d7ec, 10, b'0'), (0x1d7f6, 10, b'0'), (0x1f12b, 1, b'C'), (0x1f12c, 1, b'R'), (0x1f130, 26, b'A'),
    (0x1fbf0, 10, b'0'),
];

/// The ASCII character that a character is a form of, by its compatibility decomposition.
///
/// ```
/// assert_eq!(tunesmith_runtime::plain('＜'), Some('<'));
/// assert_eq!(tunesmith_runtime::plain('é'), None);
/// ```
pub fn plain(c: char) -> Option<char> {
    let code = u32::from(c);
    let next = RUNS.partition_point(|&(first, ..)| first <= code);
    let &(first, count, plain) = RUNS.get(next.checked_sub(1)?)?;
    let offset = u8::try_from(code - first).ok().filter(|offset| *offset < count)?;
    Some(char::from(plain + offset))
}

/// A text without what nobody sees, its look-alikes in their plain form, and where each byte came from.
#[derive(Debug)]
pub(crate) struct Folded {
    pub(crate) text: String,
    /// For each byte of the text, the range of the character that it stands for.
    from: Vec<Range<usize>>,
}

impl Folded {
    /// Nothing where folding changes nothing.
    pub(crate) fn new(text: &str) -> Option<Folded> {
        let changes = |c: char| !c.is_ascii() && (plain_form(c) != c || is_unseen(c));
        if text.is_ascii() || !text.contains(changes) {
            return None;
        }
        let mut folded = Folded { text: String::with_capacity(text.len()), from: Vec::with_capacity(text.len()) };
        for (at, c) in text.char_indices().filter(|(_, c)| !is_unseen(*c)) {
            folded.text.push(plain_form(c));
            folded.from.resize(folded.text.len(), at..at + c.len_utf8());
        }
        Some(folded)
    }

    /// The range in the text as it was.
    pub(crate) fn original(&self, range: &Range<usize>) -> Range<usize> {
        self.from[range.start].start..self.from[range.end - 1].end
    }
}

/// The plain form of a character, but for the wide bar, which is part of DeepSeek's tokens.
fn plain_form(c: char) -> char {
    if c.is_ascii() || c == '｜' { c } else { plain(c).unwrap_or(c) }
}

/// Whether a character shows nothing of its own in the middle of a word: invisible, or a mark on the one before it.
fn is_unseen(c: char) -> bool {
    is_ignorable(c)
        || matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{180b}'..='\u{180f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folded_text_knows_where_it_came_from() {
        let text = "a ＜|im\u{200b}_e\u{301}nd|> b";
        let folded = Folded::new(text).unwrap();
        assert_eq!(folded.text, "a <|im_end|> b");
        assert_eq!(&text[folded.original(&(2..12))], "＜|im\u{200b}_e\u{301}nd|>");
        assert!(Folded::new("é 😀 a").is_none());
    }
}
