//! torchtune, `chat_dataset` and `instruct_dataset`.

use crate::trainer::COMMON;
use crate::{Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "torchtune",
    title: "torchtune",
    source: "torchtune 0.6.1, run and read (data/_messages.py); a row's length is the tokenizer's `max_seq_len`, without a default",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference],
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    one_type_a_column: true,
    ..COMMON
};
