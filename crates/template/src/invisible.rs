//! Characters that nobody sees, where no script or emoji needs them.
//!
//! Source: Unicode Character Database, `Default_Ignorable_Code_Point`; Unicode Technical Standard 51 (emoji);
//! CVE-2021-42574 (Trojan Source).

use std::ops::Range;

use tunesmith_runtime::is_ignorable;

/// A run of invisible characters.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Invisible {
    pub(crate) range: Range<usize>,
    /// The character that ends the direction that the run begins.
    pub(crate) closed_at: Option<Range<usize>>,
}

/// The runs in `text`; a bidirectional opener and its closer are one.
pub(crate) fn find(text: &str) -> Vec<Invisible> {
    let mut found: Vec<Invisible> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let right_to_left = text.contains(is_right_to_left);
    let mut before = Before::default();
    let mut rest = text.char_indices().peekable();
    while let Some((at, c)) = rest.next() {
        let next = rest.peek().map(|&(_, next)| next);
        let hidden = is_invisible(c, before, next, right_to_left);
        before.advance(c);
        if !hidden {
            continue;
        }
        let range = at..at + c.len_utf8();
        if let Some(opener) = is_closer(c).then(|| open.pop()).flatten() {
            found[opener].closed_at = Some(range);
            continue;
        }
        match found.last_mut().filter(|last| last.range.end == at) {
            Some(last) => last.range.end = range.end,
            None => found.push(Invisible { range, closed_at: None }),
        }
        if is_opener(c) {
            open.push(found.len() - 1);
        }
    }
    found
}

/// The code point and, where it has a well-known one, the name.
pub(crate) fn name(c: char) -> String {
    let name = match c {
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero width space",
        '\u{200c}' => "zero width non-joiner",
        '\u{200d}' => "zero width joiner",
        '\u{200e}' | '\u{200f}' | '\u{61c}' => "direction mark",
        '\u{202a}' | '\u{202b}' => "direction embedding",
        '\u{202c}' | '\u{2069}' => "end of direction",
        '\u{202d}' | '\u{202e}' => "direction override",
        '\u{2060}' => "word joiner",
        '\u{2066}'..='\u{2068}' => "direction isolate",
        '\u{feff}' => "byte order mark",
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => "variation selector",
        '\u{e0000}'..='\u{e007f}' => "tag",
        c if c.is_control() => "control character",
        _ => "invisible",
    };
    format!("U+{:04X} ({name})", u32::from(c))
}

/// What stands in front of a character.
#[derive(Clone, Copy, Default)]
struct Before {
    last: Option<char>,
    /// The last character that is neither a joiner, a variation selector, a skin tone nor a mark.
    base: Option<char>,
    /// Whether a tag sequence goes on: a black flag and tags behind it.
    flag: bool,
}

impl Before {
    fn advance(&mut self, c: char) {
        self.flag = c == '\u{1f3f4}' || self.flag && is_tag(c);
        let extends =
            matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}');
        if !extends && unicode_normalization::char::canonical_combining_class(c) == 0 {
            self.base = Some(c);
        }
        self.last = Some(c);
    }
}

fn is_invisible(c: char, before: Before, next: Option<char>, right_to_left: bool) -> bool {
    match c {
        '\n' | '\t' | '\r' | '\u{85}' => false,
        '\u{200d}' => !joins_emoji(before, next) && !before.base.is_some_and(needs_joiners),
        '\u{200c}' => !before.base.is_some_and(needs_joiners),
        '\u{200e}' | '\u{200f}' | '\u{61c}' => !right_to_left,
        '\u{fe00}'..='\u{fe0f}' => !before.last.is_some_and(takes_variation),
        '\u{e0100}'..='\u{e01ef}' => !before.last.is_some_and(is_ideograph),
        '\u{180b}'..='\u{180f}' => !before.base.is_some_and(needs_joiners),
        '\u{34f}' => !before.base.is_some_and(needs_joiners),
        '\u{115f}' | '\u{1160}' => !next.is_some_and(is_jamo) && !before.last.is_some_and(is_jamo),
        c if is_tag(c) => !before.flag,
        c => c.is_control() || is_ignorable(c),
    }
}

fn is_opener(c: char) -> bool {
    matches!(c, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}')
}

fn is_closer(c: char) -> bool {
    matches!(c, '\u{202c}' | '\u{2069}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{e0020}'..='\u{e007f}')
}

/// Between two emoji, the first of which may carry a skin tone or variation selector.
fn joins_emoji(before: Before, next: Option<char>) -> bool {
    before.base.is_some_and(is_symbol) && next.is_some_and(is_symbol)
}

/// Emoji and other pictures.
fn is_symbol(c: char) -> bool {
    matches!(c, '\u{a9}' | '\u{ae}' | '\u{203c}'..='\u{3299}' | '\u{1f000}'..='\u{1faff}') && !is_ignorable(c)
}

/// What a variation selector may follow: emoji, key caps, symbols, ideographs, Mongolian and the like.
fn takes_variation(c: char) -> bool {
    is_symbol(c) || matches!(c, '0'..='9' | '#' | '*') || is_ideograph(c) || needs_joiners(c) || is_emphasis(c)
}

fn is_emphasis(c: char) -> bool {
    matches!(c, '\u{1000}'..='\u{109f}' | '\u{ff00}'..='\u{ff60}' | '\u{3000}'..='\u{303f}')
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{2fdf}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97f}' | '\u{d7b0}'..='\u{d7ff}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
        && c != '\u{61c}'
}

/// Scripts in which joiners and marks change the letters: from Hebrew and Arabic over the Indic ones to Mongolian.
fn needs_joiners(c: char) -> bool {
    is_right_to_left(c)
        || matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{18af}' | '\u{1900}'..='\u{1cff}' | '\u{a800}'..='\u{abff}'
            | '\u{11000}'..='\u{11fff}')
            && !is_ignorable(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_found(text: &str, expected: &[Range<usize>]) {
        assert_eq!(find(text).into_iter().map(|found| found.range).collect::<Vec<_>>(), expected, "{text:?}");
    }

    #[test]
    fn hidden_characters_are_found() {
        check_found("a\u{202e}b\u{202c}c", std::slice::from_ref(&(1..4)));
        check_found("a\u{200b}\u{200b}b\u{ad}", &[1..7, 8..10]);
        check_found("a\u{200d}b", std::slice::from_ref(&(1..4)));
        check_found("a\u{fe0f}", std::slice::from_ref(&(1..4)));
        check_found("x\u{e0041}\u{e0042}", std::slice::from_ref(&(1..9)));
        check_found("\u{8}", std::slice::from_ref(&(0..1)));
        check_found("\u{feff}a\u{200e}", &[0..3, 4..7]);
    }

    #[test]
    fn emoji_and_scripts_keep_what_they_need() {
        for text in [
            "👩\u{200d}👩\u{200d}👧",
            "👩🏽\u{200d}🚀",
            "❤\u{fe0f}\u{200d}🔥",
            "1\u{fe0f}\u{20e3}",
            "🏳\u{fe0f}\u{200d}🌈",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "שלום\u{200f}!",
            "葛\u{e0100}",
            "a\nb\tc\r\n",
        ] {
            check_found(text, &[]);
        }
    }
}
