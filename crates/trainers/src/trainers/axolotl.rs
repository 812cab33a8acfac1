//! axolotl, `type: chat_template`.

use crate::trainer::COMMON;
use crate::write;
use crate::{Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "axolotl",
    title: "axolotl",
    source: "axolotl 0.19.0, run and read (utils/schemas/config.py, prompt_strategies/chat_template.py, user_defined.py)",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference],
    most_tokens: Some(Limit { value: 512, beyond: "`sequence_len`: longer rows are left out (`excess_length_strategy`)" }),
    one_type_a_column: true,
    form: write::chosen_messages,
    ..COMMON
};
