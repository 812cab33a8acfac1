//! NVIDIA NeMo 2, `FineTuningDataModule`.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{FileNames, Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "nemo",
    title: "NeMo 2",
    source: "nemo_toolkit 2.7.3, read (collections/llm/gpt/data/fine_tuning.py and chat.py); 3.0.0 has them no longer",
    shapes: &[Shape::InputOutput, Shape::Conversations],
    files: Some(FileNames { train: "training.jsonl", validation: "validation.jsonl" }),
    most_tokens: Some(Limit { value: 2_048, beyond: "`seq_length`: longer rows are cut" }),
    form: write::conversations,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("train.py", SCRIPT)]
}

const SCRIPT: &str = r#"# python train.py RECIPE CHECKPOINT: trains the answers with a recipe of NeMo 2, such as llama3_8b, on GPUs.
# Those of examples are trained too: a row's mask is a role, which all answers have.
import os
import sys

import nemo_run as run
from nemo.collections import llm

name, checkpoint = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
recipe = getattr(llm, name).finetune_recipe(resume_path=checkpoint, name="@format@")
recipe.data = run.Config(
    llm.ChatDataModule,
    dataset_root=here,
    seq_length=@length@,  # Longer rows are cut.
    micro_batch_size=1,
    global_batch_size=8,
)
run.run(recipe, executor=run.LocalExecutor())
"#;
