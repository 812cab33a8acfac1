//! Numbers of bank accounts (ISO 13616-1): a country, its length, and check digits modulo 97.

use crate::chars::{is_word_end, is_word_start};
use crate::digits::Digits;
use crate::glance::FEWEST_DIGITS;
use crate::{Found, Kind};

/// Length by country (SWIFT, IBAN Registry).
const COUNTRIES: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// Longest number that a country has.
const LONGEST: usize = 33;

pub(crate) fn find(digits: &Digits<'_>, found: &mut Vec<Found>) {
    // The check digits stand behind two letters.
    for group in digits.groups.iter().filter(|group| group.len() >= 2 && group.start >= 2) {
        let start = group.start - 2;
        let country = &digits.text.as_bytes()[start..group.start];
        let is_start = country.iter().all(u8::is_ascii_alphabetic) && is_word_start(digits.text, start);
        if let Some(length) = is_start.then(|| number(&digits.text[start..])).flatten() {
            found.push(Found { kind: Kind::Iban, range: start..start + length });
        }
    }
}

/// The length of a number at the start of a text, with the spaces in it.
fn number(text: &str) -> Option<usize> {
    let country = text.as_bytes().first_chunk::<2>()?.map(|letter| letter.to_ascii_uppercase());
    let place = COUNTRIES.binary_search_by_key(&&country, |(country, _)| country).ok()?;
    let wanted = COUNTRIES[place].1;
    let mut number = [0; LONGEST];
    let mut count = 0;
    let mut is_printed = true;
    let mut gap = false;
    let mut end = 0;
    for c in text.chars() {
        match c {
            _ if count == wanted => break,
            '0'..='9' | 'A'..='Z' | 'a'..='z' => {
                number[count] = c.to_ascii_uppercase() as u8;
                count += 1;
                gap = false;
            }
            ' ' | '-' | '\u{A0}' if !gap => {
                is_printed &= count % 4 == 0;
                gap = true;
            }
            _ => return None,
        }
        end += c.len_utf8();
    }
    let number = &number[..count];
    let digits = number.iter().filter(|byte| byte.is_ascii_digit()).count();
    // In print, groups of four; others are taken of digits alone, which no words are.
    let is_account = number.len() == wanted && (is_printed || digits == wanted - 2) && digits >= FEWEST_DIGITS;
    (is_account && remainder(number) == 1 && is_word_end(text, end)).then_some(end)
}

/// The number modulo 97, its first four characters moved to the end and letters read from 10 on (ISO/IEC 7064, MOD 97-10).
fn remainder(number: &[u8]) -> u32 {
    let (start, rest) = number.split_at(4.min(number.len()));
    rest.iter().chain(start).fold(0, |sum, byte| match byte {
        b'0'..=b'9' => (sum * 10 + u32::from(byte - b'0')) % 97,
        _ => (sum * 100 + u32::from(byte.saturating_sub(b'A')) + 10) % 97,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_in_order() {
        assert!(COUNTRIES.is_sorted());
        assert!(COUNTRIES.iter().all(|(_, length)| *length <= LONGEST));
    }
}
