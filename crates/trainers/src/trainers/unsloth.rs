//! Unsloth, which trains with TRL.

use crate::trainer::COMMON;
use crate::{Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "unsloth",
    title: "Unsloth",
    source: "unsloth 2026.10.9, read (models/loader.py)",
    shapes: &[
        Shape::Messages,
        Shape::PromptCompletion,
        Shape::ChatPromptCompletion,
        Shape::Conversations,
        Shape::Instruction,
        Shape::Text,
        Shape::Preference,
    ],
    most_tokens: Some(Limit { value: 2_048, beyond: "`max_seq_length` of the model: longer rows are cut at the end" }),
    one_type_a_column: true,
    ..COMMON
};
