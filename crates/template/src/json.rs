//! JSON with source positions: a strict parser that goes on after what it can mend.
//!
//! Own code because the checks need what no library offers at once: the span of every key and value, a map
//! through string escapes, duplicate keys kept, and every finding of a file in one run.
//! Source: RFC 8259.

mod parser;
mod strings;
#[cfg(test)]
mod tests;

use crate::{Span, Text};

pub(crate) use parser::parse;
pub use parser::{Problem, ProblemKind};

/// A JSON value and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The value's text in the source.
    pub(crate) span: Span,
    /// What it is.
    pub(crate) kind: Kind,
}

/// The kinds of JSON values.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as written.
    Number(String),
    /// A string.
    String(Text),
    /// `[…]`
    Array(Vec<Node>),
    /// `{…}`, with the members in their order, duplicates included.
    Object(Vec<Member>),
}

/// One `"key": value` of an object.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    /// The key.
    pub(crate) key: Text,
    /// The value.
    pub(crate) value: Node,
}

impl Node {
    /// The kind in words, with its article, for messages.
    pub(crate) fn kind_name(&self) -> &'static str {
        match self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::String(_) => "a string",
            Kind::Array(_) => "an array",
            Kind::Object(_) => "an object",
        }
    }

    /// The members, where this is an object.
    pub(crate) fn members(&self) -> Option<&[Member]> {
        match &self.kind {
            Kind::Object(members) => Some(members),
            _ => None,
        }
    }

    /// The text, where this is a string.
    pub(crate) fn text(&self) -> Option<&Text> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// Whether this is `true`.
    pub(crate) fn is_true(&self) -> bool {
        matches!(self.kind, Kind::Bool(true))
    }

    /// Whether this is null.
    pub(crate) fn is_null(&self) -> bool {
        matches!(self.kind, Kind::Null)
    }

    /// The first value under `key`, where this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.members()?.iter().find(|member| member.key.value() == key).map(|member| &member.value)
    }
}

/// Where a key of the object in `text` stands, and its value; the last of several.
///
/// ```
/// let (key, value) = tunesmith_template::locate(r#"{"a": "\"", "b": 12}"#, "b").unwrap();
/// assert_eq!((key.start, value.start, value.end), (12, 17, 19));
/// ```
pub fn locate(text: &str, key: &str) -> Option<(Span, Span)> {
    let root = parse(text).root?;
    let member = root.members()?.iter().rev().find(|member| member.key.value() == key)?;
    Some((member.key.span(), member.value.span))
}

/// The keys of the object in `text`.
pub fn keys(text: &str) -> Vec<String> {
    let root = parse(text).root;
    let members = root.as_ref().and_then(Node::members).unwrap_or_default();
    members.iter().map(|member| member.key.value().to_owned()).collect()
}

/// The first mistake in the text of a record.
///
/// ```
/// let problem = tunesmith_template::json::problem_in_record(r#"{"stars": NaN}"#).unwrap();
/// assert_eq!((problem.span.start, problem.message.as_str()), (10, "expected a value, found `NaN`"));
/// ```
pub fn problem_in_record(text: &str) -> Option<Problem> {
    parser::parse_as("record", text).problems.into_iter().min_by_key(|problem| problem.span.start)
}

impl Member {
    /// Whether the key begins with `_`: such members are comments.
    pub(crate) fn is_comment(&self) -> bool {
        self.key.value().starts_with('_')
    }
}
