//! The schema of a template.

use super::json::{Json, list, object, raw};
use super::names::Names;
use super::pattern::{any_of, braces_hold, harmless, has_in_braces, matches, not_blank};
use super::{allow, choices, comments, described, examples, head, of_kind, plain, snippets};
use crate::view::{Key, ObjectKind};
use crate::{Field, FieldKind, FieldRole, ResponseFormat};

pub(super) fn schema(names: &Names<'_>) -> Json {
    let what = "A file of prompt strategies under templates/. Each strategy is compiled into a Rust type. Unknown keys are legal here; \
                the compiler warns of them, and of the many things that a schema cannot say: run `cargo xtask check`.";
    let root = of_kind(ObjectKind::Template, |key| match key.name {
        "$schema" => Some(plain(ObjectKind::Template, key).with(examples(["../template.schema.json"]))),
        "strategies" => Some(strategies(key)),
        _ => None,
    });
    let definitions =
        [("strategy", strategy(names)), ("parameters", parameters()), ("text", text()), ("allow", allow())];
    head("Tunesmith prompt template", what).joined(&root).with([
        snippets([("new template file", "A template with one strategy", new_template(names))]),
        ("definitions", object(definitions)),
    ])
}

fn strategies(key: &Key) -> Json {
    plain(ObjectKind::Template, key).with([
        ("allOf", Json::List(vec![has_a_key("There is no strategy here: add at least one.")])),
        comments(),
        ("additionalProperties", object([("$ref", "#/definitions/strategy".into())])),
    ])
}

/// An object with a key that is no comment.
pub(super) fn has_a_key(message: &str) -> Json {
    let of_comments = object([("pattern", "^_".into())]);
    object([
        ("not", object([("type", "object".into()), ("propertyNames", of_comments)])),
        ("errorMessage", message.into()),
    ])
}

fn strategy(names: &Names<'_>) -> Json {
    let json = of_kind(ObjectKind::Strategy, |key| match key.name {
        "system_prompt" => Some(system_prompt(key, names)),
        "user_template" => Some(user_template(key, names)),
        "examples" => Some(plain(ObjectKind::Strategy, key).with([("items", record(names))])),
        "parameters" => Some(object([("$ref", "#/definitions/parameters".into())])),
        "response" => Some(response(plain(ObjectKind::Strategy, key), names)),
        _ => None,
    });
    let what = "One way of prompting: a system and a user message, sampling parameters, and the contract that says what is \
                trained as the answer.";
    let snippet = snippets([("new strategy", "A strategy for the default contract", new_strategy(names))]);
    described(what).joined(&json).with([snippet])
}

/// A record that is shown as an example.
fn record(names: &Names<'_>) -> Json {
    let field = |field: &Field| {
        let json = described(names.doc(&field.name));
        let is_word = field.kind == FieldKind::String && !field.values.is_empty() && !field.nullable;
        let words = is_word.then(|| ("enum", list(field.values.iter().map(|word| Json::from(word.as_ref())))));
        (field.name.to_string(), json.with(words))
    };
    object([
        ("type", "object".into()),
        ("required", list([names.text()])),
        ("properties", Json::Object(names.schema.fields.iter().map(field).collect())),
    ])
}

/// The name of a contract.
pub(super) fn response(json: Json, names: &Names<'_>) -> Json {
    let json = json.with(not_blank("The contract's name"));
    let json = json.with(names.response.as_deref().map(|name| ("default", name.into())));
    json.with(examples(names.contracts.iter().copied()))
}

fn system_prompt(key: &Key, names: &Names<'_>) -> Json {
    let json = plain(ObjectKind::Strategy, key);
    json.with([("allOf", Json::List(vec![a_text()]))]).with(examples([names.system_prompt.as_str()]))
}

fn user_template(key: &Key, names: &Names<'_>) -> Json {
    let (text, usable) = (names.text(), placeholders(names));
    let row = |name: &str| format!("\n| `{{{name}}}` | {} |", names.doc(name).replace('|', "\\|"));
    let rows: String = usable.iter().map(|name| row(name)).collect();
    let doc = format!("{}\n\n| placeholder | becomes |\n|---|---|{rows}\n\n`{{{text}}}` is required.", key.doc);
    let listed = usable.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
    let description = format!(
        "The user message. {{name}} puts in a value ({listed}); literal braces are doubled. {{{text}}} is required."
    );
    object([("description", description.into()), ("markdownDescription", doc.into()), ("type", "string".into())])
        .with([("allOf", Json::List(prompt_rules(names, &usable)))])
        .with(examples([user_prompt(names)]))
}

fn placeholders<'n>(names: &'n Names<'_>) -> Vec<&'n str> {
    names.with_role(&[FieldRole::Text, FieldRole::Input]).map(|value| value.name).collect()
}

/// Braces that pair up, and then what stands in them.
fn prompt_rules(names: &Names<'_>, usable: &[&str]) -> Vec<Json> {
    let paired = braces_hold("[^{}]*");
    let unpaired = "The braces do not pair up. A placeholder is {name}; literal braces, as in a JSON example, are doubled: {{ and }}.";
    let rules = placeholder_rules(names, usable);
    vec![
        a_text(),
        object(matches(paired.clone(), unpaired)),
        object([("if", object([("pattern", paired.into())])), ("then", object([("allOf", Json::List(rules))]))]),
    ]
}

fn placeholder_rules(names: &Names<'_>, usable: &[&str]) -> Vec<Json> {
    let listed = usable.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", ");
    let leaks: Vec<&str> = names.with_role(&[FieldRole::Label]).map(|value| value.name).collect();
    let (positional, literal) = ("[0-9]*", "[^{}]*[\"'][^{}]*");
    let mut known = vec![any_of(usable.iter().copied())];
    let mut rules = Vec::new();
    if !leaks.is_empty() {
        let message = format!(
            "Label leak: this placeholder holds the answer, so the model would learn to copy it. A prompt may use {listed}."
        );
        rules.push(never(&any_of(leaks.iter().copied()), &message));
        known.push(any_of(leaks));
    }
    rules.push(never(
        positional,
        "Positional placeholders ({} and {0}) have no meaning here: name the value, or double the braces if they are literal.",
    ));
    rules.push(never(literal, "These braces look like literal JSON: double them, {{\"key\": \"value\"}}."));
    known.extend([positional.to_owned(), literal.to_owned()]);
    let unknown = format!(
        "Unknown placeholder. There are {listed}, spelt exactly so: no spaces, conversions, format specs, attributes or indexes. \
         Literal braces are doubled."
    );
    rules.push(object(matches(braces_hold(&known.join("|")), &unknown)));
    let text = names.text();
    let missing = format!(
        "There is no {{{text}}}, so the model would never see the text. ({{{{{text}}}}} is literal braces, not a placeholder.)"
    );
    rules.push(object(matches(has_in_braces(&any_of([text])), &missing)));
    rules
}

fn never(inside: &str, message: &str) -> Json {
    let not = object([("type", "string".into()), ("pattern", has_in_braces(inside).into())]);
    object([("not", not), ("errorMessage", message.into())])
}

fn a_text() -> Json {
    object([("$ref", "#/definitions/text".into())])
}

/// A text that reaches a model.
fn text() -> Json {
    let blank = object(not_blank("This text"));
    object([
        ("$comment", "No description here: editors would show it instead of the one beside the reference.".into()),
        ("type", "string".into()),
        ("allOf", Json::List(std::iter::once(blank).chain(harmless()).collect())),
    ])
}

fn parameters() -> Json {
    let formats = ResponseFormat::ALL.map(|format| {
        let doc = match format {
            ResponseFormat::Text => "No constraint.",
            ResponseFormat::JsonObject => "Any JSON object; most servers want the word JSON in the prompt.",
            ResponseFormat::JsonSchema => "Exactly the JSON Schema of the response contract.",
        };
        (format.name(), doc)
    });
    let json = of_kind(ObjectKind::Parameters, |key| {
        (key.name == "response_format").then(|| plain(ObjectKind::Parameters, key).with(choices(formats)))
    });
    let strategy_key = ObjectKind::Strategy.keys().iter().find(|key| key.name == "parameters");
    let snippet = snippets([("parameters", "Sampling parameters for classification", new_parameters())]);
    described(strategy_key.map_or("", |key| key.doc)).joined(&json).with([snippet])
}

fn user_prompt(names: &Names<'_>) -> String {
    format!("What is the answer for this text?\n\nText: \"{{{}}}\"", names.text())
}

fn new_parameters() -> Json {
    object([
        ("max_tokens", raw("${4:256}")),
        ("temperature", raw("${5:0.0}")),
        ("response_format", format!("${{6:{}}}", ResponseFormat::JsonObject.name()).into()),
    ])
}

fn new_strategy(names: &Names<'_>) -> Json {
    let response = names.response.as_deref().or(names.contracts.first().copied()).unwrap_or("my_contract");
    object([
        ("name", "${1:my_strategy}".into()),
        ("description", "${2:What it is for, in one line}".into()),
        ("system_prompt", names.system_prompt.as_str().into()),
        ("user_template", user_prompt(names).into()),
        ("parameters", new_parameters()),
        ("response", format!("${{3:{response}}}").into()),
    ])
}

fn new_template(names: &Names<'_>) -> Json {
    let strategies = object([("${1:my_strategy}", new_strategy(names))]);
    object([("$schema", "../template.schema.json".into()), ("strategies", strategies)])
}
