//! The schema of a response contract.

use super::json::{Json, list, object, raw};
use super::names::Names;
use super::pattern::{any_of, harmless, matches, of_type, typos};
use super::template::has_a_key;
use super::{allow, choices, comments, described, examples, head, of_kind, plain, snippets};
use crate::Field;
use crate::view::{Key, ObjectKind};

pub(super) fn schema(names: &Names<'_>) -> Json {
    let what = "What the assistant answers, a file under templates/responses/. A strategy names it in `response`. Unknown keys are \
                legal here; the compiler warns of them: run `cargo xtask check`.";
    let root = of_kind(ObjectKind::Contract, |key| match key.name {
        "$schema" => Some(plain(ObjectKind::Contract, key).with(examples(["../response.schema.json"]))),
        "label" => Some(label(key, names)),
        "targets" => Some(targets(key)),
        _ => None,
    });
    // Which of `targets` and `target` there must be depends on the label.
    let required = ("required", list(["name", "description", "label"]));
    head("Tunesmith response contract", what).joined(&root).with([
        required,
        ("allOf", Json::List(cases(names))),
        snippets([("new contract", "An answer for each label", new_contract(names))]),
        ("definitions", object([("answer", answer()), ("value", value(names)), ("text", text()), ("allow", allow())])),
    ])
}

fn label(key: &Key, names: &Names<'_>) -> Json {
    let fields = || names.labels().map(|field| (field.name.as_ref(), names.doc(&field.name)));
    let every: Vec<(&str, &str)> = fields().collect();
    let with_null = |of: &dyn Fn(&(&str, &str)) -> String, null: &str| {
        list(every.iter().map(|choice| Json::from(of(choice))).chain([Json::from(null)]))
    };
    let no_label = "One answer for all records.";
    let json = plain(ObjectKind::Contract, key).with([
        ("enum", list(every.iter().map(|(name, _)| Json::from(*name)).chain([raw("null")]))),
        ("enumDescriptions", with_null(&|(_, doc)| doc.replace('`', ""), no_label)),
        ("markdownEnumDescriptions", with_null(&|(_, doc)| (*doc).to_owned(), no_label)),
    ]);
    json.with(every.first().map(|(name, _)| ("default", (*name).into())))
}

fn targets(key: &Key) -> Json {
    plain(ObjectKind::Contract, key)
        .with([comments(), ("additionalProperties", object([("$ref", "#/definitions/answer".into())]))])
}

/// What each choice of a label asks for.
fn cases(names: &Names<'_>) -> Vec<Json> {
    let when = |label: Json, then: Json| {
        let is = object([("label", object([("const", label)]))]);
        object([("if", object([("required", list(["label"])), ("properties", is)])), ("then", then)])
    };
    let target = object([("required", list(["target"]))]);
    let by_label = names.labels().map(|field| when(field.name.as_ref().into(), by_label(field)));
    by_label.chain([when(raw("null"), target)]).collect()
}

fn by_label(field: &Field) -> Json {
    let values: Vec<&str> = field.values.iter().map(AsRef::as_ref).collect();
    let message = format!("{} has no such value; it has {}.", field.name, values.join(", "));
    let known = format!("^(?:(?:{})$|_)", any_of(values.iter().copied()));
    let doc = |value: &&str| {
        let doc = format!("The answer for records whose {} is {value}.", field.name);
        ((*value).to_owned(), object([("description", doc.into())]))
    };
    let targets = object([
        ("required", list(values.iter().copied())),
        ("propertyNames", object(matches(known, &message))),
        ("properties", Json::Object(values.iter().map(doc).collect())),
    ]);
    object([("required", list(["targets"])), ("properties", object([("targets", targets)]))])
}

/// An answer: any JSON value but null.
fn answer() -> Json {
    let not_empty = has_a_key("An answer needs at least one key.");
    described(
        "The answer: an object, as deep as wanted, whose keys keep their order; an array; or a string, which is the answer as plain \
         text. `{\"field\": NAME}` stands anywhere in it for a value out of the record.",
    )
    .with([
        of_type(&["string", "number", "boolean", "object", "array"]),
        ("errorMessage", "An answer is a text, a number, true, false, an object or an array; null is none.".into()),
        ("allOf", Json::List(vec![not_empty, object([("$ref", "#/definitions/value".into())])])),
    ])
}

/// Anything in an answer.
fn value(names: &Names<'_>) -> Json {
    let when = |name: &str, then: Json| object([("if", object([of_type(&[name])])), ("then", then)]);
    let same = || object([("$ref", "#/definitions/value".into())]);
    let of_object = object([
        ("if", object([("required", list(["field"]))])),
        ("then", of_kind(ObjectKind::Field, |key| Some(field(key, names)))),
        (
            "else",
            object([
                ("propertyNames", object(matches(r"\S", "This key is empty."))),
                comments(),
                ("additionalProperties", same()),
                ("allOf", Json::List(vec![no_typo(names)])),
            ]),
        ),
    ]);
    let cases = vec![
        when("string", object([("$ref", "#/definitions/text".into())])),
        when("array", object([("items", same())])),
        when("object", of_object),
    ];
    let offered = ["\\", "$", "}", ",", "|"];
    let offered = names.values.iter().map(|value| value.name).filter(|name| !offered.iter().any(|c| name.contains(c)));
    let choice = format!("${{1|{}|}}", offered.collect::<Vec<_>>().join(","));
    object([
        ("allOf", Json::List(cases)),
        snippets([("field of the record", "A value out of the record", object([("field", choice.into())]))]),
    ])
}

fn field(key: &Key, names: &Names<'_>) -> Json {
    let values: Vec<(&str, &str)> = names.values.iter().map(|value| (value.name, value.doc.as_str())).collect();
    plain(ObjectKind::Field, key).with(choices(values))
}

/// `{"feild": NAME}`, which would be trained as it stands.
fn no_typo(names: &Names<'_>) -> Json {
    let every = list(names.values.iter().map(|value| value.name));
    let not = object([
        ("type", "object".into()),
        ("minProperties", raw(1)),
        ("maxProperties", raw(1)),
        ("propertyNames", object([("pattern", typos("field").into())])),
        ("additionalProperties", object([("enum", every)])),
    ]);
    object([("not", not), ("errorMessage", "Did you mean {\"field\": NAME}?".into())])
}

/// Text inside an answer, which may be empty.
fn text() -> Json {
    object([("type", "string".into()), ("allOf", Json::List(harmless()))])
}

fn new_contract(names: &Names<'_>) -> Json {
    let odd = |value: &str| value.contains(['$', '}', '\\', '"']);
    let shown = |value: &'_ str| if odd(value) { "…".to_owned() } else { value.to_owned() };
    let target =
        |index: usize, value: &str| object([("${3:answer}", format!("${{{}:{}}}", index + 4, shown(value)).into())]);
    let (label, targets) = match names.labels().next() {
        Some(field) => {
            let values = field.values.iter().enumerate();
            let targets = values.map(|(index, value)| (value.to_string(), target(index, value))).collect();
            (field.name.as_ref().into(), ("targets", Json::Object(targets)))
        }
        None => (raw("null"), ("target", object([("${3:answer}", "${4:…}".into())]))),
    };
    object([
        ("$schema", "../response.schema.json".into()),
        ("name", "${1:my_contract_v1}".into()),
        ("description", "${2:What it is for, in one line}".into()),
        ("label", label),
        targets,
    ])
}
