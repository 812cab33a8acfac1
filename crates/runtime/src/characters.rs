//! Characters that may not reach a message, or that nobody sees there.
//!
//! Source: Unicode Character Database, `Default_Ignorable_Code_Point`; UAX 9 (bidirectional text); CVE-2021-42574
//! (Trojan Source); Unicode Technical Standard 51 (tags in flags of regions).

/// What a text holds besides text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Odd {
    /// U+0000.
    Nul,
    /// Tag characters, which hide a text from people and not from models.
    Tag(char),
    /// An embedding, override or isolate of the direction of text.
    Bidi(char),
    /// A control character of terminals, or a code point that is no character.
    Control(char),
}

/// The first character of each odd kind in a text.
pub(crate) fn odd(text: &str) -> Vec<Odd> {
    let mut found: Vec<Odd> = Vec::new();
    let is_odd = |byte: &u8| (*byte < 0x20) & !matches!(byte, b'\t' | b'\n' | b'\r') | (*byte >= 0x7F);
    if !text.as_bytes().iter().fold(false, |any, byte| any | is_odd(byte)) {
        return found;
    }
    let mut is_flag = false;
    for c in text.chars() {
        let odd = match c {
            '\0' => Some(Odd::Nul),
            '\t' | '\n' | '\r' | '\u{85}' => None,
            c if is_tag(c) => (!is_flag).then_some(Odd::Tag(c)),
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some(Odd::Bidi(c)),
            c if c.is_control() || is_no_character(c) => Some(Odd::Control(c)),
            _ => None,
        };
        // A black flag with tags behind it is the flag of a region.
        is_flag = c == '\u{1F3F4}' || is_flag && is_tag(c);
        if let Some(odd) = odd.filter(|odd| !found.iter().any(|known| known.is_like(*odd))) {
            found.push(odd);
        }
    }
    found.sort_unstable();
    found
}

impl Odd {
    fn is_like(self, other: Odd) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0001}' | '\u{E0020}'..='\u{E007F}')
}

fn is_no_character(c: char) -> bool {
    u32::from(c) & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

/// Whether a character shows nothing and no script or emoji needs it: default-ignorable code points.
pub fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{17b4}' | '\u{17b5}' | '\u{180e}' | '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a terminal would show nothing for a character that stands alone.
pub fn is_hidden(c: char) -> bool {
    is_ignorable(c) || matches!(c, '\u{200c}'..='\u{200f}' | '\u{61c}')
}

/// Whether nobody sees anything of a text: white space, and what is as good as that.
///
/// ```
/// assert!(tunesmith_runtime::is_blank(" \n\u{200b}"));
/// assert!(!tunesmith_runtime::is_blank(" ."));
/// ```
pub fn is_blank(text: &str) -> bool {
    let is_unseen = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || is_hidden(c)
            || is_no_character(c)
            || matches!(c, '\u{2800}' | '\u{115f}' | '\u{1160}' | '\u{34f}' | '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}')
    };
    text.chars().all(is_unseen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_characters_are_found_once_a_kind() {
        assert_eq!(odd("a\u{1b}[0m\u{7}"), [Odd::Control('\u{1b}')]);
        assert_eq!(odd("x\u{202e}y\0"), [Odd::Nul, Odd::Bidi('\u{202e}')]);
        assert_eq!(odd("hi\u{e0068}\u{e0069}"), [Odd::Tag('\u{e0068}')]);
        assert_eq!(odd("\u{9b}\u{7f}\u{fffe}\u{8}"), [Odd::Control('\u{9b}')]);
        for text in
            ["a\tb\r\nc\u{85}", "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "é\u{200d}😀\u{feff}"]
        {
            assert_eq!(odd(text), [], "{text:?}");
        }
    }

    #[test]
    fn blank_is_what_nobody_sees() {
        for text in
            ["", " \n", "\u{200b}", "\u{feff}", "\u{2800}", "\u{3164}", "\u{e0041}", "\u{1b}", "\u{ad}\u{2060} "]
        {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("\u{200b}."));
    }
}
