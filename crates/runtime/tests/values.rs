//! What values become in prompts and targets: nulls, numbers, arrays, derived values, and strings that mean "no value".

#[allow(dead_code, unreachable_pub)]
mod tickets;

use tickets::{
    BODY, BY, CHANNEL, HOURS, ITEM, PRIORITY, SOLVED_BY, TAGS, contract, plain, schema, strategy, strings, ticket,
};
use tunesmith_runtime::{AnswerForm, Contract, Datum, Record, Value};

#[track_caller]
fn check_prompt(value: Value, record: &Record<'_>, expected: &str) {
    let answer = contract(None, &[""], &[]);
    let [user, _] = tickets::run(&strategy(&[BODY, value]), &answer, record).unwrap_or_default();
    assert_eq!(user, format!("<too dark><{expected}>"));
}

#[track_caller]
fn check_target(value: Value, record: &Record<'_>, expected: &str) {
    let answer = contract(None, &[""], &[("a", value), ("b", value)]);
    let [_, answer] = tickets::run(&strategy(&[BODY]), &answer, record).unwrap_or_default();
    assert_eq!(answer, format!("{{\"a\": {expected}, \"b\": {expected}}}"));
}

#[test]
fn numbers_are_shown_as_they_are_written() {
    let schema = schema();
    let hours = |text: &'static str| ticket(&schema).with("hours", Datum::Number(text.into()));
    for text in ["1.50", "-0", "1E+2", "123456789012345678901234567890"] {
        check_prompt(HOURS, &hours(text), text);
        check_target(HOURS, &hours(text), text);
    }
    check_prompt(PRIORITY, &ticket(&schema).with("priority", -3), "-3");
    check_target(HOURS, &ticket(&schema).with("hours", 0.1 + 0.2), "0.30000000000000004");
}

#[test]
fn arrays_are_shown_with_commas_and_answered_as_arrays() {
    let schema = schema();
    let tags = |items: &[&'static str]| ticket(&schema).with("tags", strings(items));
    check_prompt(TAGS, &tags(&["a", "b, c"]), "a, b, c");
    check_prompt(TAGS, &tags(&[]), "");
    check_target(TAGS, &tags(&["a \"b\"", "\u{2028}\n"]), "[\"a \\\"b\\\"\", \"\u{2028}\\n\"]");
    check_target(TAGS, &tags(&[]), "[]");
}

#[test]
fn what_is_not_there_is_null_in_a_target() {
    let schema = schema();
    for value in [HOURS, TAGS, SOLVED_BY, CHANNEL, BY] {
        check_target(value, &ticket(&schema), "null");
    }
    check_target(SOLVED_BY, &ticket(&schema).with("solved_by", Datum::Null), "null");
    check_target(ITEM, &ticket(&schema), "\"UNKNOWN\"");
}

#[test]
fn strings_that_mean_no_value_are_null_where_a_field_may_be() {
    let schema = schema();
    for missing in ["", "N/A", " n/a\n"] {
        check_target(SOLVED_BY, &ticket(&schema).with("solved_by", missing), "null");
        check_target(BY, &ticket(&schema).with("solved_by", missing), "null");
        check_prompt(ITEM, &ticket(&schema).with("product", missing), "UNKNOWN");
        // An enumeration does not refuse them.
        check_target(CHANNEL, &ticket(&schema).with("channel", missing), "null");
    }
    check_target(SOLVED_BY, &ticket(&schema).with("solved_by", "n/a?"), "\"n/a?\"");
    // The text may not be null, so here it is one.
    let [user, _] = tickets::run(&strategy(&[BODY]), &plain(BODY), &ticket(&schema).with("body", "n/a")).unwrap();
    assert_eq!(user, "<n/a>");
}

#[test]
fn derived_values_skip_what_counts_as_none() {
    let schema = schema();
    let product = |text: &'static str| ticket(&schema).with("product", text);
    check_prompt(ITEM, &product("straße"), "STRASSE");
    check_prompt(ITEM, &product("other"), "UNKNOWN");
    check_target(BY, &ticket(&schema).with("solved_by", "Ann"), "\"Ann\"");
}

#[test]
fn data_may_call_a_field_by_its_other_names() {
    let schema = schema();
    let record = Record::new(&schema).with("message", "too dark").with("queue", "billing").with("nonsense", 1);
    check_prompt(BODY, &record, "too dark");
}

#[test]
fn plain_text_is_no_json() {
    let schema = schema();
    let record = ticket(&schema).with("solved_by", "Ann \"the\" Ace\n");
    let [_, answer] = tickets::run(&strategy(&[BODY]), &plain(SOLVED_BY), &record).unwrap();
    assert_eq!(answer, "Ann \"the\" Ace\n");
}

#[test]
fn braces_in_a_value_are_text() {
    let schema = schema();
    let record = ticket(&schema).with("body", "{item} {{").with("product", "lamp");
    let answer: Contract = Contract { form: AnswerForm::Json, ..contract(Some(6), &["billing"], &[("body", BODY)]) };
    let [user, answer] = tickets::run(&strategy(&[BODY, ITEM]), &answer, &record).unwrap();
    assert_eq!([user, answer], ["<{item} {{><LAMP>", "{\"body\": \"{item} {{\"}"]);
}
