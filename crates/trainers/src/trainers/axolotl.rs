//! axolotl, `type: chat_template`.

use crate::trainer::COMMON;
use crate::write::{self, Job, StartFile};
use crate::{Limit, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "axolotl",
    title: "axolotl",
    source: "axolotl 0.19.0, run and read (utils/schemas/config.py, prompt_strategies/chat_template.py, user_defined.py)",
    shapes: &[Shape::Messages, Shape::Conversations, Shape::Instruction, Shape::PromptCompletion, Shape::InputOutput, Shape::Text, Shape::Preference, Shape::Segments],
    most_tokens: Some(Limit { value: 512, beyond: "`sequence_len`: longer rows are left out (`excess_length_strategy`)" }),
    one_type_a_column: true,
    form: write::chosen_messages,
    start,
    ..COMMON
};

fn start(job: &Job) -> Vec<StartFile> {
    vec![job.start_file("axolotl.yaml", CONFIG)]
}

const CONFIG: &str = r#"# axolotl train axolotl.yaml --base-model MODEL, in this folder.
base_model: MODEL
datasets:
  - &rows
    path: @train@
    ds_type: json
    type: chat_template
    field_messages: messages
    message_property_mappings: {role: role, content: content}
    # The answers are trained alone, and of rows with examples those turns that say `"train": true`: the last ones.
    roles_to_train: [assistant]
    train_on_eos: turn
    message_field_training: train
test_datasets: [{<<: *rows, path: @validation@, split: train}]
# @why@
# With `sample_packing: true` each batch is filled up to this length: then one near the longest row takes less memory.
sequence_len: @length@
# A longer row ends the run; by default it would be left out.
excess_length_strategy: raise
adapter: lora
lora_r: 16
lora_alpha: 32
lora_target_linear: true
micro_batch_size: 1
gradient_accumulation_steps: 8
num_epochs: 3
learning_rate: 0.0002
optimizer: adamw_torch
lr_scheduler: cosine
bf16: auto
output_dir: ./model
"#;
