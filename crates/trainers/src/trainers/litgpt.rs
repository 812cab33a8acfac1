//! LitGPT, the `JSON` data module.

use crate::trainer::COMMON;
use crate::write;
use crate::{FileNames, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "litgpt",
    title: "LitGPT",
    source: "litgpt 0.5.13, read (data/json_data.py, data/base.py); a row's length is the model's, unless `max_seq_length` is set",
    shapes: &[Shape::Instruction],
    files: Some(FileNames { train: "train.jsonl", validation: "val.jsonl" }),
    parses_blank_lines: true,
    form: write::instruction,
    ..COMMON
};
