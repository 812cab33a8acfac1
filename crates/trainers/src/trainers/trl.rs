//! Hugging Face TRL, `SFTTrainer`.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
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
    form: write::prompt_completion,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    // The default is 1,024.
    let length = if job.max_tokens.is_some() { "@length@" } else { "None" };
    vec![job.start_file("train.py", &SCRIPT.replace("@max_length@", length))]
}

const SCRIPT: &str = r#"# python train.py MODEL OUTPUT: trains the answers alone, with TRL.
import os
import sys

import torch
from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

model, output = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
files = {
    "train": os.path.join(here, "@train@"),
    "validation": os.path.join(here, "@validation@"),
}
data = load_dataset("json", data_files=files)
settings = {
    # Of longer rows TRL keeps the start, and leaves out those without a token of their answer.
    "max_length": @max_length@,
    # Rows are prompt and completion: the completion is trained, which is the answer.
    "completion_only_loss": True,
    "num_train_epochs": 3,
    # Without a GPU it runs, slowly.
    "bf16": torch.cuda.is_available() and torch.cuda.is_bf16_supported(),
    "per_device_train_batch_size": 1,
    "gradient_accumulation_steps": 8,
    "eval_strategy": "epoch", "per_device_eval_batch_size": 1,  # @validation@
}
trainer = SFTTrainer(
    model=model,
    train_dataset=data["train"],
    eval_dataset=data.get("validation"),
    args=SFTConfig(output_dir=output, **settings),
)
# It does neither with a word: half an answer would be trained.
longest = settings["max_length"]
lost = len(data["train"]) - len(trainer.train_dataset)
cut = sum(len(tokens) >= longest for tokens in trainer.train_dataset["input_ids"]) if longest else 0
if lost or cut:
    sys.exit(f"error: a max_length of {longest} leaves out {lost} rows and reaches into the answers of {cut}: raise it")
trainer.train()
trainer.save_model(output)
"#;
