//! Azure OpenAI's fine-tuning.

use crate::trainer::COMMON;
use crate::write;
use crate::{ByteOrderMark, Keys, Limit, Order, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "azure",
    title: "Azure OpenAI",
    source: "Azure OpenAI's guide to fine-tuning and its notes on large uploads, as of November 2026",
    shapes: &[Shape::Messages, Shape::Preference],
    fewest_rows: Some(Limit { value: 10, beyond: "the job does not start" }),
    most_bytes: Some(Limit {
        value: 100_000_000,
        beyond: "larger files go in by the Uploads API in parts, or from a blob store, up to 512 MB",
    }),
    most_tokens: Some(Limit { value: 65_536, beyond: "longer rows are cut at the end; the number depends on the model" }),
    order: Order::Any,
    row_keys: Keys::Only(&["tools", "parallel_tool_calls", "functions"]),
    turn_keys: Keys::Only(&["name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal"]),
    byte_order_mark: ByteOrderMark::Asked,
    form: write::weighted_messages,
    ..COMMON
};
