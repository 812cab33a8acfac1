//! NVIDIA NeMo 2, `FineTuningDataModule`.

use crate::trainer::COMMON;
use crate::{FileNames, Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "nemo",
    title: "NeMo 2",
    source: "NVIDIA NeMo, read (collections/llm/gpt/data/fine_tuning.py), as of November 2026",
    shapes: &[Shape::InputOutput, Shape::Conversations],
    files: Some(FileNames { train: "training.jsonl", validation: "validation.jsonl" }),
    most_tokens: Some(Limit { value: 2_048, beyond: "`seq_length`: longer rows are cut" }),
    ..COMMON
};
