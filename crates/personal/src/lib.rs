//! Personal data in texts: found by its form, and masked.
//!
//! [`find`] says where it stands, [`masked`] puts `<EMAIL>` and the like in its place. A kind has a module, which says by
//! what form and checksum it tells its own from a date, a version or a score; `glance` decides in one cheap pass which of
//! them look at a text at all: at most texts, none does. Names and postal addresses have no form and are not found.
//!
//! Invariants, each held by a test:
//! - No text makes it panic, and time grows with the length of the text, whatever is in it.
//! - Ranges ascend, do not overlap, and end between characters.
//! - Nothing is found in a masked text.

mod card;
mod chars;
mod digits;
mod email;
mod glance;
mod handle;
mod iban;
mod ip;
mod kind;
mod phone;
mod profile;
mod secret;

use std::borrow::Cow;
use std::ops::Range;

use digits::Digits;
use glance::Glance;

pub use kind::Kind;

/// Personal data in a text.
///
/// ```
/// use tunesmith_personal::{Found, Kind, find};
///
/// assert_eq!(find("ask jo@example.com"), [Found { kind: Kind::Email, range: 4..18 }]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Kind,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// Every piece of personal data in a text, in order; where two overlap, they are one of the kind that is longer, or more
/// specific.
///
/// ```
/// use tunesmith_personal::{Kind, find};
///
/// let text = "Call +49 30 1234567 before 2026-01-31, or write to @some_one.";
/// let found: Vec<_> = find(text).into_iter().map(|found| (found.kind, &text[found.range])).collect();
/// assert_eq!(found, [(Kind::Phone, "+49 30 1234567"), (Kind::Handle, "@some_one")]);
/// ```
pub fn find(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    search(Part { text, offset: 0 }, 0, &mut found);
    found
}

/// The text with a mask in place of each piece of personal data; borrowed where there is none.
///
/// ```
/// use tunesmith_personal::masked;
///
/// assert_eq!(masked("from 192.0.2.17 by jo@example.com"), "from <IP> by <EMAIL>");
/// assert!(matches!(masked("nothing here"), std::borrow::Cow::Borrowed(_)));
/// ```
pub fn masked(text: &str) -> Cow<'_, str> {
    let found = find(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for found in found {
        masked.push_str(&text[at..found.range.start]);
        masked.push_str(found.kind.mask());
        at = found.range.end;
    }
    masked.push_str(&text[at..]);
    Cow::Owned(masked)
}

/// How often what is left between finds is searched again.
const DEEPEST: usize = 4;

/// What is searched: a text, or what is left of one between two finds.
#[derive(Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    /// Where it begins in the whole.
    offset: usize,
}

/// Searches a part, and then what is left of it: a find is a border for its neighbours, as its mask is, so that what was
/// none because of a neighbour may be one now. Each round is linear; where rounds do not end soon, text was made to be so,
/// and all that is left of the part counts.
fn search(part: Part<'_>, depth: usize, found: &mut Vec<Found>) {
    let here = scan(part);
    let shift = |range: &Range<usize>| range.start + part.offset..range.end + part.offset;
    let Some(longest) = here.iter().max_by_key(|found| found.range.len()) else { return };
    if depth == DEEPEST {
        found.push(Found { kind: longest.kind, range: shift(&(0..part.text.len())) });
        return;
    }
    let mut at = 0;
    for one in here {
        search(Part { text: &part.text[at..one.range.start], offset: part.offset + at }, depth + 1, found);
        at = one.range.end;
        found.push(Found { kind: one.kind, range: shift(&one.range) });
    }
    search(Part { text: &part.text[at..], offset: part.offset + at }, depth + 1, found);
}

/// One search by all the modules that a glance calls for.
fn scan(part: Part<'_>) -> Vec<Found> {
    let text = part.text;
    let glance = Glance::new(text);
    let mut found = Vec::new();
    if glance.at {
        email::find(text, &mut found);
        handle::find(text, part.offset == 0, &mut found);
    }
    if glance.slash {
        profile::find(text, &mut found);
    }
    if glance.long_word {
        secret::find(text, &mut found);
    }
    if glance.colons {
        ip::find_v6(text, &mut found);
    }
    if glance.digits {
        let digits = Digits::new(text);
        ip::find_v4(&digits, &mut found);
        iban::find(&digits, &mut found);
        card::find(&digits, &mut found);
        phone::find(&digits, &mut found);
    }
    merged(found)
}

/// Finds in order, those that overlap made one.
fn merged(mut found: Vec<Found>) -> Vec<Found> {
    if found.len() < 2 {
        return found;
    }
    found.sort_by_key(|found| (found.range.start, found.range.end));
    let mut merged: Vec<(Found, usize)> = Vec::with_capacity(found.len());
    for next in found {
        let length = next.range.len();
        match merged.last_mut() {
            Some((last, longest)) if next.range.start < last.range.end => {
                if (length, next.kind.specificity()) > (*longest, last.kind.specificity()) {
                    (last.kind, *longest) = (next.kind, length);
                }
                last.range.end = last.range.end.max(next.range.end);
            }
            _ => merged.push((next, length)),
        }
    }
    merged.into_iter().map(|(found, _)| found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_counts_whole_where_rounds_do_not_end() {
        let mut found = Vec::new();
        search(Part { text: "ask jo@example.com", offset: 3 }, DEEPEST, &mut found);
        assert_eq!(found, [Found { kind: Kind::Email, range: 3..21 }]);
    }

    #[test]
    fn finds_that_overlap_are_one_of_the_longer_or_more_specific_kind() {
        let found = |kind, range| Found { kind, range };
        let finds = vec![found(Kind::Phone, 4..9), found(Kind::Handle, 0..4), found(Kind::Iban, 8..13)];
        assert_eq!(merged(finds), [found(Kind::Handle, 0..4), found(Kind::Iban, 4..13)]);
    }
}
