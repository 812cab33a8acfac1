//! Phone numbers: international (ITU-T E.164), North American (NANP), and national ones with a trunk zero.
//!
//! Digits alone are an amount or an identifier, and so these are told by their plus sign, by the groups that they are
//! written in, or by a word before them (`call 5550123`).

mod run;
mod words;

use crate::chars::{after, before, is_word, is_word_end};
use crate::digits::Digits;
use crate::{Found, Kind};
use run::{Run, is_gap};

/// Most digits of an international number (ITU-T E.164, 6.2.1), and the fewest that are taken for one.
const MOST: usize = 15;
const FEWEST: usize = 8;

/// Fewest digits of a number that a word announces.
const FEWEST_ANNOUNCED: usize = 7;

pub(crate) fn find(digits: &Digits<'_>, found: &mut Vec<Found>) {
    let mut first = 0;
    // The first group behind the last number: that number is no part of the next.
    let mut border = 0;
    while first < digits.groups.len() {
        match number(digits, first, first == border) {
            Some((start, last)) => {
                found.push(Found { kind: Kind::Phone, range: start..digits.groups[last].end });
                border = last + 1;
                first = border;
            }
            None => first += 1,
        }
    }
}

/// Where a number begins whose first group is the given one, and its last group.
fn number(digits: &Digits<'_>, first: usize, is_border: bool) -> Option<(usize, usize)> {
    let text = digits.text;
    let start = digits.groups[first].start;
    if text[..start].ends_with('+') {
        let start = opened(text, start - 1);
        let is_free = !before(text, start).is_some_and(|c| is_word(c) || c == '+');
        return international(digits, first, 0).filter(|_| is_free).map(|last| (start, last));
    }
    let start = opened(text, start);
    if !is_free(text, start) || digits.groups[first].len() > MOST {
        return None;
    }
    // What goes on from a group before it may be a date, an account or a table.
    let is_first = is_border || !matches!(digits.gap(first.saturating_sub(1)), " " | "\u{A0}");
    let with_zero = || dialled(digits, first).or_else(|| national(digits, first));
    let last = american(digits, first, is_first)
        .or_else(|| is_first.then(with_zero).flatten())
        .or_else(|| announced(digits, first, start))?;
    (!words::is_other(text, start)).then_some((start, last))
}

/// The start of a number, with the parenthesis before it.
fn opened(text: &str, start: usize) -> usize {
    if text[..start].ends_with('(') { start - 1 } else { start }
}

/// Whether nothing before a number makes it a part of something else: a price, a path, a decimal, a time.
fn is_free(text: &str, start: usize) -> bool {
    let mut back = text[..start].chars().rev();
    match back.next() {
        Some(c) if is_word(c) => false,
        Some('$' | '€' | '£' | '¥' | '#' | '%' | '/' | '\\' | '+') => false,
        Some('-' | '\u{2011}' | '–') => !back.next().is_some_and(is_word),
        Some('.' | ':' | ',') => !back.next().is_some_and(char::is_numeric),
        _ => true,
    }
}

/// Whether a number may end with a group.
fn is_end(digits: &Digits<'_>, last: usize) -> bool {
    let end = digits.groups[last].end;
    let goes_on =
        matches!(digits.gap(last), "-" | "." | "\u{2011}") || matches!(after(digits.text, end), Some('%' | '°'));
    is_word_end(digits.text, end) && !goes_on
}

/// The last group with an extension behind it, if there is one.
fn extended(digits: &Digits<'_>, last: usize) -> usize {
    let gap = digits.gap(last);
    let is_mark = gap.len() < 8 && {
        let mark = gap.trim_matches([' ', ',', '.']);
        mark == "x" || mark.eq_ignore_ascii_case("ext")
    };
    let is_short = digits.group(last + 1).len() < 6 && is_mark && is_end(digits, last + 1);
    if is_short { last + 1 } else { last }
}

/// The last group of an international number, of whose digits the first few dial out.
fn international(digits: &Digits<'_>, first: usize, dialling: usize) -> Option<usize> {
    let run = Run::new(digits, first);
    if is_far_date(&run) {
        return None;
    }
    let is_number = |count: &usize| {
        let number = run.up_to(*count).get(dialling..).unwrap_or_default();
        is_international(number) && is_end(digits, extended(digits, first + count - 1))
    };
    let count = (1..=run.count).rev().find(is_number)?;
    Some(extended(digits, first + count - 1))
}

/// Whether a number is a date of ISO 8601 with a year of more than four digits: `+262142-12-31`.
fn is_far_date(run: &Run<'_>) -> bool {
    let lengths = run.groups.map(str::len);
    matches!(lengths, [year, 2, 2, ..] if year > 4) && run.gaps[0] == "-" && run.gaps[1] == "-"
}

fn is_international(number: &[u8]) -> bool {
    let Some(code) = country(number) else { return false };
    let national = &number[code..];
    // Amounts (`+20 000 000`) have zeros where a number has an area.
    let is_number = (FEWEST..=MOST).contains(&number.len()) && !national.starts_with(b"00");
    is_number && (number[0] != b'1' || is_american(national))
}

/// The length of a country's code at the start of a number (ITU-T E.164, annex: list of assigned codes).
fn country(number: &[u8]) -> Option<usize> {
    let length = match number {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..] | [b'3', b'0'..=b'4' | b'6' | b'9', ..] | [b'4', b'0' | b'1' | b'3'..=b'9', ..] => 2,
        [b'5', b'1'..=b'8', ..] | [b'6', b'0'..=b'6', ..] | [b'8', b'1' | b'2' | b'4' | b'6', ..] => 2,
        [b'9', b'0'..=b'5' | b'8', ..] => 2,
        [b'2', b'8', ..] | [b'8', b'3' | b'9', ..] => return None,
        [b'2'..=b'9', _, ..] => 3,
        _ => return None,
    };
    (number.len() > length).then_some(length)
}

/// Ten digits, of which neither area nor exchange begins with zero (NANP; examples have exchanges that begin with one).
fn is_american(number: &[u8]) -> bool {
    number.len() == 10 && number[0] >= b'2' && number[3] >= b'1'
}

/// International, with the zeros that most countries dial for the plus: `0049 30 1234567`.
fn dialled(digits: &Digits<'_>, first: usize) -> Option<usize> {
    let is_dialled = digits.group(first).starts_with("00") && !digits.group(first).starts_with("000");
    is_dialled.then(|| international(digits, first, 2)).flatten().filter(|last| *last > first)
}

/// North American: `(555) 123-4567`, `555-123-4567`, with or without a one before it.
fn american(digits: &Digits<'_>, first: usize, is_first: bool) -> Option<usize> {
    let has_one = digits.group(first) == "1" && matches!(digits.gap(first), "-" | " " | "." | " (" | "-(" | "(");
    let area = if has_one { first + 1 } else { first };
    if digits.groups.get(area)?.len() != 3 {
        return None;
    }
    let run = Run::new(digits, area);
    let [area_gap, gap, ..] = run.gaps;
    let is_opened = digits.text[..digits.groups[area].start].ends_with('(');
    let count = match run.groups.map(str::len) {
        [3, 7, ..] if is_opened && area_gap.starts_with(')') => 2,
        [3, 3, 4, ..] if is_opened && area_gap.starts_with(')') && matches!(gap, "-" | " " | "." | "\u{2011}") => 3,
        [3, 3, 4, ..] if !is_opened && area_gap == gap && matches!(gap, "-" | "." | "\u{2011}") => 3,
        [3, 3, 4, ..] if !is_opened && matches!((area_gap, gap), ("/" | " ", "-") | ("/", "/")) => 3,
        // With spaces alone, these may be three amounts: an exchange that exists is asked for.
        [3, 3, 4, ..] if is_first && (area_gap, gap) == (" ", " ") && run.digits[3] >= b'2' => 3,
        _ => return None,
    };
    let last = extended(digits, area + count - 1);
    (is_american(run.up_to(count)) && is_end(digits, last)).then_some(last)
}

/// National, with a trunk zero: `030 1234567`, `(020) 7946 0958`, `01 23 45 67 89`.
fn national(digits: &Digits<'_>, first: usize) -> Option<usize> {
    let trunk = digits.group(first);
    if !trunk.starts_with('0') || trunk[1..].starts_with('0') || !(2..=5).contains(&trunk.len()) {
        return None;
    }
    let run = Run::new(digits, first);
    let is_number = |count: &usize| is_national(&run, *count) && is_end(digits, extended(digits, first + count - 1));
    let count = (2..=run.count).rev().find(is_number)?;
    Some(extended(digits, first + count - 1))
}

fn is_national(run: &Run<'_>, count: usize) -> bool {
    let lengths = run.groups.map(str::len);
    let (lengths, gaps) = (&lengths[..count], &run.gaps[..count - 1]);
    let total = run.up_to(count).len();
    let has_length = (9..=12).contains(&total) || total == 8 && *lengths == [3, 5];
    let is_decimal = count == 2 && gaps[0] == ".";
    // As numbers of American social security are.
    let is_social = *lengths == [3, 2, 4] && gaps.iter().all(|gap| *gap == "-");
    let is_table = gaps.iter().all(|gap| *gap == ".") && lengths.iter().all(|length| *length == 3);
    let is_pairs = lengths.iter().all(|length| *length == 2);
    let is_drawn = is_pairs && (count != 5 || run.count > 5);
    let has_parts = lengths[1..].iter().all(|length| *length >= 2);
    has_length
        && has_parts
        && !is_decimal
        && !is_table
        && !is_social
        && !is_drawn
        && !is_date(&run.groups)
        && !is_counted(&run.groups[..count])
}

/// Whether the first groups are a day, a month and a year.
fn is_date(groups: &[&str]) -> bool {
    let is_day = |group: &str| group.len() <= 2 && group.parse().is_ok_and(|day: u8| day <= 31);
    let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    matches!(groups, [day, month, year, ..] if is_day(day) && is_day(month) && is_year(year))
}

/// Whether groups count up by one: `01 02 03 04 05`.
fn is_counted(groups: &[&str]) -> bool {
    let value = |group: &str| group.parse::<u64>().unwrap_or_default();
    groups.windows(2).all(|pair| pair[0].len() == pair[1].len() && value(pair[0]) + 1 == value(pair[1]))
}

/// After a word that says so: `call 555-0123`, `Tel.: 5551234567`.
fn announced(digits: &Digits<'_>, first: usize, start: usize) -> Option<usize> {
    let may_be_long = digits.group(first).len() >= FEWEST_ANNOUNCED || is_gap(digits.gap(first));
    if !may_be_long || !words::is_call(digits.text, start) {
        return None;
    }
    let run = Run::new(digits, first);
    let is_year = |group: &str| group.len() == 4 && (group.starts_with("19") || group.starts_with("20"));
    let is_number = |count: &usize| {
        let is_years = *count == 2 && run.groups[..2].iter().all(|group| is_year(group));
        let has_length = (FEWEST_ANNOUNCED..=MOST).contains(&run.up_to(*count).len());
        has_length && !is_years && !is_date(&run.groups) && is_end(digits, extended(digits, first + count - 1))
    };
    let count = (1..=run.count).rev().find(is_number)?;
    Some(extended(digits, first + count - 1))
}
