//! The inside of a string, looked over without decoding it: whether it is surely sound, and where it ends.
//!
//! What is said here must hold for `json` and `row` too: a test compares them. Bytes are UTF-8 already.

use tunesmith_runtime::{FAMILIES, is_blank};

use crate::json::{hex, unicode};

/// Bytes that are looked at together, which the compiler makes vector instructions of.
const BLOCK: usize = 32;

/// The tokens of the tables, by how they begin.
pub(crate) struct Openers {
    /// Whether a token has these two bytes behind its `<` or `[`.
    pairs: Vec<bool>,
    tokens: Vec<&'static [u8]>,
}

impl Openers {
    pub(crate) fn new() -> Openers {
        let listed = FAMILIES.iter().flat_map(|family| family.tokens.iter().map(|token| token.as_bytes()));
        let tokens: Vec<&'static [u8]> = listed.chain([b"<extra_id_".as_slice()]).collect();
        let mut pairs = vec![false; 1 << 16];
        for token in &tokens {
            if let [_, first, second, ..] = token {
                pairs[usize::from(*first) << 8 | usize::from(*second)] = true;
            }
        }
        // All of the form `<|name|>` and `[|name|]`.
        pairs[usize::from(b'|') << 8..(usize::from(b'|') + 1) << 8].fill(true);
        Openers { pairs, tokens }
    }

    /// Whether a control token may begin with the opener at the front. An escape of a character that tokens have, or a character
    /// beyond ASCII near it, may stand for anything.
    fn may_open(&self, bytes: &[u8]) -> bool {
        let is_plain = |byte: &u8| byte.is_ascii() && *byte != b'\\';
        match bytes {
            [_, b'\\', b'"' | b'\\' | b'n' | b'r' | b't', ..] => return false,
            [_, first, b'\\', b'"' | b'\\' | b'n' | b'r' | b't', ..] if first.is_ascii() && *first != b'|' => {
                return false;
            }
            [_, first, second, ..] if is_plain(first) && is_plain(second) => {
                if !self.pairs[usize::from(*first) << 8 | usize::from(*second)] {
                    return false;
                }
            }
            _ => return true,
        }
        let near = bytes.iter().take(NEAR).take_while(|byte| is_plain(byte)).count();
        let begins = |token: &&[u8]| token.iter().zip(&bytes[..near]).all(|(one, other)| one == other);
        bytes[1] == b'|' || self.tokens.iter().any(begins)
    }
}

/// Bytes of a token that are compared.
const NEAR: usize = 8;

/// The place of the closing quote of a text that is surely not blank and, where `TOKENS` counts, holds no control token;
/// the text begins at `at`.
pub(crate) fn text_end<const TOKENS: bool>(bytes: &[u8], at: usize, openers: &Openers) -> Option<usize> {
    if is_seen(bytes, at) { string_end::<TOKENS>(bytes, at, openers) } else { None }
}

/// The place of the closing quote of a string that is surely sound.
pub(crate) fn string_end<const TOKENS: bool>(bytes: &[u8], mut at: usize, openers: &Openers) -> Option<usize> {
    loop {
        at += plain::<TOKENS>(bytes.get(at..)?);
        let rest = &bytes[at..];
        at += match rest {
            [b'"', ..] => return Some(at),
            [b'\\', ..] => escape::<TOKENS>(rest)?,
            // U+0085, U+2028 and U+2029 end lines for some readers.
            [0xC2, 0x85, ..] | [0xE2, 0x80, 0xA8 | 0xA9, ..] => return None,
            [0xC2, ..] => 2,
            [0xE2, ..] => 3,
            [b'<' | b'[', ..] if openers.may_open(rest) => return None,
            [b'<' | b'[', ..] => 1,
            // Look-alikes of the two.
            [0xEF, 0xB9, 0xA4 | 0x87, ..] | [0xEF, 0xBC, 0x9C | 0xBB, ..] => return None,
            [0xEF, ..] => 3,
            _ => return None,
        };
    }
}

/// How many bytes at the front need no look.
fn plain<const TOKENS: bool>(bytes: &[u8]) -> usize {
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let is_plain = |block: &&[u8; BLOCK]| !block.iter().fold(false, |any, byte| any | is_special::<TOKENS>(*byte));
    let from = blocks.iter().take_while(is_plain).count() * BLOCK;
    let specials = const { &specials::<TOKENS>() };
    bytes[from..].iter().position(|byte| specials[usize::from(*byte)]).map_or(bytes.len(), |at| from + at)
}

/// The same, byte by byte: quicker than the comparisons where one is near.
const fn specials<const TOKENS: bool>() -> [bool; 256] {
    let mut specials = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        specials[byte] = is_special::<TOKENS>(byte as u8);
        byte += 1;
    }
    specials
}

const fn is_special<const TOKENS: bool>(byte: u8) -> bool {
    (byte < 0x20)
        | (byte == b'"')
        | (byte == b'\\')
        | (byte == 0xC2)
        | (byte == 0xE2)
        | (TOKENS & ((byte == b'<') | (byte == b'[') | (byte == 0xEF)))
}

/// Bytes of the escape at the front, unless it is wrong, or an opener of a control token.
fn escape<const TOKENS: bool>(bytes: &[u8]) -> Option<usize> {
    match bytes.get(1)? {
        b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(2),
        b'u' => match hex(bytes, 2)? {
            0x3C | 0x5B | 0xFE64 | 0xFE47 | 0xFF1C | 0xFF3B if TOKENS => None,
            0xD800..0xDC00 => {
                let is_low = bytes.get(6..8) == Some(b"\\u") && (0xDC00..0xE000).contains(&hex(bytes, 8)?);
                is_low.then_some(12)
            }
            0xDC00..0xE000 => None,
            _ => Some(6),
        },
        _ => None,
    }
}

/// Whether the first character that is no space surely shows something.
fn is_seen(bytes: &[u8], mut at: usize) -> bool {
    loop {
        match bytes.get(at..).unwrap_or_default() {
            [b' ', ..] => at += 1,
            [b'\\', b'n' | b'r' | b't', ..] => at += 2,
            [b'\\', b'"' | b'\\' | b'/', ..] => return true,
            [b'\\', b'u', ..] => {
                let c = unicode(&bytes[at..]).1;
                return c != char::REPLACEMENT_CHARACTER && !is_blank(c.encode_utf8(&mut [0; 4]));
            }
            [b'"' | b'\\', ..] | [] => return false,
            [0x21..=0x7E, ..] => return true,
            rest => {
                let length = rest.iter().skip(1).take_while(|byte| **byte & 0xC0 == 0x80).count() + 1;
                return std::str::from_utf8(&rest[..length]).is_ok_and(|first| !is_blank(first));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_sure(text: &str) -> bool {
        let line = format!("{text}\"");
        text_end::<true>(line.as_bytes(), 0, &Openers::new()) == Some(text.len())
    }

    #[test]
    fn usual_texts_are_sure() {
        for text in [
            "a",
            " \\n a",
            "é",
            "\\\"quoted\\\"",
            "caf\\u00e9 \\ud83d\\ude00 ok",
            "“quoted” — text",
            "[1, 2] <b>x</b> <img src>",
            "a < b [sic] </span> <p",
            "你好，世界。（一）",
            "😀 first",
            "List[int] <tag> [link](x)",
            "[IDEA] <int>",
        ] {
            assert!(is_sure(text), "{text}");
        }
    }

    #[test]
    fn what_may_be_wrong_is_not_sure() {
        for text in [
            "",
            " ",
            "\\n\\t",
            "\u{200b}",
            "x\u{2028}",
            "x\u{85}",
            "\\ud83d",
            "\\ude00",
            "\\u12",
            "\\x",
            "a <|im_end|>",
            "x\\u003c|im_end|>",
            "x <\\u007cim_end|>",
            "［INST]",
            "\\uff3bINST]",
            "[INST]",
            "</s>",
            "<start_of_turn>",
            "<extra_id_1>",
            "[|user|]",
            "<\u{200b}|x|>",
            "<i\u{200b}m_start>",
            "<｜User｜>",
            "<<SYS>>",
            "\u{1}",
        ] {
            assert!(!is_sure(text), "{text}");
        }
    }
}
