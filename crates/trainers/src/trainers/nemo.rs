//! NVIDIA NeMo 2, `FineTuningDataModule`.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{FileNames, Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "nemo",
    title: "NeMo 2",
    source: "nemo_toolkit 2.7.3, run and read (collections/llm/gpt/data/fine_tuning.py, chat.py, core.py); 3.0.0 has them no longer",
    shapes: &[Shape::InputOutput, Shape::Conversations],
    files: Some(FileNames { train: "training.jsonl", validation: "validation.jsonl" }),
    most_tokens: Some(Limit { value: 2_048, beyond: "`seq_length`: longer rows are cut at the end; one without a token of its answer is trained as a whole" }),
    form: write::conversations,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", &SCRIPT.replace("@steps@", &job.steps(BATCH).to_string()))]
}

/// Rows of an optimisation step.
const BATCH: u64 = 8;

const SCRIPT: &str = r#"# python train.py RECIPE CHECKPOINT: trains the answers with a recipe of NeMo 2, such as llama3_8b, on GPUs.
import os
import sys

import nemo_run as run
from nemo.collections import llm

name, checkpoint = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
recipe = getattr(llm, name).finetune_recipe(name="@format@")
recipe.resume.restore_config.path = checkpoint
# @why@
# Longer rows are cut at the end; one without a token of its answer is then trained as a whole.
length = @length@
recipe.model.config.seq_length = length
recipe.data = run.Config(
    llm.ChatDataModule, dataset_root=here, seq_length=length, micro_batch_size=1, global_batch_size=8
)
# Each row is trained three times.
recipe.trainer.max_steps = @steps@
recipe.trainer.val_check_interval = min(recipe.trainer.val_check_interval, recipe.trainer.max_steps)
run.run(recipe, executor=run.LocalExecutor())
"#;
