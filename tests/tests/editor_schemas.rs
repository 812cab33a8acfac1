//! The schemas that editors use: they are fresh, accept what is good, and underline what a schema can say.
//!
//! `UPDATE_EXPECT=1` rewrites `templates/*.schema.json`.

#![expect(clippy::unwrap_used, reason = "a broken case fails its test")]

use std::path::{Path, PathBuf};

use expect_test::expect_file;
use jsonschema::Validator;
use serde_json::{Value, json};
use tunesmith_project::{PROJECT, list, responses};
use tunesmith_template::{Checked, Choice, Files, Levels, Source, TemplateFile, check, schemas};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(root().join(path)).unwrap()).unwrap()
}

fn files() -> Files {
    tunesmith_project::read(&root(), None, &Choice::default()).unwrap()
}

fn checked(files: &Files) -> Checked {
    check(files, &Levels::default(), None)
}

/// A schema as it is made now, whatever the file says.
fn schema(name: &str) -> Validator {
    let files = files();
    let made = schemas(&checked(&files), &files);
    let (_, text) = made.iter().find(|(path, _)| *path == format!("templates/{name}.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(text).unwrap()).unwrap()
}

fn template_schema() -> Validator {
    schema("template")
}

fn response_schema() -> Validator {
    schema("response")
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

/// A contract without classes.
fn plain_contract() -> Value {
    json!({"name": "c", "description": "d", "label": null, "target": {"summary": {"field": "text"}}})
}

/// A small good project.
fn project() -> Value {
    json!({
        "record": "data/unified.schema.json", "data": "data", "output": "out",
        "values": {"group": {"first": [{"field": "persona_tag", "unless": ["unknown"]}], "case": "upper", "else": "NONE"}},
        "splits": [
            {"name": "train", "input": "a", "output": "train"},
            {"name": "val", "input": "b", "output": "val", "optional": true}
        ],
        "formats": [{"name": "simple", "template": "simple/simple_v1.json", "strategy": "simple", "suffix": ""}],
        "response": "moderation_v1", "groups": ["source_dataset"], "max_tokens": 2048
    })
}

/// Stands for the absence of a key.
fn absent() -> Value {
    json!("the key is taken out")
}

/// The value with another one at a pointer.
fn with(mut value: Value, pointer: &str, new: Value) -> Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match value.pointer_mut(parent).unwrap() {
        Value::Object(object) if new == absent() => {
            object.remove(key);
        }
        Value::Object(object) => {
            object.insert(key.to_owned(), new);
        }
        list => list[key.parse::<usize>().unwrap()] = new,
    }
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
fn the_schemas_are_fresh() {
    for root in [root(), root().join("tests/projects/tickets")] {
        let files = tunesmith_project::read(&root, None, &Choice::default()).unwrap();
        let made = schemas(&checked(&files), &files);
        for (path, text) in &made {
            expect_file![root.join(path)].assert_eq(text);
        }
        assert_eq!(made, schemas(&checked(&files), &files), "they must not depend on chance");
    }
}

#[test]
fn the_committed_files_are_valid() {
    check_good(&schema("project"), &read(PROJECT), &[("/_note", json!("as it is"))]);
    for name in list(&root()).unwrap() {
        let template = read(&format!("templates/{name}"));
        check_good(&template_schema(), &template, &[("/_note", json!(name))]);
    }
    for name in responses(&root()).unwrap() {
        let contract = read(&format!("templates/responses/{name}.json"));
        check_good(&response_schema(), &contract, &[("/_note", json!(name))]);
    }
}

#[test]
fn templates_that_compile_are_not_underlined() {
    let cases = [
        ("/strategies/s/parameters", absent()),
        ("/strategies/s/_note", json!("a comment")),
        ("/architecture_metadata", json!({"version": 3})),
        ("/allow", json!(["contract-mismatch"])),
        ("/strategies/s/user_template", json!("{persona} {target_group} {persona_tag} {{\"a\": 1}} {text}")),
        ("/strategies/s/user_template", json!("{{{text}}}")),
        ("/strategies/s/system_prompt", json!("P(a|b) <||> <a|b>")),
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
        ("/strategies", absent()),
        ("/strategies", json!({})),
        ("/strategies", json!([])),
        ("/strategies/s", json!("text")),
        ("/strategies/s/name", absent()),
        ("/strategies/s/description", absent()),
        ("/strategies/s/system_prompt", absent()),
        (user, absent()),
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
        (user, json!("{text} {rationale}")),
        (user, json!("{text} {original_id}")),
        (user, json!("{text} {\"a\": 1}")),
        (user, json!("{text} <|end|>")),
        (user, json!("{text} [INST]")),
        (user, json!("{text} <</SYS>>")),
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
        ("/allow", json!(["contract-missmatch"])),
        ("/allow", json!(["syntax"])),
    ];
    check_bad(&template_schema(), &template(), &cases);
}

#[test]
fn contracts_that_compile_are_not_underlined() {
    let cases = [
        ("/targets/hate", json!("yes")),
        ("/targets/hate", json!([{"field": "rationale"}, "x", null])),
        ("/targets/hate/why", json!([1])),
        ("/targets/hate/why", json!({"a": {"b": [{"field": "persona"}, {"_note": 1, "c": ""}]}})),
        ("/targets/hate/why", json!({"fields": "of the text"})),
        ("/targets/hate/why", json!({"feild": "not the name of a value"})),
        ("/targets/_note", json!("a comment")),
        ("/owner", json!("an unknown key")),
        ("/allow", json!(["tab"])),
    ];
    check_good(&response_schema(), &contract(), &cases);
    let cases = [("/target", json!("{}")), ("/target", json!(["a"])), ("/_note", json!(1))];
    check_good(&response_schema(), &plain_contract(), &cases);
}

#[test]
fn broken_contracts_are_underlined() {
    let cases = [
        ("/name", absent()),
        ("/name", json!("")),
        ("/description", absent()),
        ("/label", absent()),
        ("/label", json!(null)),
        ("/label", json!("nobody")),
        ("/label", json!("persona_tag")),
        ("/targets", absent()),
        ("/targets", json!({})),
        ("/targets", json!([])),
        ("/targets/hate", absent()),
        ("/targets/offensive", json!({"label": "x"})),
        ("/targets/hate", json!(null)),
        ("/targets/hate", json!({})),
        ("/targets/hate", json!({"_note": 1})),
        ("/targets/hate", json!({"field": "nobody"})),
        ("/targets/hate/why", json!({"field": "nobody"})),
        ("/targets/hate/why", json!({"field": 1})),
        ("/targets/hate/why", json!([{"field": "nobody"}])),
        ("/targets/hate/why", json!({"feild": "rationale"})),
        ("/targets/hate/why", json!({"Field": "rationale"})),
        ("/targets/hate/why", json!({"a": {"fields": "rationale"}})),
        ("/targets/hate/label", json!("<|end|>")),
        ("/targets/hate/why", json!(["hidden \u{200b}text"])),
    ];
    check_bad(&response_schema(), &contract(), &cases);
    let cases =
        [("/target", absent()), ("/target", json!(null)), ("/target", json!({})), ("/label", json!("label_binary"))];
    check_bad(&response_schema(), &plain_contract(), &cases);
}

#[test]
fn projects_that_compile_are_not_underlined() {
    let cases = [
        ("/values", absent()),
        ("/values", json!({})),
        ("/values/group/case", absent()),
        ("/values/group/first", json!([])),
        ("/values/group/else", json!(null)),
        ("/values/group/_note", json!("a comment")),
        ("/splits/1/_note", json!("a comment")),
        ("/splits/0/optional", json!(false)),
        ("/splits/0/input", json!("größe-1_a")),
        ("/formats/0/suffix", json!("_short")),
        ("/formats/0/template", json!("not/written/yet.json")),
        ("/response", absent()),
        ("/response", json!("not_written_yet")),
        ("/missing", json!(["", "n/a"])),
        ("/groups", json!([])),
        ("/max_tokens", absent()),
        ("/allow", json!(["split-mismatch"])),
        ("/_note", json!({"a": 1})),
    ];
    check_good(&schema("project"), &project(), &cases);
}

#[test]
fn broken_projects_are_underlined() {
    let mut cases = vec![
        // Typos and keys that mean nothing.
        ("/recrod", json!("data/unified.schema.json")),
        ("/max_token", json!(1)),
        ("/values/group/frist", json!([])),
        ("/values/group/first/0/feild", json!("text")),
        ("/splits/0/optinal", json!(true)),
        ("/formats/0/sufix", json!("")),
        // Wrong types.
        ("/record", json!(null)),
        ("/missing", json!("NA")),
        ("/missing", json!([1])),
        ("/values", json!([])),
        ("/values/group", json!("persona_tag")),
        ("/values/group/first", json!("persona_tag")),
        ("/values/group/first", json!(["persona_tag"])),
        ("/values/group/first/0/unless", json!("unknown")),
        ("/values/group/else", json!(1)),
        ("/splits", json!({"train": {}})),
        ("/splits/0/optional", json!("true")),
        ("/groups", json!("source_dataset")),
        ("/max_tokens", json!("2048")),
        ("/max_tokens", json!(1.5)),
        ("/max_tokens", json!(0)),
        ("/response", json!(null)),
        // Words and names.
        ("/values/group/case", json!("uper")),
        ("/values/group/first/0/field", json!("persona")),
        ("/values/text", json!({"first": [], "else": "a"})),
        ("/groups", json!(["source"])),
        ("/splits/0/name", json!("trian")),
        ("/splits/0/input", json!("")),
        ("/splits/0/output", json!("../train")),
        ("/splits/0/output", json!("rejects")),
        ("/formats/0/suffix", json!(".short")),
        ("/formats/0/name", json!("")),
        ("/allow", json!(["splitmismatch"])),
        // What would write nothing.
        ("/splits", json!([])),
        ("/splits/0/optional", json!(true)),
        ("/formats", json!([])),
        ("/values/group", json!({"first": [], "else": null})),
    ];
    let required = [
        "/record",
        "/data",
        "/output",
        "/splits",
        "/formats",
        "/values/group/first",
        "/values/group/else",
        "/values/group/first/0/field",
        "/splits/0/name",
        "/splits/0/input",
        "/splits/0/output",
        "/formats/0/name",
        "/formats/0/template",
        "/formats/0/strategy",
        "/formats/0/suffix",
    ];
    cases.extend(required.map(|pointer| (pointer, absent())));
    check_bad(&schema("project"), &project(), &cases);
}

/// What the schemas underline and what `check` finds are the same placeholders.
#[test]
fn the_placeholders_of_the_schema_are_those_of_the_check() {
    let files = files();
    let names = checked(&files).schema;
    for name in names.value_names() {
        let case = template_value(name);
        let mut files = files.clone();
        let source = Source::new("t.json", case.to_string());
        files.templates.push(TemplateFile { source, name: "t.json".to_owned(), outside: false, response: None });
        let fine = checked(&files).reports.last().is_some_and(|report| !report.has_errors());
        assert_eq!(template_schema().is_valid(&case), fine, "{name}");
    }
}

/// Names that mean something in a regular expression mean themselves.
#[test]
fn names_are_taken_literally() {
    let mut files = tunesmith_template::doc::files();
    let renamed = |source: &Source| {
        let text = source.text().replace("\"billing\"", "\"bil+ing (1|2)\"").replace("\"product\"", "\"pro.duct\"");
        Source::new(source.path(), text)
    };
    files.project = renamed(&files.project);
    files.schema = renamed(&files.schema);
    files.responses = vec![renamed(&files.responses[0])];
    let made = schemas(&checked(&files), &files);
    let validator = |place: usize| jsonschema::validator_for(&serde_json::from_str(&made[place].1).unwrap()).unwrap();
    let contract: Value = serde_json::from_str(files.responses[0].text()).unwrap();
    check_good(&validator(1), &contract, &[("/_note", json!(1))]);
    check_bad(
        &validator(1),
        &contract,
        &[("/targets/biling (1|2)", json!({"a": 1})), ("/targets/billing", json!({"a": 1}))],
    );
    let template: Value = serde_json::from_str(files.templates[0].source.text()).unwrap();
    check_good(&validator(0), &template, &[("/strategies/s/user_template", json!("{body} {pro.duct}"))]);
    check_bad(&validator(0), &template, &[("/strategies/s/user_template", json!("{body} {pro_duct}"))]);
}

fn template_value(placeholder: &str) -> Value {
    let mut template = with(template(), "/strategies/s/user_template", json!(format!("{{text}} {{{placeholder}}}")));
    template["strategies"]["s"]["system_prompt"] = json!("Be kind.");
    template
}
