//! The parser against serde_json, and its map of positions.

use proptest::prelude::*;
use serde_json::Value;

use super::parser::*;
use super::{Kind, Node};

/// Our tree as serde_json's value; of duplicate keys the last, as there.
fn value(node: &Node) -> Value {
    match &node.kind {
        Kind::Null => Value::Null,
        Kind::Bool(boolean) => Value::Bool(*boolean),
        Kind::Number(number) => serde_json::from_str(number).unwrap(),
        Kind::String(text) => Value::String(text.value().to_owned()),
        Kind::Array(items) => items.iter().map(value).collect(),
        Kind::Object(members) => {
            members.iter().map(|member| (member.key.value().to_owned(), value(&member.value))).collect()
        }
    }
}

/// Each decoded character comes from where its text says.
fn check_texts(source: &str, node: &Node) {
    match &node.kind {
        Kind::String(text) => check_text(source, text),
        Kind::Array(items) => items.iter().for_each(|item| check_texts(source, item)),
        Kind::Object(members) => members.iter().for_each(|member| {
            check_text(source, &member.key);
            check_texts(source, &member.value);
        }),
        _ => {}
    }
}

fn check_text(source: &str, text: &crate::Text) {
    for (at, c) in text.value().char_indices() {
        let span = text.source_span(at, at + c.len_utf8());
        let written = &source[span.range()];
        let decoded: String = serde_json::from_str(&format!("\"{written}\"")).unwrap();
        assert_eq!(decoded.chars().collect::<Vec<_>>(), [c]);
    }
    assert_eq!(text.source_offset(text.value().len()), text.span().end - 1);
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        (-1e9..1e9).prop_map(Value::from),
        any::<String>().prop_map(Value::String),
        "[\\x00-\\x1f\"\\\\/é😀]*".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(".*", inner, 0..6).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn valid_json_has_the_value_that_serde_json_reads(expected in json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&expected) } else { serde_json::to_string(&expected) }.unwrap();
        let parsed = parse(&text);
        prop_assert!(parsed.problems.is_empty());
        let root = parsed.root.unwrap();
        prop_assert_eq!(value(&root), serde_json::from_str::<Value>(&text).unwrap());
        check_texts(&text, &root);
    }

    #[test]
    fn what_serde_json_refuses_is_a_problem(text in r#"([\[\]{},:"' \n\\]|true|null|-?[0-9.eE+]{1,4}|"a"|//|\\u[dD]8[0-9a-f]{2})*"#) {
        let parsed = parse(&text);
        prop_assert_eq!(parsed.problems.is_empty(), serde_json::from_str::<Value>(&text).is_ok() || is_huge(&text));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in any::<String>()) {
        parse(&text);
    }
}

/// serde_json refuses numbers that are no float; they are valid JSON.
fn is_huge(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_err_and(|error| error.to_string().contains("number out of range"))
}

#[test]
fn nesting_never_overflows_the_stack() {
    for open in ["[", "{\"a\":", "[{\"a\":"] {
        let parsed = parse(&open.repeat(100_000));
        assert_eq!(parsed.problems.len(), 1);
    }
}
