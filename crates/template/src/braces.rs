//! The `user_template` dialect: Python's `str.format`, of which only `{name}` is allowed.
//!
//! The scanner splits a prompt into parts and never fails; rules look at the parts that are not allowed.
//! Source: the Python Library Reference, "Format String Syntax".

use std::ops::Range;

/// A piece of a user prompt; ranges are offsets in the decoded string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Text.
    Literal(Range<usize>),
    /// `{{` or `}}`, for one brace.
    Doubled(Range<usize>, char),
    /// `{…}`
    Placeholder { range: Range<usize>, field: Braced },
    /// `{"key": …}` with single braces; `closed` where each of them has its partner.
    Json { range: Range<usize>, closed: bool },
    /// A `{` or `}` without its partner.
    Lone(usize, char),
}

/// What stands between a placeholder's braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Braced {
    /// `{name}`, as written, white space included.
    Name(String),
    /// `{}` or `{0}`
    Positional,
    /// `{name!r}`
    Conversion(String),
    /// `{name:>8}`
    FormatSpec(String),
    /// `{name.attribute}`
    Attribute(String),
    /// `{name[0]}`
    Index(String),
}

/// Splits a decoded user prompt into parts.
pub(crate) fn scan(text: &str) -> Vec<Part> {
    let mut scanner = Scanner { text, budget: 4 * text.len() };
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let part = match rest.as_bytes()[0] {
            b'{' if rest.starts_with("{{") => Part::Doubled(at..at + 2, '{'),
            b'}' if rest.starts_with("}}") => Part::Doubled(at..at + 2, '}'),
            b'{' => scanner.open_brace(at),
            b'}' => Part::Lone(at, '}'),
            _ => Part::Literal(at..at + rest.find(['{', '}']).unwrap_or(rest.len())),
        };
        at = part.range().end;
        parts.push(part);
    }
    parts
}

impl Part {
    /// Where the part stands.
    pub(crate) fn range(&self) -> Range<usize> {
        match self {
            Part::Literal(range) | Part::Doubled(range, _) => range.clone(),
            Part::Placeholder { range, .. } | Part::Json { range, .. } => range.clone(),
            Part::Lone(at, _) => *at..*at + 1,
        }
    }
}

struct Scanner<'t> {
    text: &'t str,
    /// Bytes that looking for closing braces may still read, so that no text takes quadratic time.
    budget: usize,
}

impl Scanner<'_> {
    /// A single `{` at `at`.
    fn open_brace(&mut self, at: usize) -> Part {
        let inside = &self.text[at + 1..];
        let stop = inside.find(['{', '}']);
        let head = &inside[..stop.unwrap_or(inside.len())];
        let closes = stop.is_some_and(|stop| inside.as_bytes()[stop] == b'}');
        if !(closes && is_quoted_name(head)) && looks_like_json(head) {
            return self.json(at);
        }
        let Some(stop) = stop else { return Part::Lone(at, '{') };
        let nested_spec = !closes && head.split_once(':').is_some_and(|(name, _)| is_name(name));
        let end = if nested_spec { self.balanced_end(at) } else { closes.then_some(at + stop + 2) };
        match end {
            Some(end) => Part::Placeholder { range: at..end, field: classify(&self.text[at + 1..end - 1]) },
            None => Part::Lone(at, '{'),
        }
    }

    /// JSON from `at` to its closing brace; to the last brace of the text where it never closes, so that one
    /// fault stays one part.
    fn json(&mut self, at: usize) -> Part {
        let Some(end) = self.balanced_end(at) else {
            let end = self.text.rfind('}').filter(|&last| last > at).map_or(self.text.len(), |last| last + 1);
            return Part::Json { range: at..end, closed: false };
        };
        let rest = &self.text[end..];
        let one_more = rest.starts_with('}') && !rest.starts_with("}}");
        Part::Json { range: at..end + usize::from(one_more), closed: !one_more }
    }

    /// Offset behind the brace that closes the one at `at`; braces inside double-quoted strings do not count.
    fn balanced_end(&mut self, at: usize) -> Option<usize> {
        let mut depth = 0usize;
        let mut quoted = false;
        let mut escaped = false;
        for (offset, byte) in self.text.bytes().enumerate().skip(at) {
            self.budget = self.budget.checked_sub(1)?;
            match byte {
                _ if escaped => escaped = false,
                b'\\' if quoted => escaped = true,
                b'"' => quoted = !quoted,
                b'{' if !quoted => depth += 1,
                b'}' if !quoted => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return Some(offset + 1);
            }
        }
        None
    }
}

/// Whether an object begins here, by the text up to the next brace: a quoted key or value, a block of several
/// lines with a colon, or a bare key with a value in words.
fn looks_like_json(head: &str) -> bool {
    let trimmed = head.trim_start();
    let block = head.contains(':') && head[..head.len() - trimmed.len()].contains('\n');
    trimmed.starts_with(['"', '\'', '“']) || block || has_bare_key(trimmed)
}

/// `queue: other` or `queue: "other"`, which no format specification looks like.
fn has_bare_key(head: &str) -> bool {
    let Some((name, value)) = head.split_once(':') else { return false };
    let word = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count() > 1;
    is_name(name) && value.starts_with([' ', '"', '\'', '[']) && (value.trim().is_empty() || value.split(' ').any(word))
}

/// `"text"` or `'text'`: a placeholder that someone put in quotes.
fn is_quoted_name(head: &str) -> bool {
    let inside = head.trim().trim_matches(['"', '\'']);
    head.trim().starts_with(['"', '\'']) && is_name(inside)
}

fn classify(inside: &str) -> Braced {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(inside.trim()) {
        return Braced::Positional;
    }
    let Some(mark) = inside.find(['!', ':', '.', '[']) else { return Braced::Name(inside.to_owned()) };
    let name = inside[..mark].trim().to_owned();
    let positional = digits(&name) && !inside[mark..].starts_with("..");
    match inside.as_bytes()[mark] {
        _ if positional => Braced::Positional,
        _ if !is_name(&name) => Braced::Name(inside.to_owned()),
        b'!' => Braced::Conversion(name),
        b':' => Braced::FormatSpec(name),
        b'.' => Braced::Attribute(name),
        _ => Braced::Index(name),
    }
}

impl Braced {
    /// The name, as written; empty where there is none.
    pub(crate) fn name(&self) -> &str {
        match self {
            Braced::Positional => "",
            Braced::Name(name) | Braced::Conversion(name) | Braced::FormatSpec(name) => name,
            Braced::Attribute(name) | Braced::Index(name) => name,
        }
    }
}

/// Whether this could be a placeholder's name.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c == '_' || c.is_alphabetic()) && chars.all(|c| c == '_' || c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn field(text: &str) -> Braced {
        match scan(text).as_slice() {
            [Part::Placeholder { field, .. }] => field.clone(),
            parts => panic!("{text}: {parts:?}"),
        }
    }

    #[test]
    fn fields_are_classified_by_their_first_mark() {
        assert_eq!(field("{text}"), Braced::Name("text".into()));
        assert_eq!(field("{}"), Braced::Positional);
        assert_eq!(field("{12}"), Braced::Positional);
        assert_eq!(field("{text!r}"), Braced::Conversion("text".into()));
        assert_eq!(field("{text:>8}"), Braced::FormatSpec("text".into()));
        assert_eq!(field("{text:{width}}"), Braced::FormatSpec("text".into()));
        assert_eq!(field("{text.upper}"), Braced::Attribute("text".into()));
        assert_eq!(field("{text[0]}"), Braced::Index("text".into()));
        assert_eq!(field("{ text }"), Braced::Name(" text ".into()));
    }

    #[test]
    fn braces_pair_as_in_python() {
        assert_eq!(
            scan("{{{text}}}"),
            [
                Part::Doubled(0..2, '{'),
                Part::Placeholder { range: 2..8, field: Braced::Name("text".into()) },
                Part::Doubled(8..10, '}')
            ]
        );
        assert_eq!(scan("a}"), [Part::Literal(0..1), Part::Lone(1, '}')]);
        assert_eq!(scan("{text"), [Part::Lone(0, '{'), Part::Literal(1..5)]);
    }

    #[test]
    fn json_with_single_braces_is_one_part() {
        let text = r#"{"a": {"b": "}"}} x"#;
        assert_eq!(scan(text)[0], Part::Json { range: 0..17, closed: true });
        assert!(matches!(scan("{queue: other, why: x}")[0], Part::Json { .. }));
        assert!(matches!(scan("{\n  label: x\n}")[0], Part::Json { .. }));
        assert_eq!(scan(r#"{"a": {"b": 1}"#), [Part::Json { range: 0..14, closed: false }]);
    }

    #[test]
    fn a_missing_or_extra_brace_stays_one_part() {
        assert_eq!(scan(r#"{"a": 1}}"#), [Part::Json { range: 0..9, closed: false }]);
        assert_eq!(scan(r#"{"a": "x"#), [Part::Json { range: 0..8, closed: false }]);
    }

    #[test]
    fn a_text_full_of_braces_takes_linear_time() {
        for text in ["{\"", "{", "{ ", "{a:{", "{\"a\":", "}", "{'"] {
            let text = text.repeat(200_000);
            assert!(!scan(&text).is_empty());
        }
    }

    proptest! {
        #[test]
        fn the_parts_cover_any_text_without_gaps(text in r#"[{}a"':!\[\].\n é]*"#) {
            let mut at = 0;
            for part in scan(&text) {
                prop_assert_eq!(part.range().start, at);
                at = part.range().end;
            }
            prop_assert_eq!(at, text.len());
        }
    }
}
