//! LLaMA-Factory.

use crate::trainer::COMMON;
use crate::{Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "llama-factory",
    title: "LLaMA-Factory",
    source: "llamafactory 0.9.5, run and read (hparams/data_args.py, data/converter.py, data/parser.py)",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference],
    most_tokens: Some(Limit { value: 2_048, beyond: "`cutoff_len`: the prompt's end is cut and the answer is trained all the same" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    one_type_a_column: true,
    ..COMMON
};
