//! Names behind an `@`, as on social networks, and those of the fediverse with their server (`@name@example.social`).
//!
//! Not everything behind an `@` is someone: datasets have `@user` where a name was, chats have `@everyone`, code has
//! decorators, registries have scopes (`@types/node`), and `@5pm` is a time.

use crate::chars::{Script, after, before, is_word};
use crate::{Found, Kind, email};

/// What stands for somebody, or for all; in lower case.
const NOBODY: &[&str] = &[
    "user",
    "users",
    "username",
    "user_name",
    "usr",
    "mention",
    "mentions",
    "handle",
    "name",
    "someone",
    "somebody",
    "anonymous",
    "anonymized",
    "anonymised",
    "redacted",
    "everyone",
    "everybody",
    "here",
    "all",
    "channel",
    "team",
];

/// Decorators, annotations and rules of Python, Java, TypeScript, CSS and comments for documentation.
const CODE: &[&str] = &[
    "abstractmethod",
    "apply",
    "author",
    "autowired",
    "bean",
    "cached_property",
    "charset",
    "classmethod",
    "component",
    "container",
    "contextmanager",
    "controller",
    "dataclass",
    "deprecated",
    "else",
    "end",
    "entity",
    "example",
    "extend",
    "final",
    "font-face",
    "functionalinterface",
    "implementation",
    "import",
    "include",
    "injectable",
    "input",
    "interface",
    "keyframes",
    "layer",
    "link",
    "media",
    "mixin",
    "namespace",
    "nonnull",
    "notnull",
    "nullable",
    "output",
    "overload",
    "override",
    "page",
    "param",
    "property",
    "protocol",
    "return",
    "returns",
    "safevarargs",
    "see",
    "service",
    "since",
    "staticmethod",
    "supports",
    "suppresswarnings",
    "tailwind",
    "test",
    "throws",
    "type",
    "typedef",
    "version",
    "wraps",
];

/// Ends of a name that make it a domain: `an @example.com address`.
const DOMAINS: &[&str] = &["com", "org", "net", "edu", "gov", "io", "de", "uk", "co", "eu", "fr"];

/// Further white space before a decorator is not looked at.
const DEEPEST_INDENT: usize = 64;

pub(crate) fn find(text: &str, is_start: bool, found: &mut Vec<Found>) {
    let mut end = usize::MAX;
    for (at, _) in text.match_indices('@') {
        // Of `@one@two`, both are handles.
        let is_free = at == end || !before(text, at).is_some_and(is_word);
        let name = name(&text[at + 1..]);
        if is_free && is_someone(name) && !is_scope(text, at, name) && !is_code(text, at, name, is_start) {
            end = at + 1 + name.len();
            let server = text[end..].strip_prefix('@').and_then(email::domain);
            end += server.map_or(0, |length| 1 + length);
            found.push(Found { kind: Kind::Handle, range: at..end });
        }
    }
}

/// The name at the start of a text: parts of words, with a dot or a hyphen between two.
fn name(text: &str) -> &str {
    let mut script = Script::default();
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if is_word(c) && script.takes(c) {
            end = at + c.len_utf8();
        } else if !matches!(c, '.' | '-') || at > end {
            break;
        }
    }
    &text[..end]
}

fn is_someone(name: &str) -> bool {
    name.chars().nth(2).is_some() && !is_nobody(name) && !is_amount(name) && !is_domain(name)
}

/// `@user`, also with a count.
fn is_nobody(name: &str) -> bool {
    let first = name.split(['.', '-']).next().unwrap_or_default();
    let without_count = first.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    is_listed(NOBODY, first)
        || (1..=4).contains(&(first.len() - without_count.len())) && is_listed(NOBODY, without_count)
}

/// `@example.com`: a domain, not a name with a dot in it.
fn is_domain(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, last)| is_listed(DOMAINS, last))
}

fn is_listed(list: &[&str], word: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// `@5pm`, `@100`, `@60fps`: digits and no more than a unit.
fn is_amount(name: &str) -> bool {
    let unit = name.trim_start_matches(|c: char| c.is_numeric() || matches!(c, '.' | '-' | '_'));
    !name.chars().any(char::is_alphabetic) || unit.len() < name.len() && unit.len() <= 3
}

/// `@types/node`: a package in a scope.
fn is_scope(text: &str, at: usize, name: &str) -> bool {
    let rest = &text[at + 1 + name.len()..];
    let is_package = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    rest.strip_prefix('/').is_some_and(|package| package.starts_with(is_package))
        && !name.contains(|c: char| c.is_uppercase() || !c.is_ascii())
}

/// Decorators at a line's start, and what stands between backticks.
fn is_code(text: &str, at: usize, name: &str, is_start: bool) -> bool {
    let next = after(text, at + 1 + name.len());
    if before(text, at) == Some('`') && next == Some('`') {
        return true;
    }
    let first = name.split('.').next().unwrap_or_default();
    let is_known = next == Some('(') || is_listed(CODE, first);
    is_known && starts_line(&text[..at], is_start)
}

/// Whether a line has nothing yet but white space and marks of comments.
fn starts_line(text: &str, is_start: bool) -> bool {
    let line = text.chars().rev().take(DEEPEST_INDENT).find(|c| !matches!(c, ' ' | '\t' | '*' | '/' | '#' | '{'));
    match line {
        Some(c) => c == '\n',
        None => is_start && text.len() <= DEEPEST_INDENT,
    }
}
