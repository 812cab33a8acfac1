//! The body of a request: what the template gives, and nothing else.

#[allow(dead_code, unreachable_pub)]
mod tickets;

use tickets::{BODY, contract, plain, schema, strategy, ticket};
use tunesmith_runtime::{Contract, Datum, Parameters, ResponseFormat, generated};

/// What follows the messages.
#[track_caller]
fn check_rest(parameters: Parameters, contract: &Contract, expected: &str) {
    let schema = schema();
    let mut strategy = strategy(&[BODY]);
    strategy.parameters = parameters;
    let body = generated::pair(&schema, &strategy, contract, &[]).body(&ticket(&schema), "m\"").unwrap_or_default();
    let messages = r#"[{"role": "system", "content": "Which \"queue\"?"}, {"role": "user", "content": "<too dark>"}]"#;
    assert_eq!(body, format!(r#"{{"model": "m\"", "messages": {messages}{expected}}}"#));
}

#[track_caller]
fn check_format(format: ResponseFormat, contract: &Contract, expected: &str) {
    let parameters = Parameters { response_format: Some(format), ..Parameters::default() };
    check_rest(parameters, contract, &format!(", \"response_format\": {expected}"));
}

#[test]
fn nothing_is_said_that_the_template_does_not_say() {
    check_rest(Parameters::default(), &contract(None, &[""], &[]), "");
}

#[test]
fn parameters_keep_their_order() {
    let parameters = Parameters {
        max_tokens: Some(u64::MAX),
        temperature: Some(0.0),
        top_p: Some(0.95),
        frequency_penalty: Some(-2.0),
        presence_penalty: Some(1e-9),
        response_format: None,
    };
    let expected = r#", "max_tokens": 18446744073709551615, "temperature": 0.0, "top_p": 0.95, "frequency_penalty": -2.0, "presence_penalty": 1e-9"#;
    check_rest(parameters, &contract(None, &[""], &[]), expected);
}

#[test]
fn the_schema_goes_in_as_it_is() {
    let mut answer = contract(None, &[""], &[]);
    answer.name = "ro\"uting".into();
    answer.json_schema = r#"{"type": "object", "properties": {"z": {}, "a": {}}}"#.into();
    let expected = r#"{"type": "json_schema", "json_schema": {"name": "ro\"uting", "schema": {"type": "object", "properties": {"z": {}, "a": {}}}}}"#;
    check_format(ResponseFormat::JsonSchema, &answer, expected);
}

#[test]
fn other_forms_are_named() {
    let answer = contract(None, &[""], &[]);
    check_format(ResponseFormat::JsonObject, &answer, r#"{"type": "json_object"}"#);
    check_format(ResponseFormat::Text, &answer, r#"{"type": "text"}"#);
}

#[test]
fn a_plain_answer_is_asked_for_as_text() {
    for format in ResponseFormat::ALL {
        check_format(format, &plain(BODY), r#"{"type": "text"}"#);
    }
}

#[test]
fn a_record_that_is_not_fit_gives_no_body() {
    let schema = schema();
    let (strategy, answer) = (strategy(&[BODY]), contract(None, &[""], &[]));
    let pair = generated::pair(&schema, &strategy, &answer, &[]);
    let faults = pair.body(&ticket(&schema).with("body", Datum::Null), "m").unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].reason, "body is null; it must be a string");
}
