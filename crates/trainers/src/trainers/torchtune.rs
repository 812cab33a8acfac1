//! torchtune, `chat_dataset` and `instruct_dataset`.

use crate::trainer::COMMON;
use crate::write::{Job, StartFile};
use crate::{Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "torchtune",
    title: "torchtune",
    source: "torchtune 0.6.1, run and read (data/_messages.py); a row's length is the tokenizer's `max_seq_len`, without a default",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference],
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    one_type_a_column: true,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.sh", SCRIPT), job.start_file("rows.py", ROWS)]
}

const SCRIPT: &str = r#"#!/bin/sh
# sh train.sh RECIPE CONFIG [KEY=VALUE…]: trains the answers alone, with a recipe and a configuration of torchtune, as in
# sh train.sh lora_finetune_single_device llama3_2/1B_lora_single_device
cd "$(dirname "$0")" || exit
recipe=$1 config=$2
shift 2
set -- tokenizer.max_seq_len=@max_tokens@ "$@" # Longer rows are cut at the end, which is the answer.
PYTHONPATH=. exec tune run "$recipe" --config "$config" \
    dataset._component_=rows.rows dataset.data_files=@train@ "$@"
"#;

const ROWS: &str = r#""""Rows for torchtune: the last answer is trained, not those of examples."""

from torchtune.data import OpenAIToMessages
from torchtune.datasets import SFTDataset


class LastAnswer(OpenAIToMessages):
    def __call__(self, sample):
        made = super().__call__(sample)
        for message in made["messages"][:-1]:
            message.masked = True
        return made


def rows(tokenizer, data_files, **_):
    """What the configuration says of the data set that it came with is left aside."""
    return SFTDataset(
        source="json",
        data_files=data_files,
        split="train",
        message_transform=LastAnswer(),
        model_transform=tokenizer,
    )
"#;
