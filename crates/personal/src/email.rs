//! E-mail addresses: a dot-atom, an `@` and a domain (RFC 5321, 4.1.2), with letters of all scripts (RFC 6531).
//!
//! Quoted local parts and bare hosts are left out: nobody writes them. So are `=`, `/`, `?`, `|` and the like, which RFC
//! 5321 allows, since they join an address to what stands before it in links and markup.

use crate::chars::{Script, after, is_mark, is_word};
use crate::{Found, Kind};

/// Longest local part in bytes (RFC 5321, 4.5.3.1.1).
const LONGEST_LOCAL: usize = 64;

/// Longest domain in bytes (RFC 5321, 4.5.3.1.2).
const LONGEST_DOMAIN: usize = 255;

pub(crate) fn find(text: &str, found: &mut Vec<Found>) {
    // No part of an address holds an `@`, so that no character is looked at from more than its two neighbours.
    for (at, _) in text.match_indices('@') {
        let Some(start) = local(&text[..at]) else { continue };
        let Some(length) = domain(&text[at + 1..]) else { continue };
        let end = at + 1 + length;
        if !is_remote(&text[start..at], &text[end..]) && !is_scale(&text[at + 1..]) {
            found.push(Found { kind: Kind::Email, range: start..end });
        }
    }
}

/// Where the local part at the end of a text begins.
fn local(text: &str) -> Option<usize> {
    let mut script = Script::default();
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        let is_inner =
            is_word(c) || is_mark(c) || matches!(c, '.' | '!' | '#' | '$' | '%' | '&' | '\'' | '+' | '-' | '~');
        let is_doubled = c == '.' && (start == text.len() || text[start..].starts_with('.'));
        if !is_inner || is_doubled || !script.takes(c) {
            break;
        }
        if text.len() - at > LONGEST_LOCAL {
            return None;
        }
        start = at;
    }
    let start = start + text[start..].find(is_word)?;
    Some(start)
}

/// The length of a domain at the start of a text: labels, of which the last is a top-level domain.
pub(crate) fn domain(text: &str) -> Option<usize> {
    let mut end = None;
    let mut at = 0;
    while at <= LONGEST_DOMAIN {
        let is_inner = |c: char| c.is_alphanumeric() || c == '-' || is_mark(c);
        let label = text[at..].split(|c| !is_inner(c)).next().unwrap_or_default();
        if label.is_empty() || label.starts_with('-') {
            break;
        }
        if at > 0
            && let Some(length) = top_level(label)
        {
            end = Some(at + length);
        }
        at += label.len();
        if label.ends_with('-') || !text[at..].starts_with('.') {
            break;
        }
        at += 1;
    }
    end
}

/// The length of a top-level domain at the start of a label: letters of one script, or their punycode (RFC 5890).
fn top_level(label: &str) -> Option<usize> {
    if label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("xn--")) {
        return (label.len() > 4 && label.is_ascii() && !label.ends_with('-')).then_some(label.len());
    }
    let mut script = Script::default();
    let is_end = |c: char| !(c.is_alphabetic() || is_mark(c)) || !script.takes(c);
    let length = label.find(is_end).unwrap_or(label.len());
    let goes_on = after(label, length).is_some_and(char::is_numeric);
    (!goes_on && label[..length].chars().nth(1).is_some()).then_some(length)
}

/// `git@github.com:owner/name` names a repository.
fn is_remote(local: &str, rest: &str) -> bool {
    local == "git"
        && rest.strip_prefix(':').and_then(|path| path.chars().next()).is_some_and(|c| is_word(c) || c == '/')
}

/// `icon@2x.png` names a picture.
fn is_scale(domain: &str) -> bool {
    matches!(domain.as_bytes(), [b'1'..=b'9', b'x', b'.', ..])
}
