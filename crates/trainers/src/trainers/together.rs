//! Together's fine-tuning API.

use crate::trainer::COMMON;
use crate::{Keys, Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "together",
    title: "Together",
    source: "together 3.1.1, read (lib/constants.py); Together's page on data preparation, as of November 2026",
    shapes: &[Shape::Messages, Shape::PromptCompletion, Shape::Text, Shape::Preference],
    fewest_rows: Some(Limit { value: 1, beyond: "the check of its client fails" }),
    most_bytes: Some(Limit { value: 53_794_465_382, beyond: "the check of its client fails beyond 50.1 GB" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    row_keys: Keys::Only(&["tools"]),
    turn_keys: Keys::Only(&["weight", "tool_calls", "tool_call_id", "name", "reasoning", "reasoning_content"]),
    ..COMMON
};
