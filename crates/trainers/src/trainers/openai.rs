//! OpenAI's fine-tuning API.

use crate::trainer::COMMON;
use crate::{Keys, Limit, Order, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "openai",
    title: "OpenAI",
    source: "OpenAI's guide to supervised fine-tuning and reference of the files API, as of November 2026",
    shapes: &[Shape::Messages, Shape::Preference],
    fewest_rows: Some(Limit { value: 10, beyond: "the job is refused" }),
    most_bytes: Some(Limit { value: 512_000_000, beyond: "the upload is refused" }),
    most_tokens: Some(Limit { value: 65_536, beyond: "longer rows are cut at the end; the number depends on the model" }),
    order: Order::Any,
    row_keys: Keys::Only(&["tools", "parallel_tool_calls", "functions"]),
    turn_keys: Keys::Only(&["name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal", "audio"]),
    ..COMMON
};
