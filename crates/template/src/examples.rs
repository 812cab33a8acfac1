//! JSON objects in the prose of a prompt: the examples of an answer.
//!
//! Prompts are not JSON: values are elided, alternatives written `a/b` or `"a" | "b"`, comments added, quotes
//! single. So the scanner reads leniently: an object begins where a brace is followed by a quoted key and a colon.
//! It never goes back, so that no text takes more than linear time.

mod alternatives;
mod quotes;

use std::ops::Range;

use quotes::{double_quoted, single_quoted, skip_comments, skip_space};

/// An object in a prompt; ranges are offsets in the text that was scanned.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Example {
    /// The whole object.
    pub(crate) range: Range<usize>,
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
    /// What may stand there: the strings and words of the value, alternatives apart.
    pub(crate) values: Vec<ExampleValue>,
    /// The objects in the value.
    pub(crate) objects: Vec<Example>,
    /// Whether the value is an array.
    pub(crate) is_list: bool,
}

/// A value that an example shows, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ExampleValue {
    pub(crate) text: String,
    pub(crate) range: Range<usize>,
    /// Where the whole string stands that it is an alternative of, without quotes.
    pub(crate) whole: Range<usize>,
}

/// Every object in `text` that does not stand inside another one.
pub(crate) fn find(text: &str) -> Vec<Example> {
    let mut scanner = Scanner { text, unclosed_from: text.len(), apostrophes_until: 0 };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        at = open + 1;
        if scanner.begins_object(open) {
            let (end, example) = scanner.object(open, 0);
            found.push(example);
            at = end.max(at);
        }
    }
    found
}

/// Objects nested deeper are not looked at.
const MAX_DEPTH: usize = 64;

/// What it learnt about quotes keeps it from looking for the same one twice.
struct Scanner<'t> {
    text: &'t str,
    /// No double quote from here on has a partner.
    unclosed_from: usize,
    /// No single quote up to here begins a string.
    apostrophes_until: usize,
}

impl Scanner<'_> {
    /// Reads the object that opens at `open`; returns the offset behind it too.
    fn object(&mut self, open: usize, depth: usize) -> (usize, Example) {
        let mut members = Vec::new();
        let mut at = open + 1;
        loop {
            at = skip_comments(self.text, at);
            if let Some(quoted) = self.quoted(at) {
                at = quoted.end;
                if let Some(colon) = self.colon(at) {
                    let (end, member) = self.member(quoted, colon + 1, depth);
                    members.push(member);
                    at = end;
                }
                continue;
            }
            match self.next(at) {
                None => break,
                Some('}') => {
                    at += 1;
                    break;
                }
                Some(c) => at += c.len_utf8(),
            }
        }
        (at, Example { range: open..at, members })
    }

    /// Reads a value, and the `,` behind it or up to the next `}` or key.
    fn member(&mut self, key_range: Range<usize>, start: usize, depth: usize) -> (usize, ExampleMember) {
        let key = self.text[key_range.start + 1..key_range.end - 1].to_owned();
        let is_list = self.next(skip_space(self.text, start)) == Some('[');
        let mut member = ExampleMember { key, key_range, values: Vec::new(), objects: Vec::new(), is_list };
        let mut at = start;
        let mut brackets = 0usize;
        while let Some(next) = self.next(at) {
            if let Some(range) = self.quoted(at) {
                if self.colon(range.end).is_some() && !member.values.is_empty() {
                    // The comma between two members is missing.
                    break;
                }
                at = range.end;
                member.values.extend(alternatives::of_string(self.text, range));
                continue;
            }
            match next {
                '{' if depth < MAX_DEPTH && self.begins_object(at) => {
                    let (end, inner) = self.object(at, depth + 1);
                    member.objects.push(inner);
                    at = end;
                    continue;
                }
                '{' => at = self.text[at..].find('}').map_or(self.text.len(), |close| at + close),
                '[' => brackets += 1,
                ']' => brackets = brackets.saturating_sub(1),
                ',' if brackets == 0 => break,
                '}' => break,
                _ => {}
            }
            at += self.next(at).map_or(0, char::len_utf8);
        }
        if member.values.is_empty() && member.objects.is_empty() {
            member.values = alternatives::of_words(self.text, start..at);
        }
        let comma = usize::from(self.next(at) == Some(','));
        (at + comma, member)
    }

    fn next(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    /// Whether the brace at `open` is followed by a quoted key and a colon.
    fn begins_object(&mut self, open: usize) -> bool {
        let key = self.quoted(skip_space(self.text, open + 1));
        key.is_some_and(|key| self.colon(key.end).is_some())
    }

    /// The colon behind `at`.
    fn colon(&self, at: usize) -> Option<usize> {
        let at = skip_space(self.text, at);
        self.text[at..].starts_with(':').then_some(at)
    }

    /// The string in quotes at `at`, quotes included.
    fn quoted(&mut self, at: usize) -> Option<Range<usize>> {
        match self.text.as_bytes().get(at) {
            Some(b'"') if at < self.unclosed_from => {
                let end = double_quoted(self.text, at);
                self.unclosed_from = if end.is_none() { at } else { self.unclosed_from };
                Some(at..end?)
            }
            Some(b'\'') if at >= self.apostrophes_until => {
                let end = single_quoted(self.text, at);
                self.apostrophes_until = end.map_or_else(|line| line, |_| self.apostrophes_until);
                Some(at..end.ok()?)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values(text: &str) -> Vec<String> {
        let found = find(text);
        let members = found.iter().flat_map(|example| &example.members);
        members.flat_map(|member| member.values.iter().map(|value| value.text.clone())).collect()
    }

    fn keys(text: &str) -> Vec<String> {
        find(text).iter().flat_map(|example| &example.members).map(|member| member.key.clone()).collect()
    }

    #[test]
    fn keys_and_values_are_found_in_prose() {
        let found = find(r#"Answer {"label": "a", "why": "…"} or {x}."#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].members[1].key, "why");
        assert_eq!(found[0].range, 7..35);
    }

    #[test]
    fn alternatives_are_several_values() {
        assert_eq!(values(r#"{"l": "[a/b]"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "a | b"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "a" | "b"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": a|b}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": "a or b"}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": ["a", "b"]}"#), ["a", "b"]);
        assert_eq!(values(r#"{"l": a}"#), ["a"]);
        assert_eq!(values(r#"{"l": "either this, or that, it depends on things"}"#).len(), 1);
    }

    #[test]
    fn loose_json_is_read_as_meant() {
        assert_eq!(keys(r#"{"a": "x" "b": "y"}"#), ["a", "b"]);
        assert_eq!(keys("{\"a\": \"x\", // why\n \"b\": \"y\", ...}"), ["a", "b"]);
        assert_eq!(keys("{'a': 'it's x', 'b': 1}"), ["a", "b"]);
        assert_eq!(keys(r#"{"a": <one of x, y>, "b": …}"#), ["a", "b"]);
    }

    #[test]
    fn objects_in_objects_are_nested() {
        let found = find(r#"{"a": {"b": 1}, "c": 2}"#);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].members.len(), 2);
        assert_eq!(found[0].members[0].objects[0].members[0].key, "b");
    }

    #[test]
    fn no_text_takes_quadratic_time() {
        let bombs = [
            "{\"a\":",
            "{\"a\":{",
            "{\"",
            "{'a':'b ",
            "{\"a\":\"",
            "{\"a\": [",
            "{'",
            "/*",
            "{\"a\":'",
            "\\\"",
            "' ",
            "{//",
            "\"//",
        ];
        for text in bombs {
            find(&text.repeat(200_000));
            find(&format!("{{\"a\": {}", text.repeat(200_000)));
        }
    }

    proptest! {
        #[test]
        fn any_text_is_scanned_without_a_panic(text in r#"([{}",:/|\[\]\\ aé'*\n]|"k": |or )*"#) {
            find(&text);
        }
    }
}
