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
    /// Types are mixed on purpose.
    Free,
}

/// The types of a file's columns so far.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    row: Kind,
}

/// A value of another type than its column.
#[derive(Debug)]
pub(crate) struct Misfit {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// Columns that hold JSON of any form by their nature.
const FREE: [&str; 5] = ["tools", "functions", "tool_calls", "function_call", "parameters"];

/// What a turn says: a string, or a list of parts.
const CONTENT: &str = "content";

impl Columns {
    /// Learns from a row; the first value that does not fit what is known.
    pub(crate) fn add(&mut self, row: &Node<'_>) -> Option<Misfit> {
        let mut misfit = None;
        self.row.learn(row, "", &mut misfit);
        misfit
    }
}

/// Whether the turns of one row say things in both forms, as rows with pictures do: then the other rows may, too.
fn mixes_content(turns: &[Node<'_>]) -> bool {
    let any = |is_list: bool| {
        turns.iter().filter_map(|turn| turn.get(CONTENT)).any(|content| match content.value {
            Value::List(_) => is_list,
            Value::Text(_) => !is_list,
            _ => false,
        })
    };
    any(true) && any(false)
}

impl Kind {
    fn learn(&mut self, node: &Node<'_>, path: &str, misfit: &mut Option<Misfit>) {
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
            (Kind::Free, _)
            | (_, Value::Null)
            | (Kind::Bool, Value::Bool)
            | (Kind::Number, Value::Number)
            | (Kind::Text, Value::Text(_)) => {}
            (Kind::List(item), Value::List(nodes)) => {
                let path = format!("{path}[]");
                if mixes_content(nodes) {
                    item.free(CONTENT);
                }
                nodes.iter().for_each(|node| item.learn(node, &path, misfit));
            }
            (Kind::Object(known), Value::Object(members)) => {
                for member in members.iter().filter(|member| !FREE.contains(&member.key.as_ref())) {
                    let path = if path.is_empty() { member.key.to_string() } else { format!("{path}.{}", member.key) };
                    known.entry(member.key.to_string()).or_default().learn(&member.node, &path, misfit);
                }
            }
            (known, _) => {
                let message = || format!("`{path}` is {} here, and {} before", node.kind(), known.name());
                misfit.get_or_insert_with(|| Misfit { span: node.span, message: message() });
            }
        }
    }

    /// Lets a column of an object have any types.
    fn free(&mut self, key: &str) {
        if matches!(self, Kind::Unknown) {
            *self = Kind::Object(BTreeMap::new());
        }
        if let Kind::Object(known) = self {
            known.insert(key.to_owned(), Kind::Free);
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
            Kind::Free => "anything",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::parse;

    #[track_caller]
    fn check(rows: &[&str], expected: Option<(usize, &str)>) {
        let mut columns = Columns::default();
        let found: Vec<Misfit> = rows.iter().filter_map(|row| columns.add(&parse(row).root.unwrap())).collect();
        let found: Vec<(usize, &str)> =
            found.iter().map(|misfit| (misfit.span.start, misfit.message.as_str())).collect();
        assert_eq!(found.first().copied(), expected, "{rows:?}");
    }

    #[test]
    fn types_that_do_not_fit_are_told_at_their_place() {
        let id = "`id` is a string here, and a number before";
        check(&[r#"{"id": 1}"#, r#"{"id": "a"}"#], Some((7, id)));
        check(&[r#"{"a": [1, "x"]}"#], Some((10, "`a[]` is a string here, and a number before")));
        let deep = "`a[].b` is a list here, and a number before";
        check(&[r#"{"a": [{"b": 1}]}"#, r#"{"a": [{"b": []}]}"#], Some((13, deep)));
    }

    #[test]
    fn null_and_missing_keys_fit_all() {
        check(&[r#"{"a": null, "b": []}"#, r#"{"a": 1.5, "b": [true], "c": 1}"#], None);
    }

    #[test]
    fn content_is_mixed_on_purpose_where_one_row_mixes_it() {
        let (text, parts) = (r#"{"m": [{"content": "a"}]}"#, r#"{"m": [{"content": [{"text": "a"}]}]}"#);
        check(&[text, parts], Some((19, "`m[].content` is a list here, and a string before")));
        let mixed = r#"{"m": [{"content": "a"}, {"content": [{"text": "a"}]}]}"#;
        check(&[text, mixed, parts, text], None);
    }
}
