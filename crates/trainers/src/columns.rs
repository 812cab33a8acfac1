//! The types of columns, row by row: `datasets`, by way of Arrow, keeps one type for each.

use std::collections::BTreeMap;

use tunesmith_template::Span;

use crate::json::{Node, Value};

/// What is known of a column.
#[derive(Debug, Default)]
enum Kind {
    /// Nothing but null so far.
    #[default]
    Unknown,
    Bool,
    Number,
    Text,
    List(Box<Kind>),
    Object(BTreeMap<String, Kind>),
}

/// The types of a file's columns so far.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    row: Kind,
    is_strict: bool,
}

/// A value of another type than its column.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// Columns that hold JSON of any form by their nature; what a turn says may be a string or a list of parts.
const FREE: [&str; 6] = ["tools", "functions", "tool_calls", "function_call", "content", "parameters"];

impl Columns {
    /// Columns of which nothing is known; a strict reader takes no other types in any of them.
    pub(crate) fn new(is_strict: bool) -> Columns {
        Columns { row: Kind::Unknown, is_strict }
    }

    /// Learns from a row; the first value that does not fit what is known.
    pub(crate) fn add(&mut self, row: &Node<'_>) -> Option<Misfit> {
        let mut misfit = None;
        self.row.learn(row, "", self.is_strict, &mut misfit);
        misfit
    }
}

impl Kind {
    fn learn(&mut self, node: &Node<'_>, path: &str, is_strict: bool, misfit: &mut Option<Misfit>) {
        if matches!(self, Kind::Unknown) {
            *self = match node.value {
                Value::Null => return,
                Value::Bool => Kind::Bool,
                Value::Number => Kind::Number,
                Value::Text(_) => Kind::Text,
                Value::List(_) => Kind::List(Box::default()),
                Value::Object(_) => Kind::Object(BTreeMap::new()),
            };
        }
        match (self, &node.value) {
            (_, Value::Null)
            | (Kind::Bool, Value::Bool)
            | (Kind::Number, Value::Number)
            | (Kind::Text, Value::Text(_)) => {}
            (Kind::List(item), Value::List(nodes)) => {
                let path = format!("{path}[]");
                nodes.iter().for_each(|node| item.learn(node, &path, is_strict, misfit));
            }
            (Kind::Object(known), Value::Object(members)) => {
                for member in members.iter().filter(|member| is_strict || !FREE.contains(&member.key.as_ref())) {
                    let path = if path.is_empty() { member.key.to_string() } else { format!("{path}.{}", member.key) };
                    known.entry(member.key.to_string()).or_default().learn(&member.node, &path, is_strict, misfit);
                }
            }
            (known, _) => {
                let message = || format!("`{path}` is {} here, and {} before", node.kind(), known.name());
                misfit.get_or_insert_with(|| Misfit { span: node.span, message: message() });
            }
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Kind::Unknown => "null",
            Kind::Bool => "a boolean",
            Kind::Number => "a number",
            Kind::Text => "a string",
            Kind::List(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[track_caller]
    fn check(rows: [&str; 2], is_strict: bool, expected: Option<(usize, &str)>) {
        let mut columns = Columns::new(is_strict);
        let found: Vec<Misfit> = rows.iter().filter_map(|row| columns.add(&parse(row).root.unwrap())).collect();
        let found: Vec<(usize, &str)> =
            found.iter().map(|misfit| (misfit.span.start, misfit.message.as_str())).collect();
        assert_eq!(found.first().copied(), expected, "{rows:?}");
    }

    #[test]
    fn types_that_do_not_fit_are_told_at_their_place() {
        check([r#"{"id": 1}"#, r#"{"id": "a"}"#], false, Some((7, "`id` is a string here, and a number before")));
        check([r#"{"a": [1, "x"]}"#, "{}"], false, Some((10, "`a[]` is a string here, and a number before")));
        check(
            [r#"{"a": [{"b": 1}]}"#, r#"{"a": [{"b": []}]}"#],
            false,
            Some((13, "`a[].b` is a list here, and a number before")),
        );
    }

    #[test]
    fn null_and_missing_keys_fit_all() {
        check([r#"{"a": null, "b": []}"#, r#"{"a": 1.5, "b": [true], "c": 1}"#], true, None);
    }

    #[test]
    fn what_is_free_by_its_nature_misfits_strict_readers_alone() {
        let rows = [r#"{"messages": [{"content": "a"}]}"#, r#"{"messages": [{"content": [{"text": "a"}]}]}"#];
        check(rows, false, None);
        check(rows, true, Some((26, "`messages[].content` is a list here, and a string before")));
    }
}
