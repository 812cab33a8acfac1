//! The keys that objects of templates and contracts may have, and what their values must be.

use crate::names::{fold, nearest};

/// The kinds of objects in templates and contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Template,
    Strategy,
    Parameters,
    Contract,
    /// `{"field": NAME}` in a target.
    Field,
}

/// A key that an object may have.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// What a value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Object,
    Number,
    Integer,
    Strings,
    /// A scalar or `{"field": NAME}`.
    TargetValue,
}

const fn key(name: &'static str, required: bool, shape: Shape) -> Key {
    Key { name, required, shape }
}

const TEMPLATE_KEYS: &[Key] = &[
    key("$schema", false, Shape::String),
    key("strategies", true, Shape::Object),
    key("allow", false, Shape::Strings),
];

const STRATEGY_KEYS: &[Key] = &[
    key("name", true, Shape::String),
    key("description", true, Shape::String),
    key("system_prompt", true, Shape::String),
    key("user_template", true, Shape::String),
    key("parameters", false, Shape::Object),
    key("response", false, Shape::String),
    key("allow", false, Shape::Strings),
];

const PARAMETER_KEYS: &[Key] = &[
    key("max_tokens", false, Shape::Integer),
    key("temperature", false, Shape::Number),
    key("top_p", false, Shape::Number),
    key("frequency_penalty", false, Shape::Number),
    key("presence_penalty", false, Shape::Number),
    key("response_format", false, Shape::String),
];

const CONTRACT_KEYS: &[Key] = &[
    key("$schema", false, Shape::String),
    key("name", true, Shape::String),
    key("description", true, Shape::String),
    key("label", true, Shape::String),
    key("targets", true, Shape::Object),
    key("allow", false, Shape::Strings),
];

/// Not required, because an object without it is a wrong type: constants are scalars.
const FIELD_KEYS: &[Key] = &[key("field", false, Shape::String)];

/// Sampling parameters of inference servers that are no typos of ours, though some are near.
const OTHER_PARAMETERS: &[&str] = &[
    "best_of",
    "do_sample",
    "echo",
    "eos_token_id",
    "length_penalty",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_length",
    "max_new_tokens",
    "max_output_tokens",
    "max_prompt_tokens",
    "min_length",
    "min_new_tokens",
    "min_p",
    "min_tokens",
    "mirostat",
    "model",
    "n",
    "num_beams",
    "num_ctx",
    "num_predict",
    "reasoning_effort",
    "repeat_penalty",
    "repetition_penalty",
    "seed",
    "stop",
    "stop_sequences",
    "stream",
    "tfs_z",
    "tool_choice",
    "tools",
    "top_a",
    "top_k",
    "top_logprobs",
    "top_n",
    "typical_p",
    "user",
];

impl ObjectKind {
    /// The keys that such an object may have.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            ObjectKind::Template => TEMPLATE_KEYS,
            ObjectKind::Strategy => STRATEGY_KEYS,
            ObjectKind::Parameters => PARAMETER_KEYS,
            ObjectKind::Contract => CONTRACT_KEYS,
            ObjectKind::Field => FIELD_KEYS,
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
        }
    }
}

impl Shape {
    /// The shape in words, with its article.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::String => "a string",
            Shape::Object => "an object",
            Shape::Number => "a number",
            Shape::Integer => "a whole number",
            Shape::Strings => "a list of strings",
            Shape::TargetValue => "a scalar or {\"field\": NAME}",
        }
    }
}

/// Whether `name` is no known key here, and yet certainly no typo.
pub(super) fn is_known_elsewhere(kind: ObjectKind, name: &str) -> bool {
    kind == ObjectKind::Parameters && OTHER_PARAMETERS.contains(&name)
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
