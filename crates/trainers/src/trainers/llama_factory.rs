//! LLaMA-Factory.

use crate::trainer::COMMON;
use crate::write::{Job, StartFile};
use crate::{Limit, Order, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "llama-factory",
    title: "LLaMA-Factory",
    source: "llamafactory 0.9.5, run and read (hparams/data_args.py, data/converter.py, data/formatter.py, data/parser.py)",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference],
    most_tokens: Some(Limit { value: 2_048, beyond: "`cutoff_len`: the prompt's end is cut and the answer is trained all the same" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    order: Order::Alternating,
    takes_parts: false,
    one_type_a_column: true,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("dataset_info.json", DATASETS), job.start_file("train.yaml", CONFIG)]
}

const DATASETS: &str = r#"{
  "validation": {"file_name": "@validation@", "formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}},
  "train": {"file_name": "@train@", "formatting": "sharegpt", "columns": {"messages": "messages"}, "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}}
}
"#;

const CONFIG: &str = r#"# llamafactory-cli train train.yaml model_name_or_path=MODEL template=TEMPLATE, in this folder.
model_name_or_path: MODEL
template: TEMPLATE
stage: sft
do_train: true
finetuning_type: lora
dataset_dir: .
dataset: train
eval_dataset: validation # @validation@
# @why@ Of longer rows the prompt's end is cut, and the answer is trained all the same.
cutoff_len: @length@
# The last answer is trained alone, not those of examples.
train_on_prompt: false
mask_history: true
output_dir: ./model
# Otherwise a second run would go on where the first one ended, and train nothing of new rows.
overwrite_output_dir: true
eval_strategy: epoch # @validation@
per_device_eval_batch_size: 1 # @validation@
num_train_epochs: 3.0
learning_rate: 1.0e-4
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
"#;
