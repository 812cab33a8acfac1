//! JSON objects in the prose of a prompt: the examples of an answer.
//!
//! Prompts are not JSON: values are elided, alternatives written `a/b` or `"a" | "b"`. So the scanner reads
//! leniently: an object begins where a brace is followed by a quoted key and a colon.

use std::ops::Range;

/// An object in a prompt; ranges are offsets in the text that was scanned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The whole object.
    pub(crate) range: Range<usize>,
    /// Whether it stands inside another one.
    pub(crate) nested: bool,
    /// Its own keys.
    pub(crate) members: Vec<ExampleMember>,
}

/// A key of an [`Example`].
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExampleMember {
    /// The key, without quotes.
    pub(crate) key: String,
    /// The key with its quotes.
    pub(crate) key_range: Range<usize>,
    /// What may stand there: the strings of the value, alternatives apart.
    pub(crate) values: Vec<(String, Range<usize>)>,
}

/// Every object in `text`, outer ones before the ones in them.
pub(crate) fn find(text: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        if begins_object(text, open) {
            let mut scanner = Scanner { text, found: &mut found };
            at = scanner.object(open, false, 0);
        }
    }
    found
}

/// Objects nested deeper are not looked at.
const MAX_DEPTH: usize = 64;

struct Scanner<'t> {
    text: &'t str,
    found: &'t mut Vec<Example>,
}

impl Scanner<'_> {
    /// Reads the object that opens at `open`; returns the offset behind it.
    fn object(&mut self, open: usize, nested: bool, depth: usize) -> usize {
        let place = self.found.len();
        self.found.push(Example { range: open..open, nested, members: Vec::new() });
        let mut members = Vec::new();
        let mut at = skip_space(self.text, open + 1);
        while let Some(key_range) = quoted(self.text, at) {
            let colon = skip_space(self.text, key_range.end);
            if !self.text[colon..].starts_with(':') {
                break;
            }
            let (end, values) = self.member_value(colon + 1, depth);
            let key = self.text[key_range.start + 1..key_range.end - 1].to_owned();
            members.push(ExampleMember { key, key_range, values });
            at = skip_space(self.text, end);
            if !self.text[at..].starts_with(',') {
                break;
            }
            at = skip_space(self.text, at + 1);
        }
        let end = close(self.text, at);
        self.found[place] = Example { range: open..end, nested, members };
        end
    }

    /// Reads up to the `,` or `}` behind a value; returns its offset and the value's strings.
    fn member_value(&mut self, start: usize, depth: usize) -> (usize, Vec<(String, Range<usize>)>) {
        let mut values = Vec::new();
        let mut at = start;
        let mut brackets = 0usize;
        while let Some(next) = self.text[at..].chars().next() {
            match next {
                '"' => {
                    let Some(range) = quoted(self.text, at) else { break };
                    values.extend(alternatives(self.text, range.clone()));
                    at = range.end;
                    continue;
                }
                '{' if depth < MAX_DEPTH && begins_object(self.text, at) => {
                    at = self.object(at, true, depth + 1);
                    continue;
                }
                '{' => at = self.text[at..].find('}').map_or(at, |close| at + close),
                '[' => brackets += 1,
                ']' => brackets = brackets.saturating_sub(1),
                ',' if brackets == 0 => break,
                '}' => break,
                _ => {}
            }
            at += self.text[at..].chars().next().map_or(1, char::len_utf8);
        }
        let at = at.min(self.text.len());
        if values.is_empty() {
            values.extend(bare_alternatives(self.text, start..at));
        }
        (at, values)
    }
}

/// Whether the brace at `open` is followed by a quoted key and a colon.
fn begins_object(text: &str, open: usize) -> bool {
    let key = quoted(text, skip_space(text, open + 1));
    key.is_some_and(|key| text[skip_space(text, key.end)..].starts_with(':'))
}

/// The string in double quotes at `at`, quotes included.
fn quoted(text: &str, at: usize) -> Option<Range<usize>> {
    let inside = text[at..].strip_prefix('"')?;
    let mut escaped = false;
    for (offset, c) in inside.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at..at + 1 + offset + 1),
            _ => {}
        }
    }
    None
}

/// The alternatives in a quoted value: `a/b`, `a|b` and `[a/b]` are several, anything else is one.
///
/// The first alternative takes the opening quote along where it stands right behind it.
fn alternatives(text: &str, range: Range<usize>) -> Vec<(String, Range<usize>)> {
    let inside = range.start + 1..range.end - 1;
    let parts = split(text, inside.clone());
    match parts {
        Some(parts) => parts
            .into_iter()
            .map(|(label, part)| {
                let start = if part.start == inside.start { range.start } else { part.start };
                (label, start..part.end)
            })
            .collect(),
        None => vec![(text[inside].to_owned(), range)],
    }
}

/// Alternatives without quotes: `hate|normal`.
fn bare_alternatives(text: &str, range: Range<usize>) -> Vec<(String, Range<usize>)> {
    split(text, range).unwrap_or_default()
}

/// Splits `[a/b]` and the like; `None` where it is no list of words.
fn split(text: &str, range: Range<usize>) -> Option<Vec<(String, Range<usize>)>> {
    let list = trim(text, range);
    let brackets = [('[', ']'), ('<', '>'), ('(', ')')];
    let inside = |(open, close)| text[list.clone()].strip_prefix(open).and_then(|rest| rest.strip_suffix(close)).is_some();
    let list = if brackets.into_iter().any(inside) { list.start + 1..list.end - 1 } else { list };
    if !text[list.clone()].contains(['/', '|']) {
        return None;
    }
    let mut parts = Vec::new();
    let mut start = list.start;
    for piece in text[list].split(['/', '|']) {
        let part = trim(text, start..start + piece.len());
        start += piece.len() + 1;
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
        if part.is_empty() || !text[part.clone()].chars().all(word) {
            return None;
        }
        parts.push((text[part.clone()].to_owned(), part));
    }
    Some(parts)
}

fn trim(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let start = range.start + (slice.len() - slice.trim_start().len());
    start..start.max(range.start + slice.trim_end().len())
}

fn skip_space(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start().len())
}

/// Offset behind the closing brace, where the object ends properly.
fn close(text: &str, at: usize) -> usize {
    if text[at..].starts_with('}') { at + 1 } else { at }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(text: &str) -> Vec<String> {
        find(text).iter().flat_map(|example| &example.members).flat_map(|m| m.values.iter().map(|v| v.0.clone())).collect()
    }

    #[test]
    fn keys_and_values_are_found_in_prose() {
        let found = find(r#"Answer {"label": "a", "why": "…"} or {x}."#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].members[1].key, "why");
        assert_eq!(found[0].range, 7..33);
    }

    #[test]
    fn alternatives_are_several_values() {
        assert_eq!(values(r#"{"l": "[a/b]"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "a | b"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "a" | "b"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": a|b}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "either/or, it depends"}"#), ["either/or, it depends"]);
    }

    #[test]
    fn objects_in_objects_are_nested() {
        let found = find(r#"{"a": {"b": 1}, "c": 2}"#);
        assert_eq!(found.iter().map(|e| e.nested).collect::<Vec<_>>(), [false, true]);
        assert_eq!(found[0].members.len(), 2);
    }

    proptest! {
        #[test]
        fn any_text_is_scanned_without_a_panic(text in r#"([{}",:/|\[\]\\ aé]|"k": )*"#) {
            find(&text);
        }
    }
}
