//! The syntax of other template engines, which is text here: whose it is, and where it stands.

use std::ops::Range;

use crate::braces::is_name;

/// A piece of another engine's syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Syntax<'t> {
    /// Whose it is.
    pub(crate) engine: &'static str,
    /// The name that it would substitute, where it is one alone.
    pub(crate) name: Option<&'t str>,
}

/// What opens and closes a piece, and whose it is; longer ones first.
const MARKS: &[(&str, &str, &str)] = &[
    ("{{{", "}}}", "Mustache"),
    ("{{#", "}}", "Handlebars"),
    ("{{/", "}}", "Handlebars"),
    ("{{^", "}}", "Mustache"),
    ("{{>", "}}", "Mustache"),
    ("{{!", "}}", "Handlebars"),
    ("{{", "}}", "Jinja"),
    ("{%", "%}", "Jinja"),
    ("<%", "%>", "ERB"),
    ("${", "}", "JavaScript"),
    ("%(", ")s", "Python's % operator"),
];

/// Longer pieces are none.
const LONGEST: usize = 120;

/// Whose syntax stands between the single braces of a placeholder, if anybody's.
pub(crate) fn in_braces(inside: &str) -> Option<&'static str> {
    (inside.starts_with('%') || inside.starts_with('#') && inside.ends_with('#')).then_some("Jinja")
}

/// The pieces of a text, in their order.
pub(crate) fn find(text: &str) -> Vec<(Range<usize>, Syntax<'_>)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(['{', '<', '$', '%']).map(|open| at + open) {
        let piece = MARKS.iter().find_map(|mark| piece(text, open, mark));
        at = piece.as_ref().map_or(open + 1, |(range, _)| range.end);
        found.extend(piece);
    }
    found
}

fn piece<'t>(text: &'t str, at: usize, mark: &(&str, &str, &'static str)) -> Option<(Range<usize>, Syntax<'t>)> {
    let &(open, close, engine) = mark;
    let start = at + text[at..].strip_prefix(open).map(|_| open.len())?;
    let rest = &text[start..];
    let window = rest.char_indices().nth(LONGEST).map_or(rest, |(end, _)| &rest[..end]);
    let length = window.find(close)?;
    let inside = &window[..length];
    let name = inside.trim();
    let is_one_name = is_name(name);
    let is_meant = match open {
        "{{" => is_one_name || is_expression(name),
        "{{{" | "${" | "%(" => is_one_name,
        _ => !inside.contains(['{', '}', '\n']) && !name.is_empty(),
    };
    let range = at..start + length + close.len();
    is_meant.then_some((range, Syntax { engine, name: is_one_name.then_some(name) }))
}

/// `name.attribute` or `name | filter`.
fn is_expression(inside: &str) -> bool {
    let name = inside.split(['.', '|', ' ']).next().unwrap_or_default();
    is_name(name)
        && inside[name.len()..].trim_start().starts_with(['.', '|'])
        && !inside.contains(['{', '}', '"', '\n'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &str)]) {
        let found: Vec<_> = find(text).into_iter().map(|(range, syntax)| (&text[range], syntax.engine)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_syntax_of_others_is_told_by_its_marks() {
        check("{% if body %}x{% endif %}", &[("{% if body %}", "Jinja"), ("{% endif %}", "Jinja")]);
        check("{{#if product}}a{{/if}}", &[("{{#if product}}", "Handlebars"), ("{{/if}}", "Handlebars")]);
        check("a ${body} b", &[("${body}", "JavaScript")]);
        check(
            "{{{body}}} {{ body }} {{ body | upper }}",
            &[("{{{body}}}", "Mustache"), ("{{ body }}", "Jinja"), ("{{ body | upper }}", "Jinja")],
        );
        check("<%= body %> %(body)s", &[("<%= body %>", "ERB"), ("%(body)s", "Python's % operator")]);
    }

    #[test]
    fn json_and_prose_are_nobodys() {
        for text in [
            "{\"a\": {\"b\": 1}}",
            "{{\"a\": 1}}",
            "5 % (about) $5 {body} a < b",
            "{ {x} }",
            "100% {text}",
            "${",
            "{{}}",
        ] {
            check(text, &[]);
        }
    }
}
