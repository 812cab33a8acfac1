//! Addresses of version 4 (RFC 791) and 6 (RFC 4291); the parsers of `std` decide what is one.
//!
//! Those of the machine itself are nobody's, and versions, sections and slices look like addresses: what is told apart by
//! the characters and the word before it is left alone.

use std::net::{Ipv4Addr, Ipv6Addr};

use crate::chars::{after, before, is_word, is_word_end, is_word_start};
use crate::digits::Digits;
use crate::{Found, Kind};

/// Longest address of version 6 in text: `ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255`.
const LONGEST: usize = 45;

/// Words before numbers with points in them that are no addresses; in lower case.
const VERSIONS: &[&str] =
    &["version", "versions", "ver", "release", "build", "firmware", "section", "chapter", "rev", "driver", "update"];

pub(crate) fn find_v4(digits: &Digits<'_>, found: &mut Vec<Found>) {
    for first in 0..digits.groups.len().saturating_sub(3) {
        if (first..first + 3).any(|place| digits.gap(place) != ".") {
            continue;
        }
        let range = digits.groups[first].start..digits.groups[first + 3].end;
        let is_address = digits.text[range.clone()].parse().is_ok_and(is_someones);
        if is_address && is_alone(digits.text, range.start, range.end) && !is_version(&digits.text[..range.start]) {
            found.push(Found { kind: Kind::Ip, range });
        }
    }
}

/// Four single digits are the number of a section or a version far more often than the address of anyone.
fn is_someones(address: Ipv4Addr) -> bool {
    let [first, ..] = address.octets();
    let is_outline = address.octets().iter().all(|octet| *octet < 10);
    !is_outline && !address.is_loopback() && first != 0 && first != 255
}

/// Whether no more digits, points or letters are joined to an address.
fn is_alone(text: &str, start: usize, end: usize) -> bool {
    let goes_on = after(text, end) == Some('.') && after(text, end + 1).is_some_and(is_word);
    let mut back = text[..start].chars().rev();
    let is_joined = match back.next() {
        // `linux-10.20.30.40` is a version, `192.0.2.1-192.0.2.9` a range.
        Some('-') => back.next().is_some_and(char::is_alphabetic),
        Some(c) => is_word(c) || matches!(c, '.' | '+'),
        None => false,
    };
    !is_joined && !goes_on && is_word_end(text, end)
}

/// `Chrome/120.0.0.0` and `version 10.0.0.1`.
fn is_version(text: &str) -> bool {
    if let Some(product) = text.strip_suffix('/') {
        return before(product, product.len()).is_some_and(char::is_alphanumeric);
    }
    let text = text.trim_end_matches([' ', ':', '.']);
    // The longest listed word, and one letter more.
    let word = text.bytes().rev().take(9).take_while(u8::is_ascii_alphabetic).count();
    let word = &text[text.len() - word..];
    VERSIONS.iter().any(|version| version.eq_ignore_ascii_case(word)) || word.eq_ignore_ascii_case("v")
}

pub(crate) fn find_v6(text: &str, found: &mut Vec<Found>) {
    let is_inner = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let bytes = text.as_bytes();
    let mut floor = 0;
    // Around a colon, since digits and the letters up to `f` are everywhere.
    while let Some(ahead) = text[floor..].find(':') {
        let colon = floor + ahead;
        let start = colon - bytes[floor..colon].iter().rev().take_while(|byte| is_inner(byte)).count();
        let length = bytes[start..].iter().position(|byte| !is_inner(byte)).unwrap_or(bytes.len() - start);
        // A colon or a point of the sentence may stand on either side.
        let run = &text[start..start + length];
        let run_start = if run.starts_with(':') && !run.starts_with("::") { 1 } else { 0 };
        let run_end = run.trim_end_matches('.').len();
        let run_end =
            if run[..run_end].ends_with(':') && !run[..run_end].ends_with("::") { run_end - 1 } else { run_end };
        let range = start + run_start..start + run_end.max(run_start);
        let has_colons = range.len() <= LONGEST && run.bytes().filter(|byte| *byte == b':').nth(1).is_some();
        let is_free = || is_word_start(text, range.start) && is_word_end(text, range.end);
        if has_colons && is_free() && text[range.clone()].parse().is_ok_and(is_someones_v6) {
            found.push(Found { kind: Kind::Ip, range });
        }
        floor = start + length;
    }
}

/// Global, local to a site or to a link (RFC 4291, 2.4; RFC 4193), or one of version 4 within: no others are anyone's, and
/// `cafe::add` or `[1::2]` are code.
fn is_someones_v6(address: Ipv6Addr) -> bool {
    let first = address.segments()[0];
    let is_unicast = first >> 13 == 1 || first >> 9 == 0x7E || first >> 6 == 0x3FA;
    is_unicast || address.to_ipv4_mapped().is_some_and(is_someones)
}
