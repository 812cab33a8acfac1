//! Claude's fine-tuning on Amazon Bedrock.

use crate::trainer::COMMON;
use crate::write;
use crate::{Keys, Order, Role, Shape, SystemTurn, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "bedrock-claude",
    title: "Claude (Amazon Bedrock)",
    source: "Anthropic's cookbook on fine-tuning Claude 3 Haiku on Bedrock, as of November 2026",
    shapes: &[Shape::SystemMessages, Shape::Messages],
    roles: &[Role::User, Role::Assistant],
    system: SystemTurn::Refused("the system text stands beside the turns: {\"system\": \"…\", \"messages\": […]}"),
    order: Order::Alternating,
    row_keys: Keys::Only(&[]),
    turn_keys: Keys::Only(&[]),
    form: write::system_messages,
    ..COMMON
};
