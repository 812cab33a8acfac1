//! Names that no rule refuses and Rust cannot tell apart: an error that names the file, not one in generated code.

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use tunesmith_codegen::generate;
use tunesmith_runtime::{Segment, Strategy, Value};
use tunesmith_template::Checked;

#[track_caller]
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn check_refused(checked: &Checked, expected: &str) {
    assert_eq!(generate(checked).unwrap_err().to_string(), expected);
}

#[track_caller]
fn check_no_types(json_schema: &'static str, reason: &str) {
    let mut contract = zoo::contract("a");
    contract.json_schema = json_schema.into();
    let message = format!("templates/responses/a.json:1:1: error: no Rust types for this schema: {reason}");
    check_refused(&zoo::only(Vec::new(), vec![contract]), &message);
}

#[test]
fn a_type_beside_a_module_of_the_same_name() {
    let strategies = vec![zoo::strategy(0, "b/a.json", "日本"), zoo::strategy(0, "b/a/日本.json", "x")];
    let message = "templates/b/a.json:1:1: error: `日本` is also the Rust name of the folder or file `b/a/日本`; rename one of \
                   them";
    check_refused(&zoo::only(strategies, Vec::new()), message);
}

#[test]
fn two_strategies_of_the_same_name() {
    let strategies = vec![zoo::strategy(0, "a.json", "x-y"), zoo::strategy(0, "a.json", "x_y")];
    let message = "templates/a.json:1:1: error: `XY` is also the Rust name of strategy `x-y`; rename one of them";
    check_refused(&zoo::only(strategies, Vec::new()), message);
}

#[test]
fn two_placeholders_of_the_same_name() {
    let mut checked = zoo::only(Vec::new(), Vec::new());
    checked.schema.fields.to_mut()[1].name = "Text".into();
    let user = [0, 1].map(|place| Segment::Text(Value::Field(place)));
    checked.strategies = vec![Strategy { user_template: user.to_vec().into(), ..zoo::strategy(0, "a.json", "x") }];
    let message = "templates/a.json:1:1: error: `text` is also the Rust name of the placeholder `text` in strategy `x`; rename \
                   one of them";
    check_refused(&checked, message);
}

#[test]
fn two_contracts_of_the_same_name() {
    let contracts = vec![zoo::contract("a-b"), zoo::contract("a_b")];
    let message = "templates/responses/a_b.json:1:1: error: `a_b` is also the Rust name of templates/responses/a-b.json; rename one of \
                   them";
    check_refused(&zoo::only(Vec::new(), contracts), message);
}

#[test]
fn keys_that_become_one_field() {
    check_no_types(
        r#"{"type": "object", "properties": {"a-b": {"type": "string"}, "a_b": {"type": "string"}}}"#,
        "two keys become the Rust field `a_b`",
    );
    check_no_types(
        r#"{"anyOf": [{"type": "object", "properties": {"a": {"type": "object", "properties":
            {"b-c": {"type": "null"}, "b_c": {"type": "null"}}}}}, {"type": "string"}]}"#,
        "two keys become the Rust field `b_c`",
    );
}

#[test]
fn keys_that_become_one_type() {
    check_no_types(
        r#"{"type": "object", "properties": {"a": {"type": "object", "properties": {"b": {"enum": ["x"], "type": "string"}}},
            "a_b": {"enum": ["y"], "type": "string"}}}"#,
        "two keys become the Rust type `AnswerAB`",
    );
}

#[test]
fn labels_that_become_one_variant() {
    check_no_types(
        r#"{"type": "string", "enum": ["a", "A"]}"#,
        "typify finds no distinct Rust names for its keys or values",
    );
}

#[test]
fn what_has_no_type() {
    let reason = "an answer is of objects, arrays, strings, booleans and numbers that its contract names";
    check_no_types(r#"{"type": "object", "properties": {"a": {}}}"#, reason);
    check_no_types(r#"{"type": "array", "maxItems": 0}"#, reason);
    check_no_types(
        r#"{"properties": {"a": 1}}"#,
        "data did not match any variant of untagged enum Schema at line 1 column 24",
    );
}
