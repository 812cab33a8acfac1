//! Amazon Nova's fine-tuning on Bedrock, in the Converse form.

use crate::trainer::COMMON;
use crate::write;
use crate::{Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "bedrock-conversation",
    title: "Amazon Nova (Bedrock)",
    source: "Amazon Nova's guide, preparing data for fine-tuning understanding models, as of November 2026",
    shapes: &[Shape::Converse],
    roles: &[Role::User, Role::Assistant],
    order: Order::Alternating,
    reserved: &["User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]"],
    form: write::converse,
    start: super::bedrock_claude::start,
    ..COMMON
};
