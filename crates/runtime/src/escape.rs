//! Escaping for the inside of JSON strings.

/// Grows by text, piece by piece.
pub trait Text {
    /// Appends a piece.
    fn push(&mut self, piece: &str);
}

impl Text for Vec<u8> {
    fn push(&mut self, piece: &str) {
        self.extend_from_slice(piece.as_bytes());
    }
}

impl Text for String {
    fn push(&mut self, piece: &str) {
        self.push_str(piece);
    }
}

/// Appends `text` as it stands between the quotes of a JSON string.
///
/// UTF-8 stays as it is but for what RFC 8259 requires, and U+0085, U+2028 and U+2029, at which readers that
/// split into lines would break a JSON Lines file.
///
/// ```
/// let mut out = Vec::new();
/// tunesmith_runtime::escape_into(&mut out, "a \"b\"\n\u{2028}é");
/// assert_eq!(out, "a \\\"b\\\"\\n\\u2028é".as_bytes());
/// ```
pub fn escape_into(out: &mut impl Text, text: &str) {
    escape_special::<true>(out, text);
}

/// Only what RFC 8259 requires: the form of strings inside a target, which is escaped once more around it.
pub fn escape_required(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_special::<false>(&mut out, text);
    out
}

fn escape_special<const LINE_SAFE: bool>(out: &mut impl Text, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = find_special::<LINE_SAFE>(&bytes[at..]) {
        at += found;
        let Some((length, replacement)) = replacement(&bytes[at..]) else {
            at += 1;
            continue;
        };
        out.push(&text[copied..at]);
        match replacement {
            Some(replacement) => out.push(replacement),
            None => control(bytes[at]).iter().for_each(|piece| out.push(piece)),
        }
        at += length;
        copied = at;
    }
    out.push(&text[copied..]);
}

/// The first byte that may need an escape.
fn find_special<const LINE_SAFE: bool>(bytes: &[u8]) -> Option<usize> {
    // A block is looked at without a branch, which the compiler makes vector instructions of.
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let plain = |block: &&[u8; BLOCK]| !block.iter().fold(false, |any, byte| any | is_special::<LINE_SAFE>(*byte));
    let from = blocks.iter().take_while(plain).count() * BLOCK;
    bytes[from..].iter().position(|byte| is_special::<LINE_SAFE>(*byte)).map(|at| from + at)
}

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Whether RFC 8259 requires an escape: control characters, quote and backslash. Where lines must stay whole, also
/// the first bytes of U+0085 and U+202x, which need a look at the next ones.
const fn is_special<const LINE_SAFE: bool>(byte: u8) -> bool {
    (byte < 0x20) | (byte == b'"') | (byte == b'\\') | (LINE_SAFE & ((byte == 0xC2) | (byte == 0xE2)))
}

/// [`escape_into`] to a new string.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    escape_into(&mut out, text);
    out
}

/// How many bytes at the front to replace, and with what; `None` inside for other control characters.
fn replacement(bytes: &[u8]) -> Option<(usize, Option<&'static str>)> {
    Some(match bytes {
        [b'"', ..] => (1, Some("\\\"")),
        [b'\\', ..] => (1, Some("\\\\")),
        [b'\n', ..] => (1, Some("\\n")),
        [b'\r', ..] => (1, Some("\\r")),
        [b'\t', ..] => (1, Some("\\t")),
        [0x08, ..] => (1, Some("\\b")),
        [0x0C, ..] => (1, Some("\\f")),
        [0x00..=0x1F, ..] => (1, None),
        [0xC2, 0x85, ..] => (2, Some("\\u0085")),
        [0xE2, 0x80, 0xA8, ..] => (3, Some("\\u2028")),
        [0xE2, 0x80, 0xA9, ..] => (3, Some("\\u2029")),
        _ => return None,
    })
}

fn control(byte: u8) -> [&'static str; 2] {
    const DIGITS: &str = "0123456789abcdef";
    let digit = usize::from(byte & 15);
    [if byte < 0x10 { "\\u000" } else { "\\u001" }, &DIGITS[digit..=digit]]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_string_comes_back_from_a_json_parser(text in any::<String>()) {
            let json = format!("\"{}\"", escape(&text));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }

        #[test]
        fn no_escaped_string_holds_a_line_break(text in "[\\x00-\\x1f\u{85}\u{2028}\u{2029}a]*") {
            let escaped = escape(&text);
            let breaks = |c: char| c.is_control() || c == '\u{2028}' || c == '\u{2029}';
            prop_assert!(!escaped.contains(breaks));
        }
    }
}
