//! Keys and tokens of services, by the prefixes that these gave them to be found by, and private keys.
//!
//! A prefix is not enough: what follows must have the characters and the length of a key, and vary, so that placeholders
//! (`sk-xxxx…`) and names of variables (`hf_hub_download`) are left alone.

use crate::chars::is_word_start;
use crate::glance::SHORTEST_SECRET;
use crate::{Found, Kind};

/// How a service writes its keys.
struct Key {
    prefix: &'static str,
    /// What may follow.
    is_inner: fn(u8) -> bool,
    /// Fewest and most characters that follow.
    length: (usize, usize),
}

const ANY: usize = usize::MAX;

/// By service; longer prefixes before those that begin them.
const KEYS: &[Key] = &[
    // AWS: IAM identifiers, "Understanding unique ID prefixes".
    Key { prefix: "AKIA", is_inner: is_upper, length: (16, 16) },
    Key { prefix: "ASIA", is_inner: is_upper, length: (16, 16) },
    // GitHub: "Behind GitHub's new authentication token formats".
    Key { prefix: "ghp_", is_inner: is_alphanumeric, length: (36, 255) },
    Key { prefix: "gho_", is_inner: is_alphanumeric, length: (36, 255) },
    Key { prefix: "ghu_", is_inner: is_alphanumeric, length: (36, 255) },
    Key { prefix: "ghs_", is_inner: is_alphanumeric, length: (36, 255) },
    Key { prefix: "ghr_", is_inner: is_alphanumeric, length: (36, 255) },
    Key { prefix: "github_pat_", is_inner: is_token, length: (40, 255) },
    // GitLab: "Token overview".
    Key { prefix: "glpat-", is_inner: is_token, length: (20, 300) },
    // Slack: "Token types".
    Key { prefix: "xoxa-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxb-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxe-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxo-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxp-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxr-", is_inner: is_token, length: (16, 300) },
    Key { prefix: "xoxs-", is_inner: is_token, length: (16, 300) },
    // Anthropic and OpenAI.
    Key { prefix: "sk-ant-", is_inner: is_token, length: (20, ANY) },
    Key { prefix: "sk-proj-", is_inner: is_token, length: (20, ANY) },
    Key { prefix: "sk-svcacct-", is_inner: is_token, length: (20, ANY) },
    Key { prefix: "sk-", is_inner: is_alphanumeric, length: (20, ANY) },
    // Google: keys of an API.
    Key { prefix: "AIza", is_inner: is_token, length: (35, 35) },
    // Stripe: "API keys".
    Key { prefix: "sk_live_", is_inner: is_alphanumeric, length: (16, ANY) },
    Key { prefix: "rk_live_", is_inner: is_alphanumeric, length: (16, ANY) },
    Key { prefix: "sk_test_", is_inner: is_alphanumeric, length: (16, ANY) },
    Key { prefix: "rk_test_", is_inner: is_alphanumeric, length: (16, ANY) },
    // Hugging Face: "User access tokens".
    Key { prefix: "hf_", is_inner: is_alphanumeric, length: (30, 60) },
    // npm: "About access tokens".
    Key { prefix: "npm_", is_inner: is_alphanumeric, length: (36, 36) },
    // Twilio: "API keys".
    Key { prefix: "SK", is_inner: is_hex, length: (32, 32) },
];

fn is_upper(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte.is_ascii_digit()
}

fn is_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}

fn is_alphanumeric(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

pub(crate) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut start = 0;
    let mut has_block = false;
    while let Some(ahead) = bytes[start..].iter().position(|byte| IN_TOKEN[usize::from(*byte)]) {
        start += ahead;
        let length = token(&bytes[start..]);
        let secret = if may_begin_key(bytes[start]) { secret(&bytes[start..], length) } else { None };
        if let Some(length) = secret.filter(|_| is_word_start(text, start)) {
            found.push(Found { kind: Kind::Secret, range: start..start + length });
        }
        has_block |= bytes[start..start + length].ends_with(b"-----BEGIN");
        start += secret.unwrap_or(length);
    }
    if has_block {
        private_keys(text, found);
    }
}

/// The bytes that [`is_token`], looked up.
const IN_TOKEN: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = is_token(byte as u8);
        byte += 1;
    }
    table
};

/// Whether any key begins so: most words do not.
fn may_begin_key(byte: u8) -> bool {
    matches!(byte, b'A' | b'S' | b'e' | b'g' | b'h' | b'n' | b'r' | b's' | b'x')
}

/// The length of a secret at the start, whose first token has a length.
fn secret(bytes: &[u8], length: usize) -> Option<usize> {
    dotted(bytes, length).or_else(|| key(&bytes[..length]).then_some(length))
}

/// The length of what may be a key at the start.
fn token(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !IN_TOKEN[usize::from(*byte)]).unwrap_or(bytes.len())
}

fn key(token: &[u8]) -> bool {
    if token.len() < SHORTEST_SECRET {
        return false;
    }
    KEYS.iter().find(|key| token.starts_with(key.prefix.as_bytes())).is_some_and(|key| {
        let rest = &token[key.prefix.len()..];
        let (fewest, most) = key.length;
        (fewest..=most).contains(&rest.len()) && rest.iter().all(|byte| (key.is_inner)(*byte)) && varies(rest)
    })
}

/// Whether there are more than three characters in turn.
fn varies(rest: &[u8]) -> bool {
    let mut seen = [false; 256];
    rest.iter().filter(|byte| !std::mem::replace(&mut seen[usize::from(**byte)], true)).nth(3).is_some()
}

/// The length of tokens of three parts at the start: of JSON (RFC 7519; no header is shorter than that of no algorithm) and
/// of SendGrid. `first` is the first one's.
fn dotted(bytes: &[u8], first: usize) -> Option<usize> {
    let is_json = first >= SHORTEST_SECRET && bytes.starts_with(b"eyJ");
    let is_send_grid = first == 2 && bytes.starts_with(b"SG");
    if !is_json && !is_send_grid || bytes.get(first) != Some(&b'.') {
        return None;
    }
    let second = token(&bytes[first + 1..]);
    let third = first + 1 + second;
    let end = third + 1 + token(bytes.get(third + 1..).filter(|_| bytes[third] == b'.')?);
    let is_whole = if is_json {
        bytes[first + 1..].starts_with(b"eyJ") && second >= 10 && end - third > 10
    } else {
        second == 22 && end - third == 44
    };
    (is_whole && varies(&bytes[first + 1..third])).then_some(end)
}

const BEGIN: &str = "-----BEGIN ";
const DASHES: &str = "-----";

/// Longer names of blocks are none.
const LONGEST_LABEL: usize = 64;

/// Private keys in the text form of RFC 7468, also where the end was cut off.
fn private_keys(text: &str, found: &mut Vec<Found>) {
    // A block ends where the next may begin, so that nothing is read twice.
    for (start, _) in text.match_indices(BEGIN) {
        let label = start + BEGIN.len();
        let length = label_length(&text[label..]);
        let name = text[label..label + length].trim_end_matches(" BLOCK");
        let body = label + length + DASHES.len();
        if !name.ends_with("PRIVATE KEY") || !text[label + length..].starts_with(DASHES) {
            continue;
        }
        if let Some(length) = body_length(&text[body..]) {
            found.push(Found { kind: Kind::Secret, range: start..body + length });
        }
    }
}

/// The length of a block's lines and its last, if there is one.
fn body_length(text: &str) -> Option<usize> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "+/=-:,.\\ \r\n\t".contains(c);
    // Not beyond the next dashes: another block may begin there.
    let end = text.find(DASHES);
    let lines = &text[..end.unwrap_or(text.len())];
    let length = lines.find(|c| !is_inner(c)).unwrap_or(lines.len());
    let closing =
        end.filter(|end| *end == length).and_then(|end| closing_length(&text[end..]).map(|closing| end + closing));
    let is_line = |word: &str| word.len() > SHORTEST_SECRET && !word.contains([':', ',', '.']);
    let is_space = |c: char| c.is_ascii_whitespace();
    let (mut last, mut is_key) = (None, false);
    let mut at = 0;
    for word in lines[..length].split_inclusive(is_space) {
        at += word.len();
        let word = word.trim_end_matches(is_space);
        if is_line(word) {
            last = Some(at);
            is_key |= word.as_bytes().split(|byte| !is_token(*byte)).any(|part| part.len() >= SHORTEST_SECRET);
        }
    }
    last.filter(|_| is_key).map(|last| closing.unwrap_or(lines[..last].trim_end_matches(is_space).len()))
}

/// The length of a block's name at the start of a text.
fn label_length(text: &str) -> usize {
    let is_inner = |byte: &u8| matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ');
    text.bytes().take(LONGEST_LABEL).take_while(is_inner).count()
}

/// The length of a block's last line at the start of a text.
fn closing_length(text: &str) -> Option<usize> {
    let label = text.strip_prefix("-----END ")?;
    let length = label_length(label);
    let dashes = label.bytes().skip(length).take(DASHES.len()).take_while(|byte| *byte == b'-').count();
    Some(text.len() - label.len() + length + dashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_begins_as_keys_may() {
        assert!(KEYS.iter().all(|key| may_begin_key(key.prefix.as_bytes()[0])));
        assert!(may_begin_key(b'e') && may_begin_key(b'S'));
    }

    #[test]
    fn a_longer_prefix_stands_before_those_that_begin_it() {
        for (place, key) in KEYS.iter().enumerate() {
            assert!(!KEYS[..place].iter().any(|other| key.prefix.starts_with(other.prefix)), "{}", key.prefix);
        }
    }

    #[test]
    fn no_key_is_shorter_than_a_glance_asks_for() {
        assert!(KEYS.iter().all(|key| key.prefix.len() + key.length.0 >= SHORTEST_SECRET));
    }
}
