//! Mistral: the fine-tuning API and what checks its files, mistral-common.

use crate::trainer::COMMON;
use crate::{Keys, Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "mistral",
    title: "Mistral",
    source: "mistral-common 1.13.1, run and read (protocol/instruct/validator.py, base.py); Mistral's guide to text fine-tuning, as of November 2026",
    shapes: &[Shape::Messages],
    most_bytes: Some(Limit { value: 512_000_000, beyond: "the upload is refused" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Any,
    row_keys: Keys::Only(&["tools"]),
    turn_keys: Keys::Only(&["weight", "tool_calls", "tool_call_id", "name", "prefix"]),
    ..COMMON
};
