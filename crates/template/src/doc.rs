//! A small project for examples and tests.

use crate::{Checked, Contract, Files, Levels, RecordSchema, Source, Strategy, TemplateFile, check};

const SCHEMA: &str = r#"{"properties": {
  "text": {"type": "string", "x-role": "input"},
  "label_binary": {"type": "string", "enum": ["hate", "normal"], "x-role": "label"},
  "label_multiclass": {"type": "string", "x-role": "label"},
  "target_group_norm": {"type": ["string", "null"], "x-role": "input"},
  "persona_tag": {"type": ["string", "null"], "x-role": "input"},
  "source_dataset": {"type": ["string", "null"], "x-role": "metadata"},
  "is_synthetic": {"type": ["boolean", "null"], "x-role": "metadata"},
  "rationale_text": {"type": ["string", "null"], "x-role": "label"},
  "original_id": {"type": ["string", "null"], "x-role": "metadata"},
  "split": {"type": "string", "enum": ["train", "val", "test"], "x-role": "split"}
}}"#;

const RESPONSE: &str = r#"{
  "name": "moderation_v1",
  "description": "Two labels.",
  "label": "label_binary",
  "targets": {
    "hate": {"classification": "hate_speech", "confidence": "high",
             "reasoning": {"field": "rationale"}, "protected_group": {"field": "protected_group"}},
    "normal": {"classification": "not_hate", "confidence": "high", "reasoning": "This text does not contain hate speech."}
  }
}"#;

const TEMPLATE: &str = r#"{"strategies": {"s": {
  "name": "s",
  "description": "For examples.",
  "system_prompt": "Answer {\"classification\": \"[hate_speech/not_hate]\"}.",
  "user_template": "Is this hate speech? \"{text}\""
}}}"#;

/// The files of the project.
pub fn files() -> Files {
    let template =
        TemplateFile { source: Source::new("templates/t.json", TEMPLATE), name: "t.json".to_owned(), response: None };
    Files {
        schema: Source::new("data/unified.schema.json", SCHEMA),
        responses: vec![Source::new("templates/responses/moderation_v1.json", RESPONSE)],
        templates: vec![template],
    }
}

fn checked() -> Checked {
    check(&files(), &Levels::default())
}

/// Its record schema.
pub fn schema() -> RecordSchema {
    checked().schema
}

/// Its strategy.
#[expect(clippy::panic, reason = "a broken example is a broken build of this crate")]
pub fn strategy() -> Strategy {
    let checked = checked();
    checked.strategies.into_iter().next().unwrap_or_else(|| panic!("{:#?}", checked.reports))
}

/// Its contract.
#[expect(clippy::panic, reason = "a broken example is a broken build of this crate")]
pub fn moderation() -> Contract {
    let checked = checked();
    checked.contracts.into_iter().next().unwrap_or_else(|| panic!("{:#?}", checked.reports))
}
