//! NVIDIA NeMo 2, `FineTuningDataModule`.

use crate::trainer::COMMON;
use crate::write;
use crate::{FileNames, Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "nemo",
    title: "NeMo 2",
    source: "NVIDIA NeMo 2, read (collections/llm/gpt/data/fine_tuning.py and chat.py); nemo_toolkit 3.0.0 has them no longer",
    shapes: &[Shape::InputOutput, Shape::Conversations],
    files: Some(FileNames { train: "training.jsonl", validation: "validation.jsonl" }),
    most_tokens: Some(Limit { value: 2_048, beyond: "`seq_length`: longer rows are cut" }),
    form: write::conversations,
    ..COMMON
};
