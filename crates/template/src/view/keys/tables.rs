//! The keys of each kind of object, with a line on what each is for: errors and the schemas for editors are made from them.

use super::{Key, Shape};

/// A key that an object must have.
const fn must(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, required: true, shape, doc }
}

/// A key that an object may have.
const fn may(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, required: false, shape, doc }
}

pub(super) const TEMPLATE_KEYS: &[Key] = &[
    may("$schema", Shape::String, "Where the schema for editors is, relative to the file."),
    must("strategies", Shape::Object, "The strategies of this file, by name. Names are unique within a file."),
    ALLOW,
];

pub(super) const STRATEGY_KEYS: &[Key] = &[
    must("name", Shape::String, "The strategy's name: the same as its key."),
    must(
        "description",
        Shape::String,
        "What the strategy is for, in one line. It becomes the doc comment of the generated Rust type.",
    ),
    must(
        "system_prompt",
        Shape::String,
        "The system message, literally: braces mean themselves and nothing is put in, so JSON examples are written with single \
         braces. What they show must agree with the response contract: its keys and its labels, no others.",
    ),
    must(
        "user_template",
        Shape::String,
        "The user message. `{name}` puts in a value; literal braces are doubled: `{{` and `}}`. `{}`, `{0}`, `{x!r}`, `{x:>8}`, \
         `{x.y}` and `{x[0]}` are errors. Values that carry the answer are refused: the model would learn to copy them.",
    ),
    may(
        "examples",
        Shape::Objects,
        "Records of the project, each with its label. Each becomes a turn of the user and one of the assistant before the question, \
         made by the same prompt and response contract as every row. A row with the text of one is an error.",
    ),
    may(
        "parameters",
        Shape::Object,
        "Sampling parameters for inference. They do not change the training data. Every key is optional.",
    ),
    may(
        "response",
        Shape::String,
        "The response contract to train towards: the `name` of a file under `responses/`; without it, the default one that \
         `tunesmith.json` names. JSON examples in the prompts must use the contract's keys and labels.",
    ),
    ALLOW,
];

pub(super) const PARAMETER_KEYS: &[Key] = &[
    may("max_tokens", Shape::Integer, "The most tokens that the answer may have: a whole number of at least 1."),
    may("temperature", Shape::Number, "Randomness of sampling, 0 to 2. Classification wants 0 or a little more."),
    may(
        "top_p",
        Shape::Number,
        "Nucleus sampling, 0 to 1: only the likeliest tokens that together reach this probability are drawn from. 1 turns it off.",
    ),
    may("frequency_penalty", Shape::Number, "Penalty that grows each time a token repeats, -2 to 2. 0 turns it off."),
    may(
        "presence_penalty",
        Shape::Number,
        "Penalty for every token that has appeared at all, -2 to 2. 0 turns it off.",
    ),
    may("response_format", Shape::String, "The shape that the server enforces on the answer."),
];

pub(super) const CONTRACT_KEYS: &[Key] = &[
    may("$schema", Shape::String, "Where the schema for editors is, relative to the file."),
    must("name", Shape::String, "The name that strategies and `--response` use: the file's name without `.json`."),
    must(
        "description",
        Shape::String,
        "What the contract is for, in one line. It becomes the doc comment of the generated Rust type.",
    ),
    must(
        "label",
        Shape::StringOrNull,
        "The record field that chooses the answer: each value that it can have needs a target. `null` where one `target` serves \
         all records.",
    ),
    must(
        "targets",
        Shape::Object,
        "The answer for each value of the label field. A key that has a constant in every answer, not always the same one, is a \
         label key: prompts may show only its labels.",
    ),
    may("target", Shape::Answer, "The answer for all records, where `label` is `null`."),
    ALLOW,
];

pub(super) const FIELD_KEYS: &[Key] =
    &[must("field", Shape::String, "Where the value comes from: a field of the record, or a derived value.")];

pub(super) const PROJECT_KEYS: &[Key] = &[
    may("$schema", Shape::String, "Where the schema for editors is, relative to the file."),
    must("record", Shape::String, "The record schema: what a row holds, and what each field may be used for."),
    must("data", Shape::String, "The folder of the split files, where `--unified-dir` names no other."),
    must("output", Shape::String, "The folder of the outputs, where `--output-dir` names no other."),
    may(
        "missing",
        Shape::Strings,
        "Strings that mean \"no value\" in a field that may be null, compared without case and outer white space.",
    ),
    may(
        "values",
        Shape::Object,
        "Derived values, by name. Prompts and targets use them like fields; one that draws on a label field is a label itself.",
    ),
    must("splits", Shape::Objects, "The splits of the data, in the order in which they are read and written."),
    must(
        "formats",
        Shape::Objects,
        "What is written for each split, one file a format. `--format NAME` picks; the first is the simple one.",
    ),
    may(
        "response",
        Shape::String,
        "The response contract of strategies that name none: the `name` of a file under `templates/responses/`.",
    ),
    may("groups", Shape::Strings, "Fields by which the audit groups rows."),
    may(
        "families",
        Shape::Strings,
        "The model families whose control tokens matter, such as `gpt-oss` and `llama`; all where it is left out. Tokens like \
         `<|name|>` always do.",
    ),
    may("max_tokens", Shape::Integer, "The training length: tokens that training keeps of a row, for the audit."),
    ALLOW,
];

pub(super) const DERIVED_KEYS: &[Key] = &[
    must("first", Shape::Objects, "The fields that are tried, in order: the first one that has a value gives it."),
    may("case", Shape::OneOf(&["upper", "lower"]), "How a field's value is written; as it is where this is left out."),
    must(
        "else",
        Shape::StringOrNull,
        "The text where no field has a value, as it stands; `null` where there is none then.",
    ),
];

pub(super) const ALTERNATIVE_KEYS: &[Key] = &[
    must("field", Shape::String, "A field of the record."),
    may("unless", Shape::Strings, "Values that count as none."),
];

pub(super) const SPLIT_KEYS: &[Key] = &[
    must("name", Shape::String, "What records call the split."),
    must("input", Shape::String, "The name of the file that it is read from, without folder and ending."),
    must("output", Shape::String, "The name of the files that it is written to, without folder, suffix and ending."),
    may(
        "optional",
        Shape::Boolean,
        "Whether it is written only where `--include-test` or `--include NAME` asks for it.",
    ),
];

pub(super) const FORMAT_KEYS: &[Key] = &[
    must("name", Shape::String, "What `--format` and the report call it."),
    must("template", Shape::String, "The path of its template under `templates/`."),
    must("strategy", Shape::String, "The name of a strategy in that template."),
    must("suffix", Shape::String, "What the names of its files end with, before `.jsonl`; may be empty."),
];

const ALLOW: Key = may(
    "allow",
    Shape::Strings,
    "Codes of findings that are accepted here. `cargo xtask explain CODE` tells what a code means. Findings without which nothing \
     can be made (syntax, shape, placeholders) cannot be allowed.",
);

/// Sampling parameters of inference servers that are no typos of ours, though some are near.
pub(super) const OTHER_PARAMETERS: &[&str] = &[
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
