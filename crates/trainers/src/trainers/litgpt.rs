//! LitGPT, the `JSON` data module.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{FileNames, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "litgpt",
    title: "LitGPT",
    source: "litgpt 0.5.13, run and read (data/json_data.py, data/base.py); a row's length is the model's, unless `max_seq_length` is set",
    shapes: &[Shape::Instruction],
    files: Some(FileNames { train: "train.jsonl", validation: "val.jsonl" }),
    parses_blank_lines: true,
    form: write::instruction,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    // A folder has to hold both files.
    let data = if job.validation.is_some() { "." } else { "@train@ --data.val_split_fraction 0.05" };
    vec![job.start_file("train.sh", &SCRIPT.replace("@data@", data))]
}

const SCRIPT: &str = r#"#!/bin/sh
# sh train.sh MODEL [OPTION…]: trains the answers alone, with LitGPT; MODEL is a checkpoint that `litgpt download` made.
cd "$(dirname "$0")" || exit
model=$1
shift
set -- --train.max_seq_length @max_tokens@ "$@" # Longer rows are cut at the end, which is the answer.
exec litgpt finetune_lora "$model" --data JSON --data.json_path @data@ --data.mask_prompt true --out_dir model "$@"
"#;
