//! The schemas that editors use: they accept what is good, and underline what a schema can say.

#![expect(clippy::unwrap_used, reason = "a broken case fails its test")]

use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};
use tunesmith_template::{Source, project};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn template_schema() -> Validator {
    jsonschema::validator_for(&read("templates/template.schema.json")).unwrap()
}

fn response_schema() -> Validator {
    jsonschema::validator_for(&read("templates/response.schema.json")).unwrap()
}

/// A small good template.
fn template() -> Value {
    json!({"strategies": {"s": {
        "name": "s", "description": "d", "system_prompt": "Be kind. {\"label\": \"a\"}", "user_template": "Text: {text}",
        "parameters": {"max_tokens": 16, "temperature": 0.5}
    }}})
}

/// A small good contract.
fn contract() -> Value {
    json!({"name": "c", "description": "d", "label": "label_binary", "targets": {
        "hate": {"label": "yes", "why": {"field": "rationale"}}, "normal": {"label": "no", "score": 0, "sure": true, "why": null}
    }})
}

/// The value with another one at a pointer; `null` there takes the key out.
fn with(mut value: Value, pointer: &str, new: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let object = value.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match new {
        Value::Null => object.remove(key),
        new => object.insert(key.to_owned(), new),
    };
    value
}

#[track_caller]
fn check_bad(schema: &Validator, good: &Value, cases: &[(&str, Value)]) {
    assert!(schema.is_valid(good), "the case to begin with must be good");
    for (pointer, new) in cases {
        let case = with(good.clone(), pointer, new.clone());
        assert!(!schema.is_valid(&case), "{pointer} = {new} must not be valid");
    }
}

#[track_caller]
fn check_good(schema: &Validator, good: &Value, cases: &[(&str, Value)]) {
    for (pointer, new) in cases {
        let case = with(good.clone(), pointer, new.clone());
        let faults: Vec<String> = schema.iter_errors(&case).map(|error| error.to_string()).collect();
        assert!(faults.is_empty(), "{pointer} = {new}: {faults:?}");
    }
}

#[test]
fn the_committed_templates_and_contracts_are_valid() {
    for name in project::list(&root()).unwrap() {
        assert!(template_schema().is_valid(&read(&format!("templates/{name}"))), "{name}");
    }
    for name in project::responses(&root()).unwrap() {
        assert!(response_schema().is_valid(&read(&format!("templates/responses/{name}.json"))), "{name}");
    }
}

#[test]
fn templates_that_compile_are_not_underlined() {
    let cases = [
        ("/strategies/s/parameters", Value::Null),
        ("/strategies/s/_note", json!("a comment")),
        ("/architecture_metadata", json!({"version": 3})),
        ("/allow", json!(["contract-mismatch"])),
        ("/strategies/s/user_template", json!("{persona} {target_group} {persona_tag} {{\"a\": 1}} {text}")),
        ("/strategies/s/user_template", json!("{{{text}}}")),
        ("/strategies/s/system_prompt", json!("family 👩\u{200d}👩\u{200d}👧 {anything} goes")),
        ("/strategies/s/parameters/top_k", json!(40)),
        ("/strategies/s/response", json!("moderation_v1")),
    ];
    check_good(&template_schema(), &template(), &cases);
}

#[test]
fn broken_templates_are_underlined() {
    let user = "/strategies/s/user_template";
    let cases = [
        ("/strategies", Value::Null),
        ("/strategies", json!({})),
        ("/strategies", json!([])),
        ("/strategies/s", json!("text")),
        ("/strategies/s/name", Value::Null),
        ("/strategies/s/description", Value::Null),
        ("/strategies/s/system_prompt", Value::Null),
        (user, Value::Null),
        (user, json!("")),
        (user, json!(1)),
        (user, json!("no placeholder")),
        (user, json!("{{text}}")),
        (user, json!("{text} {")),
        (user, json!("{text} }")),
        (user, json!("{text} {}")),
        (user, json!("{text} {0}")),
        (user, json!("{text!r}")),
        (user, json!("{text:>8}")),
        (user, json!("{text.x}")),
        (user, json!("{text[0]}")),
        (user, json!("{ text }")),
        (user, json!("{Text}")),
        (user, json!("{text} {nobody}")),
        (user, json!("{text} {label_binary}")),
        (user, json!("{text} {rationale_text}")),
        (user, json!("{text} {\"a\": 1}")),
        (user, json!("{text} <|end|>")),
        (user, json!("{text} [INST]")),
        ("/strategies/s/system_prompt", json!("hidden \u{202e}text")),
        ("/strategies/s/parameters", json!([])),
        ("/strategies/s/parameters/temperature", json!(3)),
        ("/strategies/s/parameters/temperature", json!("0.1")),
        ("/strategies/s/parameters/top_p", json!(1.5)),
        ("/strategies/s/parameters/presence_penalty", json!(-3)),
        ("/strategies/s/parameters/max_tokens", json!(0)),
        ("/strategies/s/parameters/max_tokens", json!(1.5)),
        ("/strategies/s/parameters/response_format", json!("yaml")),
        ("/allow", json!("contract-mismatch")),
    ];
    check_bad(&template_schema(), &template(), &cases);
}

#[test]
fn broken_contracts_are_underlined() {
    let cases = [
        ("/name", Value::Null),
        ("/description", Value::Null),
        ("/label", Value::Null),
        ("/label", json!("nobody")),
        ("/targets", Value::Null),
        ("/targets", json!({})),
        ("/targets/hate", Value::Null),
        ("/targets/offensive", json!({"label": "x"})),
        ("/targets/hate", json!("yes")),
        ("/targets/hate/why", json!({"field": "nobody"})),
        ("/targets/hate/why", json!({"feild": "rationale"})),
        ("/targets/hate/why", json!([1])),
        ("/targets/hate/label", json!("<|end|>")),
    ];
    check_bad(&response_schema(), &contract(), &cases);
}

/// The values of every `enum` below a value.
fn enums(value: &Value, found: &mut Vec<Vec<String>>) {
    match value {
        Value::Object(map) => {
            if let Some(Value::Array(values)) = map.get("enum") {
                found.push(values.iter().filter_map(Value::as_str).map(str::to_owned).collect());
            }
            map.values().for_each(|value| enums(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| enums(value, found)),
        _ => {}
    }
}

/// The schemas spell names out that `data/unified.schema.json` owns: they may not drift apart.
#[test]
fn the_names_in_the_schemas_are_those_of_the_record() {
    let mut files = project::read(&root(), &project::Choice::default()).unwrap();
    files.templates.clear();
    let schema = tunesmith_template::check(&files, &tunesmith_template::Levels::default()).schema;
    let mut found = Vec::new();
    enums(&read("templates/response.schema.json"), &mut found);
    let names: Vec<&str> = schema.target_fields();
    let fields = found.iter().find(|values| values.iter().any(|value| value == "rationale")).unwrap();
    assert!(
        names.iter().all(|name| fields.iter().any(|field| field == name)),
        "response.schema.json lacks one of {names:?}"
    );
    assert!(
        fields.iter().all(|field| names.contains(&field.as_str())),
        "response.schema.json has a field too many: {fields:?}"
    );
    let template = read("templates/template.schema.json").to_string();
    for name in schema.placeholders() {
        assert!(template.contains(name), "template.schema.json does not know the placeholder {name}");
    }
    // What the schema underlines and what `check` finds are the same placeholders.
    for field in schema.fields.iter() {
        let case = with(template_value(&field.name), "/strategies/s/description", json!("d"));
        let mut files = files.clone();
        let source = Source::new("t.json", case.to_string());
        files.templates = vec![tunesmith_template::TemplateFile { source, name: "t.json".to_owned(), response: None }];
        let fine = !tunesmith_template::check(&files, &tunesmith_template::Levels::default()).has_errors();
        assert_eq!(template_schema().is_valid(&case), fine, "{}", field.name);
    }
}

fn template_value(placeholder: &str) -> Value {
    let mut template = with(template(), "/strategies/s/user_template", json!(format!("{{text}} {{{placeholder}}}")));
    template["strategies"]["s"]["system_prompt"] = json!("Be kind.");
    template
}
