//! The keys that objects of a project's files may have, what their values must be, and what they are for.

mod tables;

use crate::names::{fold, nearest};

/// The kinds of objects whose keys are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Template,
    Strategy,
    Parameters,
    Contract,
    /// `{"field": NAME}` in a target.
    Field,
    /// `tunesmith.json`.
    Project,
    /// A derived value of a project.
    Derived,
    /// A field that a derived value may be taken from.
    Alternative,
    Split,
    Format,
}

/// A key that an object may have.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
    /// What it is for, as editors show it: Markdown on one line.
    pub(crate) doc: &'static str,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Object,
    Number,
    Integer,
    Boolean,
    Strings,
    StringOrNull,
    /// An array of objects.
    Objects,
    /// One of some words.
    OneOf(&'static [&'static str]),
    /// Any JSON value, with `{"field": NAME}` anywhere in it.
    Answer,
}

impl ObjectKind {
    /// The keys that such an object may have.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            ObjectKind::Template => tables::TEMPLATE_KEYS,
            ObjectKind::Strategy => tables::STRATEGY_KEYS,
            ObjectKind::Parameters => tables::PARAMETER_KEYS,
            ObjectKind::Contract => tables::CONTRACT_KEYS,
            ObjectKind::Field => tables::FIELD_KEYS,
            ObjectKind::Project => tables::PROJECT_KEYS,
            ObjectKind::Derived => tables::DERIVED_KEYS,
            ObjectKind::Alternative => tables::ALTERNATIVE_KEYS,
            ObjectKind::Split => tables::SPLIT_KEYS,
            ObjectKind::Format => tables::FORMAT_KEYS,
        }
    }

    /// The kind in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ObjectKind::Template => "template",
            ObjectKind::Strategy => "strategy",
            ObjectKind::Parameters => "parameters object",
            ObjectKind::Contract => "contract",
            ObjectKind::Field => "target value",
            ObjectKind::Project => "project",
            ObjectKind::Derived => "derived value",
            ObjectKind::Alternative => "choice of a field",
            ObjectKind::Split => "split",
            ObjectKind::Format => "format",
        }
    }
}

impl Shape {
    /// The shape in words, with its article.
    pub(crate) fn name(self) -> String {
        let words = match self {
            Shape::String => "a string",
            Shape::Object => "an object",
            Shape::Number => "a number",
            Shape::Integer => "a whole number",
            Shape::Boolean => "true or false",
            Shape::Strings => "a list of strings",
            Shape::StringOrNull => "a string or null",
            Shape::Objects => "a list of objects",
            Shape::OneOf(words) => {
                return words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
            }
            Shape::Answer => "an answer",
        };
        words.to_owned()
    }
}

/// Whether `name` is no known key here, and yet certainly no typo.
pub(super) fn is_known_elsewhere(kind: ObjectKind, name: &str) -> bool {
    kind == ObjectKind::Parameters && tables::OTHER_PARAMETERS.contains(&name)
}

/// The key that `name` is a typo of; singular and plural count as near.
pub(super) fn nearest_key(name: &str, keys: impl Iterator<Item = &'static str> + Clone) -> Option<&'static str> {
    let singular = singular(name);
    nearest(name, keys.clone()).or_else(|| keys.into_iter().find(|key| self::singular(key) == singular))
}

fn singular(name: &str) -> String {
    let name = fold(name);
    match name.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => name.trim_end_matches('s').to_owned(),
    }
}
