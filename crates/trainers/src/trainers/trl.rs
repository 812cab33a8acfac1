//! Hugging Face TRL, `SFTTrainer`.

use crate::trainer::COMMON;
use crate::{Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "trl",
    title: "TRL",
    source: "trl 1.16.0, run and read (trainer/sft_config.py, data_utils.py)",
    shapes: &[
        Shape::Messages,
        Shape::PromptCompletion,
        Shape::ChatPromptCompletion,
        Shape::Conversations,
        Shape::Text,
        Shape::Preference,
    ],
    most_tokens: Some(Limit {
        value: 1_024,
        beyond: "`max_length`: the start is kept, and a row without a trained token is left out without a word",
    }),
    one_type_a_column: true,
    ..COMMON
};
