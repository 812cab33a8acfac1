//! What stands beside a find, and which letters belong together.

/// Whether a character is part of a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The character before a place.
pub(crate) fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// The character at a place.
pub(crate) fn after(text: &str, at: usize) -> Option<char> {
    text[at..].chars().next()
}

/// Whether no word goes on before a place.
pub(crate) fn is_word_start(text: &str, at: usize) -> bool {
    !before(text, at).is_some_and(is_word)
}

/// Whether no word goes on at a place.
pub(crate) fn is_word_end(text: &str, at: usize) -> bool {
    !after(text, at).is_some_and(is_word)
}

/// Follows letters of one script: `写信jo@example.com谢谢` has an address between words of another script, and no space.
#[derive(Default)]
pub(crate) struct Script {
    is_latin: Option<bool>,
}

impl Script {
    /// Whether a character may stand with those before it; all but letters may.
    pub(crate) fn takes(&mut self, c: char) -> bool {
        if !c.is_alphabetic() {
            return true;
        }
        let is_latin = c.is_ascii() || matches!(c, '\u{AA}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}');
        *self.is_latin.get_or_insert(is_latin) == is_latin
    }
}

/// Whether a character outside the letters is a part of words nevertheless: viramas and accents of their own.
pub(crate) fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}') || matches!(u32::from(c), 0x900..=0xDFF if u32::from(c) & 0x7F == 0x4D)
}
