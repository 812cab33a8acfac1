//! mlx-lm, `mlx_lm.lora`.

use crate::trainer::COMMON;
use crate::write::{Job, StartFile};
use crate::{FileNames, Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "mlx",
    title: "mlx-lm",
    source: "mlx-lm 0.32.2, run and read (lora.py, tuner/datasets.py)",
    shapes: &[Shape::Messages, Shape::PromptCompletion, Shape::Text],
    files: Some(FileNames { train: "train.jsonl", validation: "valid.jsonl" }),
    fewest_rows: Some(Limit { value: 1, beyond: "an empty training set ends the run" }),
    most_tokens: Some(Limit { value: 2_048, beyond: "`max_seq_length`: longer rows are cut at the end, which is the answer" }),
    parses_blank_lines: true,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("lora.yaml", &CONFIG.replace("@iters@", &job.steps(1).to_string()))]
}

const CONFIG: &str = r#"# mlx_lm.lora --config lora.yaml --model MODEL, in this folder.
train: true
data: .
# The last answer is trained, and nothing before it.
mask_prompt: true
# @why@ Longer rows are cut at the end, which is the answer.
max_seq_length: @length@
batch_size: 1
# Each row is trained three times.
iters: @iters@
adapter_path: model
"#;
