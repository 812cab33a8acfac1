//! Alternatives in the values of examples: `a/b`, `a|b`, `[a/b]`, `a or b`.

use std::ops::Range;

use super::ExampleValue;

/// Pieces with more words are descriptions, not labels.
const MAX_WORDS: usize = 3;

/// The alternatives in a quoted value; anything else is one value.
///
/// The first alternative takes the opening quote along where it stands right behind it.
pub(super) fn of_string(text: &str, range: Range<usize>) -> Vec<ExampleValue> {
    let inside = range.start + 1..range.end - 1;
    let Some(mut parts) = split(text, inside.clone()) else {
        return vec![ExampleValue { text: text[inside.clone()].to_owned(), range, whole: inside }];
    };
    if let Some(first) = parts.first_mut().filter(|first| first.range.start == inside.start) {
        first.range.start = range.start;
    }
    parts
}

/// Alternatives without quotes: `billing|other`, or a single word.
pub(super) fn of_words(text: &str, range: Range<usize>) -> Vec<ExampleValue> {
    let word = trim(text, range.clone());
    let bare = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let single = !word.is_empty() && text[word.clone()].chars().all(bare);
    if single {
        return vec![ExampleValue { text: text[word.clone()].to_owned(), range: word.clone(), whole: word }];
    }
    split(text, range).unwrap_or_default()
}

/// Splits `[a/b]` and the like; nothing where it is no list of labels.
fn split(text: &str, range: Range<usize>) -> Option<Vec<ExampleValue>> {
    let whole = range.clone();
    let list = unwrap(text, trim(text, range));
    let separator = ["|", "/", " or ", ","].into_iter().find(|separator| text[list.clone()].contains(separator))?;
    let mut parts = Vec::new();
    let mut start = list.start;
    for piece in text[list].split(separator) {
        let part = trim(text, start..start + piece.len());
        start += piece.len() + separator.len();
        // `a, b or c` and `a, or c`.
        match text[part.clone()].split_once(" or ").filter(|_| separator == ",") {
            Some((left, right)) => {
                let right = part.end - right.len()..part.end;
                parts.extend([piece_of(text, part.start..part.start + left.len())?, piece_of(text, right)?]);
            }
            None => parts.push(piece_of(text, part)?),
        }
    }
    parts.iter_mut().for_each(|part| part.whole = whole.clone());
    Some(parts)
}

/// One alternative, its own quotes or brackets and leading words taken off; nothing where it cannot be a label.
fn piece_of(text: &str, part: Range<usize>) -> Option<ExampleValue> {
    let part = trim(text, part);
    let lead = ["either ", "or ", "one of "].into_iter().find(|lead| text[part.clone()].starts_with(lead));
    let range = trim(text, part.start + lead.map_or(0, str::len)..part.end);
    let label = text[range.clone()].trim_matches(['\'', '"', '`', '\\']).trim();
    let label = label.strip_prefix('<').and_then(|label| label.strip_suffix('>')).unwrap_or(label);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ' | '.' | '(' | ')');
    let plausible = !label.is_empty() && label.chars().all(word) && label.split_whitespace().count() <= MAX_WORDS;
    plausible.then(|| ExampleValue { text: label.to_owned(), range: range.clone(), whole: range })
}

/// The range without one pair of brackets around it.
fn unwrap(text: &str, range: Range<usize>) -> Range<usize> {
    let pairs = [('[', ']'), ('<', '>'), ('(', ')'), ('{', '}')];
    let slice = &text[range.clone()];
    let wrapped = pairs
        .into_iter()
        .any(|(open, close)| slice.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some());
    if wrapped { trim(text, range.start + 1..range.end - 1) } else { range }
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start.max(range.start + slice.trim_end().len())
}
