//! Escaping for the inside of JSON strings.

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
pub fn escape_into(out: &mut Vec<u8>, text: &str) {
    escape_special::<true>(out, text);
}

/// Only what RFC 8259 requires: the form of strings inside a target, which is escaped once more around it.
pub fn escape_required(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len() + text.len() / 16);
    escape_special::<false>(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

fn escape_special<const LINE_SAFE: bool>(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = find_special::<LINE_SAFE>(&bytes[at..]) {
        at += found;
        let Some((length, replacement)) = replacement(&bytes[at..]) else {
            at += 1;
            continue;
        };
        out.extend_from_slice(&bytes[copied..at]);
        match replacement {
            Some(replacement) => out.extend_from_slice(replacement),
            None => out.extend_from_slice(&control(bytes[at])),
        }
        at += length;
        copied = at;
    }
    out.extend_from_slice(&bytes[copied..]);
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
    let mut out = Vec::with_capacity(text.len() + text.len() / 16);
    escape_into(&mut out, text);
    String::from_utf8(out).unwrap_or_default()
}

/// How many bytes at the front to replace, and with what; `None` inside for other control characters.
fn replacement(bytes: &[u8]) -> Option<(usize, Option<&'static [u8]>)> {
    Some(match bytes {
        [b'"', ..] => (1, Some(b"\\\"")),
        [b'\\', ..] => (1, Some(b"\\\\")),
        [b'\n', ..] => (1, Some(b"\\n")),
        [b'\r', ..] => (1, Some(b"\\r")),
        [b'\t', ..] => (1, Some(b"\\t")),
        [0x08, ..] => (1, Some(b"\\b")),
        [0x0C, ..] => (1, Some(b"\\f")),
        [0x00..=0x1F, ..] => (1, None),
        [0xC2, 0x85, ..] => (2, Some(b"\\u0085")),
        [0xE2, 0x80, 0xA8, ..] => (3, Some(b"\\u2028")),
        [0xE2, 0x80, 0xA9, ..] => (3, Some(b"\\u2029")),
        _ => return None,
    })
}

fn control(byte: u8) -> [u8; 6] {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    [b'\\', b'u', b'0', b'0', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]
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
