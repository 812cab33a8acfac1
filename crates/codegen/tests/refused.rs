//! Names that no rule refuses and Rust cannot tell apart: an error that names the file, not one in generated code.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use tunesmith_codegen::generate;
use tunesmith_template::project::Choice;
use tunesmith_template::{Checked, Levels};

#[track_caller]
fn check_refused(checked: Checked, expected: &str) {
    let error = generate(&checked, &Choice::default(), &Levels::default()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

#[test]
fn a_type_beside_a_module_of_the_same_name() {
    let strategies = vec![zoo::strategy(0, "a.json", "日本"), zoo::strategy(0, "a/日本.json", "x")];
    let message =
        "templates/a.json:1:1: error: `日本` is also the Rust name of the folder or file `a/日本`; rename one of them";
    check_refused(Checked { strategies, contracts: Vec::new(), ..zoo::checked() }, message);
}

#[test]
fn two_contracts_of_the_same_name() {
    let contracts = vec![zoo::contract("a-b"), zoo::contract("a_b")];
    let message = "templates/responses/a_b.json:1:1: error: `a_b` is also the Rust name of templates/responses/a-b.json; rename one of \
                   them";
    check_refused(Checked { strategies: Vec::new(), contracts, ..zoo::checked() }, message);
}

#[test]
fn a_contract_whose_keys_collide() {
    let mut contract = zoo::contract("a");
    contract.json_schema =
        r#"{"type": "object", "properties": {"a-b": {"type": "string"}, "a_b": {"type": "string"}}}"#.into();
    let message =
        "templates/responses/a.json:1:1: error: no Rust types for this schema: two keys become the Rust field `a_b`";
    check_refused(Checked { strategies: Vec::new(), contracts: vec![contract], ..zoo::checked() }, message);
}
