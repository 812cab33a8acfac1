//! Unsloth, which trains with TRL.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "unsloth",
    title: "Unsloth",
    source: "unsloth 2026.10.9, run without a GPU and read (models/loader.py, llama.py, rl.py)",
    shapes: &[
        Shape::Messages,
        Shape::PromptCompletion,
        Shape::ChatPromptCompletion,
        Shape::Conversations,
        Shape::Instruction,
        Shape::Text,
        Shape::Preference,
    ],
    most_tokens: Some(Limit { value: 2_048, beyond: "`max_seq_length` of the model: longer rows are cut at the end" }),
    one_type_a_column: true,
    form: write::prompt_completion,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    // The default is 2,048; without a number it is the model's own. One above that would stretch its positions.
    let length = if job.max_tokens.is_some() { "@length@" } else { "None" };
    vec![job.start_file("train.py", &SCRIPT.replace("@max_length@", length))]
}

const SCRIPT: &str = r#"# python train.py MODEL OUTPUT: trains the answers alone, with Unsloth; without a GPU slowly.
import os
import sys

from unsloth import FastLanguageModel  # First: it changes the libraries below.

from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

name, output = sys.argv[1:3]
here = os.path.dirname(os.path.abspath(__file__))
files = {
    "train": os.path.join(here, "@train@"),
    "validation": os.path.join(here, "@validation@"),
}
data = load_dataset("json", data_files=files)
settings = {
    # None: as many as the model takes.
    "max_seq_length": @max_length@,  # Longer rows are cut at the end, which is the answer.
}
model, tokenizer = FastLanguageModel.from_pretrained(name, **settings)
model = FastLanguageModel.get_peft_model(model)
trainer = SFTTrainer(
    model=model,
    processing_class=tokenizer,
    train_dataset=data["train"],
    eval_dataset=data.get("validation"),
    args=SFTConfig(
        output_dir=output,
        # Rows are prompt and completion: the completion is trained, which is the answer.
        completion_only_loss=True,
        max_length=settings["max_seq_length"],
        num_train_epochs=3,
        per_device_train_batch_size=1,
        gradient_accumulation_steps=8,
        eval_strategy="epoch", per_device_eval_batch_size=1,  # @validation@
    ),
)
# What is cut is said nowhere else: half an answer would be trained.
longest = settings["max_seq_length"]
lost = len(data["train"]) - len(trainer.train_dataset)
cut = sum(len(tokens) >= longest for tokens in trainer.train_dataset["input_ids"]) if longest else 0
if lost or cut:
    sys.exit(f"error: a max_seq_length of {longest} leaves out {lost} rows and reaches into the answers of {cut}: raise it")
trainer.train()
model.save_pretrained(output)
tokenizer.save_pretrained(output)
"#;
