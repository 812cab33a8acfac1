//! Numbers of payment cards (ISO/IEC 7812-1): an issuer's prefix, a length that it uses, and the check digit of Luhn.

use crate::chars::{is_word_end, is_word_start};
use crate::digits::Digits;
use crate::{Found, Kind};

/// Fewest and most digits of a card's number.
const FEWEST: usize = 13;
const MOST: usize = 19;

pub(crate) fn find(digits: &Digits<'_>, found: &mut Vec<Found>) {
    let mut first = 0;
    while first < digits.groups.len() {
        let last = number(digits, first);
        if let Some(last) = last {
            let range = digits.groups[first].start..digits.groups[last].end;
            found.push(Found { kind: Kind::CardNumber, range });
        }
        first = last.unwrap_or(first) + 1;
    }
}

/// The last group of the longest number that begins with a group.
fn number(digits: &Digits<'_>, first: usize) -> Option<usize> {
    let start = digits.groups[first].start;
    let length = digits.groups[first].len();
    let is_whole = (FEWEST..=MOST).contains(&length);
    if !is_whole && length != 4 || !is_word_start(digits.text, start) || follows_point(digits.text, start) {
        return None;
    }
    let mut number = [0; MOST];
    let mut count = 0;
    let mut best = None;
    for last in first..digits.groups.len() {
        let group = digits.group(last).as_bytes();
        // Cards are printed in groups of four, or of four, six and five.
        if !is_whole && !(2..=7).contains(&group.len()) || count + group.len() > MOST {
            break;
        }
        number[count..count + group.len()].copy_from_slice(group);
        count += group.len();
        // Of identifiers with as many digits as the longest cards, one in ten has Luhn's; UnionPay alone writes such in one.
        let is_identifier = is_whole && count > 16 && !group.starts_with(b"62");
        if count >= FEWEST
            && !is_identifier
            && is_card(&number[..count])
            && is_word_end(digits.text, digits.groups[last].end)
        {
            best = Some(last);
        }
        if is_whole || !matches!(digits.gap(last), " " | "-" | "\u{A0}") {
            break;
        }
    }
    best
}

/// The places behind a point are no number of their own.
fn follows_point(text: &str, start: usize) -> bool {
    let mut back = text[..start].bytes().rev();
    matches!(back.next(), Some(b'.' | b',')) && back.next().is_some_and(|byte| byte.is_ascii_digit())
}

fn is_card(number: &[u8]) -> bool {
    // German articles have numbers that begin with 4, as an old Visa card's does.
    let is_article = number.len() == 13 && article_sum(number).is_multiple_of(10);
    is_issued(number) && luhn_sum(number).is_multiple_of(10) && !is_article
}

/// Prefixes and lengths by network: Visa, Mastercard, American Express, Discover, JCB, Diners Club, UnionPay, Maestro, Mir.
fn is_issued(number: &[u8]) -> bool {
    let Some(prefix) = number.get(..4) else { return false };
    let prefix = prefix.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    let length = number.len();
    match prefix {
        4000..=4999 => matches!(length, 13 | 16 | 19),
        5100..=5599 | 2221..=2720 | 2200..=2204 => length == 16,
        3400..=3499 | 3700..=3799 => length == 15,
        3528..=3589 => (16..=19).contains(&length),
        3000..=3059 => length == 14,
        3600..=3699 | 3800..=3999 => matches!(length, 14 | 16),
        6200..=6299 | 8100..=8199 => (16..=19).contains(&length),
        6011 | 6440..=6599 => matches!(length, 16 | 19),
        5018 | 5020 | 5038 | 5893 | 6304 | 6759 | 6761..=6763 => (FEWEST..=MOST).contains(&length),
        _ => false,
    }
}

/// Every second digit from the right counts double (ISO/IEC 7812-1, annex B).
fn luhn_sum(number: &[u8]) -> u32 {
    let doubled = |digit: u32| if digit > 4 { 2 * digit - 9 } else { 2 * digit };
    let values = number.iter().rev().map(|digit| u32::from(digit - b'0')).enumerate();
    values.map(|(place, digit)| if place % 2 == 1 { doubled(digit) } else { digit }).sum()
}

/// Every second digit from the right counts threefold (GS1 General Specifications, 7.9).
fn article_sum(number: &[u8]) -> u32 {
    let values = number.iter().rev().map(|digit| u32::from(digit - b'0')).enumerate();
    values.map(|(place, digit)| if place % 2 == 1 { 3 * digit } else { digit }).sum()
}
