//! The schema of `tunesmith.json`.

use tunesmith_runtime::FAMILIES;

use super::json::{Json, list, object, raw};
use super::names::Names;
use super::pattern::{FILE_NAME, SUFFIX, matches, of_type};
use super::{allow, choices, comments, examples, head, of_kind, plain, template};
use crate::FieldRole;
use crate::rules::bad_file_name::REJECTS;
use crate::view::{Key, ObjectKind};

pub(super) fn schema(names: &Names<'_>) -> Json {
    let what = "What a project is: the record schema, derived values, splits, formats and the default response contract. Its path is \
                tunesmith.json; paths in it are relative to its folder. What a schema cannot say is checked by `cargo xtask check`.";
    let root = closed(ObjectKind::Project, |key| match key.name {
        "$schema" => Some(plain(ObjectKind::Project, key).with(examples(["templates/project.schema.json"]))),
        "values" => Some(values(key, names)),
        "splits" => Some(objects(key, "split").with([("allOf", Json::List(vec![first_is_written()]))])),
        "formats" => Some(objects(key, "format")),
        "response" => Some(template::response(plain(ObjectKind::Project, key), names)),
        "groups" => Some(plain(ObjectKind::Project, key).with([("items", a_field())])),
        "families" => {
            let name = object([of_type(&["string"]), ("enum", list(FAMILIES.iter().map(|family| family.name)))]);
            Some(plain(ObjectKind::Project, key).with([("items", name)]))
        }
        "max_tokens" => Some(plain(ObjectKind::Project, key).with([("examples", list([raw(2048)]))])),
        _ => None,
    });
    let definitions = [
        ("derived", derived()),
        ("alternative", alternative()),
        ("field", field(names)),
        ("split", split(names)),
        ("format", format(names)),
        ("allow", allow()),
    ];
    head("Tunesmith project", what).joined(&root).with([("definitions", object(definitions))])
}

/// An object of which every key is known: nobody writes this file but for Tunesmith.
fn closed(kind: ObjectKind, special: impl Fn(&Key) -> Option<Json>) -> Json {
    of_kind(kind, special).with([("additionalProperties", raw(false))])
}

/// One object or more.
fn objects(key: &Key, definition: &str) -> Json {
    let item = object([("$ref", format!("#/definitions/{definition}").into())]);
    plain(ObjectKind::Project, key).with([("items", item), ("minItems", raw(1))])
}

fn values(key: &Key, names: &Names<'_>) -> Json {
    let fields = list(names.fields().map(|(name, _)| name));
    let not_a_field = object([
        ("not", object([("enum", fields)])),
        ("errorMessage", "The record has a field of this name already.".into()),
    ]);
    plain(ObjectKind::Project, key).with([
        ("propertyNames", not_a_field),
        comments(),
        ("additionalProperties", object([("$ref", "#/definitions/derived".into())])),
    ])
}

fn derived() -> Json {
    let json = closed(ObjectKind::Derived, |key| {
        let item = || object([("$ref", "#/definitions/alternative".into())]);
        (key.name == "first").then(|| plain(ObjectKind::Derived, key).with([("items", item())]))
    });
    let no_text = object([("else", object([("const", raw("null"))]))]);
    let message = "A derived value without a field and without a text never has one.";
    let first = object([("minItems", raw(1)), ("errorMessage", message.into())]);
    json.with([
        ("if", object([("required", list(["else"])), ("properties", no_text)])),
        ("then", object([("properties", object([("first", first)]))])),
    ])
}

fn alternative() -> Json {
    closed(ObjectKind::Alternative, |key| (key.name == "field").then(a_field))
}

fn a_field() -> Json {
    object([("$ref", "#/definitions/field".into())])
}

fn field(names: &Names<'_>) -> Json {
    let json = object([("description", "A field of the record.".into()), ("type", "string".into())]);
    json.with(choices(names.fields().collect::<Vec<_>>()))
}

fn split(names: &Names<'_>) -> Json {
    let name = "Use letters, digits, _ and -; folders and the ending are added.";
    closed(ObjectKind::Split, |key| match key.name {
        "name" => Some(plain(ObjectKind::Split, key).with(split_names(names))),
        "input" => Some(plain(ObjectKind::Split, key).with(matches(FILE_NAME, name))),
        "output" => Some(plain(ObjectKind::Split, key).with(matches(FILE_NAME, name)).with([not_rejects()])),
        _ => None,
    })
}

/// The values of the record's split field, where they are listed.
fn split_names<'n>(names: &'n Names<'_>) -> Option<(&'n str, Json)> {
    let place = names.schema.with_role(FieldRole::Split)?;
    let values = &names.schema.fields[place].values;
    (!values.is_empty()).then(|| ("enum", list(values.iter().map(AsRef::<str>::as_ref))))
}

fn not_rejects() -> (&'static str, Json) {
    let message = format!("{REJECTS} is the name of the file that holds faulty rows.");
    let rule = object([("not", object([("const", REJECTS.into())])), ("errorMessage", message.into())]);
    ("allOf", Json::List(vec![rule]))
}

/// The first split is what a model is trained on.
fn first_is_written() -> Json {
    let optional = object([("optional", object([("const", raw(true))]))]);
    let not = object([("required", list(["optional"])), ("properties", optional)]);
    let message = "The first split cannot be optional: a run would write nothing to train on.";
    object([("items", Json::List(vec![object([("not", not), ("errorMessage", message.into())])]))])
}

fn format(names: &Names<'_>) -> Json {
    let suffix = "Use letters, digits, _ and -; the ending is added.";
    closed(ObjectKind::Format, |key| {
        let json = || plain(ObjectKind::Format, key);
        match key.name {
            "template" => Some(json().with(examples(names.templates.iter().copied()))),
            "strategy" => Some(json().with(examples(names.strategies.iter().copied()))),
            "suffix" => Some(json().with(matches(SUFFIX, suffix))),
            _ => None,
        }
    })
}
