//! The schemas by which editors complete and underline the files of a project: `templates/*.schema.json`.
//!
//! They say what JSON Schema (draft 7, with VS Code's extensions for messages and snippets) can say of the rules, in the names
//! of the project. They are files like others, so that an editor needs nothing but them, and made here, so that they cannot
//! drift apart from the rules: `check --schemas` writes them, and tests compare those that are committed.

mod json;
mod names;
mod pattern;
mod project;
mod response;
mod template;

use json::{Json, list, object, raw};
use names::Names;

use crate::rules::{self, parameter_range};
use crate::view::{Key, ObjectKind, Shape};
use crate::{Checked, Files, explain};

/// The schema files of a project without errors, each with its path and its text.
///
/// ```
/// use tunesmith_template::{doc, schemas};
///
/// let schemas = schemas(&doc::checked(), &doc::files());
/// let (path, text) = &schemas[0];
/// assert_eq!(*path, "templates/template.schema.json");
/// assert!(text.contains("{body}"));
/// ```
pub fn schemas(checked: &Checked, files: &Files) -> Vec<(&'static str, String)> {
    let names = Names::new(checked, files);
    vec![
        ("templates/template.schema.json", template::schema(&names).file()),
        ("templates/response.schema.json", response::schema(&names).file()),
        ("templates/project.schema.json", project::schema(&names).file()),
    ]
}

/// The beginning of a schema file.
fn head(title: &str, what: &str) -> Json {
    let comment = "Generated from the rules, tunesmith.json and the record schema by `cargo xtask check --schemas`. Do not edit: \
                   write it anew where one of them has changed.";
    object([
        ("$schema", "http://json-schema.org/draft-07/schema#".into()),
        ("$comment", comment.into()),
        ("title", title.into()),
        ("description", what.into()),
    ])
}

/// An object with the keys of its kind; `special` describes those whose values have a schema of their own.
fn of_kind(kind: ObjectKind, special: impl Fn(&Key) -> Option<Json>) -> Json {
    let required = kind.keys().iter().filter(|key| key.required).map(|key| key.name);
    let property = |key: &Key| (key.name.to_owned(), special(key).unwrap_or_else(|| plain(kind, key)));
    let required: Vec<&str> = required.collect();
    object([("type", "object".into())])
        .with((!required.is_empty()).then(|| ("required", list(required))))
        .with([("properties", Json::Object(kind.keys().iter().map(property).collect())), comments()])
}

/// A key's value, as far as its shape says.
fn plain(kind: ObjectKind, key: &Key) -> Json {
    let json = described(key.doc).with([of_shape(key.shape)]);
    let json = match key.shape {
        Shape::Strings => json.with([("items", object([("type", "string".into())]))]),
        Shape::OneOf(words) => json.with([("enum", list(words.iter().copied()))]),
        _ => json,
    };
    match key.name {
        "name" => json.with(pattern::not_blank("The name")),
        "allow" => described(key.doc).with([("$ref", "#/definitions/allow".into())]),
        _ => json.with(range(kind, key.name)),
    }
}

fn of_shape(shape: Shape) -> (&'static str, Json) {
    match shape {
        Shape::String | Shape::OneOf(_) => pattern::of_type(&["string"]),
        Shape::Object => pattern::of_type(&["object"]),
        Shape::Number => pattern::of_type(&["number"]),
        Shape::Integer => pattern::of_type(&["integer"]),
        Shape::Boolean => pattern::of_type(&["boolean"]),
        Shape::Strings | Shape::Objects => pattern::of_type(&["array"]),
        Shape::StringOrNull => pattern::of_type(&["string", "null"]),
        Shape::Answer => ("$ref", "#/definitions/answer".into()),
    }
}

/// Lowest and highest value of a number.
fn range(kind: ObjectKind, name: &str) -> Vec<(&'static str, Json)> {
    let has_range = matches!(kind, ObjectKind::Parameters | ObjectKind::Project);
    let range = parameter_range::RANGES.iter().find(|(other, ..)| *other == name).filter(|_| has_range);
    let Some((_, low, high, _)) = range else { return Vec::new() };
    let limits = [("minimum", *low), ("maximum", *high)];
    // What has no upper limit has the largest number that can be read.
    limits.into_iter().filter(|(_, limit)| limit.abs() < 1e9).map(|(key, limit)| (key, raw(limit))).collect()
}

/// A description, with its Markdown where it has any.
fn described(doc: &str) -> Json {
    let json = object([("description", doc.replace('`', "").into())]);
    if doc.contains('`') { json.with([("markdownDescription", doc.into())]) } else { json }
}

/// Keys that begin with `_`.
fn comments() -> (&'static str, Json) {
    let comment = object([("description", "A comment: keys that begin with _ are ignored.".into())]);
    ("patternProperties", object([("^_", comment)]))
}

/// Alternatives with a word on each.
fn choices<'n>(choices: impl IntoIterator<Item = (&'n str, &'n str)> + Clone) -> Vec<(&'static str, Json)> {
    let names = list(choices.clone().into_iter().map(|(name, _)| name));
    let plain = list(choices.clone().into_iter().map(|(_, doc)| doc.replace('`', "")));
    let has_markdown = choices.clone().into_iter().any(|(_, doc)| doc.contains('`'));
    let markdown = list(choices.into_iter().map(|(_, doc)| doc));
    let mut all = vec![("enum", names), ("enumDescriptions", plain)];
    all.extend(has_markdown.then_some(("markdownEnumDescriptions", markdown)));
    all
}

/// The list of codes under `allow`.
fn allow() -> Json {
    let rules = rules::templates().filter(|rule| !rule.fixed);
    let codes: Vec<(&str, &str)> = rules.map(|rule| (rule.code, explain::summary(rule))).collect();
    let item = object([("type", "string".into())]).with(choices(codes));
    object([("type", "array".into()), ("items", item), ("uniqueItems", raw(true))])
}

/// What VS Code offers where nothing is written yet.
fn snippets<const N: usize>(snippets: [(&str, &str, Json); N]) -> (&'static str, Json) {
    let snippet = |(label, what, body): (&str, &str, Json)| {
        object([("label", label.into()), ("description", what.into()), ("bodyText", body.snippet().into())])
    };
    ("defaultSnippets", Json::List(snippets.into_iter().map(snippet).collect()))
}

/// A value, or a list of values, that an editor offers.
fn examples<T: Into<Json>>(examples: impl IntoIterator<Item = T>) -> Option<(&'static str, Json)> {
    let Json::List(examples) = list(examples) else { return None };
    (!examples.is_empty()).then_some(("examples", Json::List(examples)))
}
