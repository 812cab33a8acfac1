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
    Field { range: Range<usize>, field: Field },
    /// `{"key": …}` with single braces.
    Json(Range<usize>),
    /// A `{` or `}` without its partner.
    Lone(usize, char),
}

/// What stands between a placeholder's braces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Field {
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
    let mut parts = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let part = match rest.as_bytes()[0] {
            b'{' if rest.starts_with("{{") => Part::Doubled(at..at + 2, '{'),
            b'}' if rest.starts_with("}}") => Part::Doubled(at..at + 2, '}'),
            b'{' => open_brace(text, at),
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
            Part::Literal(range) | Part::Doubled(range, _) | Part::Field { range, .. } | Part::Json(range) => range.clone(),
            Part::Lone(at, _) => *at..*at + 1,
        }
    }
}

/// A single `{` at `at`.
fn open_brace(text: &str, at: usize) -> Part {
    let inside = &text[at + 1..];
    if looks_like_json(inside) {
        let end = balanced_end(text, at).unwrap_or(at + 1);
        return Part::Json(at..end);
    }
    let Some(stop) = inside.find(['{', '}']) else { return Part::Lone(at, '{') };
    let head = &inside[..stop];
    let nested_spec = inside.as_bytes()[stop] == b'{' && head.split_once(':').is_some_and(|(name, _)| is_name(name));
    let end = if nested_spec { balanced_end(text, at) } else { Some(at + stop + 2) };
    match end {
        Some(end) if text.as_bytes()[end - 1] == b'}' => Part::Field { range: at..end, field: classify(&text[at + 1..end - 1]) },
        _ => Part::Lone(at, '{'),
    }
}

/// A quoted key or value right behind the brace, or a block of several lines with a colon.
fn looks_like_json(inside: &str) -> bool {
    let trimmed = inside.trim_start();
    let quoted = trimmed.starts_with(['"', '\'', '“']);
    let block = inside.find(['{', '}']).is_some_and(|stop| {
        let head = &inside[..stop];
        head.contains(':') && (head.starts_with('\n') || head.trim_start().len() < head.len() && head.contains('\n'))
    });
    quoted || block
}

/// Offset behind the brace that closes the one at `at`; braces inside double-quoted strings do not count.
fn balanced_end(text: &str, at: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut quoted = false;
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate().skip(at) {
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

fn classify(inside: &str) -> Field {
    if inside.trim().is_empty() || inside.trim().bytes().all(|byte| byte.is_ascii_digit()) {
        return Field::Positional;
    }
    let Some(mark) = inside.find(['!', ':', '.', '[']) else { return Field::Name(inside.to_owned()) };
    let name = inside[..mark].trim().to_owned();
    let positional = name.is_empty() || name.bytes().all(|byte| byte.is_ascii_digit());
    match inside.as_bytes()[mark] {
        _ if positional => Field::Positional,
        _ if !is_name(&name) => Field::Name(inside.to_owned()),
        b'!' => Field::Conversion(name),
        b':' => Field::FormatSpec(name),
        b'.' => Field::Attribute(name),
        _ => Field::Index(name),
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

    fn field(text: &str) -> Field {
        match scan(text).as_slice() {
            [Part::Field { field, .. }] => field.clone(),
            parts => panic!("{text}: {parts:?}"),
        }
    }

    #[test]
    fn fields_are_classified_by_their_first_mark() {
        assert_eq!(field("{text}"), Field::Name("text".into()));
        assert_eq!(field("{}"), Field::Positional);
        assert_eq!(field("{12}"), Field::Positional);
        assert_eq!(field("{text!r}"), Field::Conversion("text".into()));
        assert_eq!(field("{text:>8}"), Field::FormatSpec("text".into()));
        assert_eq!(field("{text:{width}}"), Field::FormatSpec("text".into()));
        assert_eq!(field("{text.upper}"), Field::Attribute("text".into()));
        assert_eq!(field("{text[0]}"), Field::Index("text".into()));
        assert_eq!(field("{ text }"), Field::Name(" text ".into()));
    }

    #[test]
    fn braces_pair_as_in_python() {
        assert_eq!(
            scan("{{{text}}}"),
            [
                Part::Doubled(0..2, '{'),
                Part::Field { range: 2..8, field: Field::Name("text".into()) },
                Part::Doubled(8..10, '}')
            ]
        );
        assert_eq!(scan("a}"), [Part::Literal(0..1), Part::Lone(1, '}')]);
        assert_eq!(scan("{text"), [Part::Lone(0, '{'), Part::Literal(1..5)]);
    }

    #[test]
    fn json_with_single_braces_is_one_part() {
        let text = r#"{"a": {"b": "}"}} x"#;
        assert_eq!(scan(text)[0], Part::Json(0..17));
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
