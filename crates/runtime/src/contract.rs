//! A checked response contract: what the assistant answers, for each label.

use std::borrow::Cow;

use crate::{Record, Segment};

/// What a model is trained to answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Name, which strategies and `--response` use.
    pub name: Cow<'static, str>,
    /// File name under `templates/responses/`.
    pub file: Cow<'static, str>,
    /// SHA-256 of the contract file, in hexadecimal.
    pub sha256: Cow<'static, str>,
    /// One line on what it is for.
    pub description: Cow<'static, str>,
    /// The record field that chooses the target, by its place in the record schema; nothing where there is one target
    /// for all records.
    pub label: Option<usize>,
    /// One target for each value of that field.
    pub targets: Cow<'static, [Target]>,
    /// Form of the answer.
    pub form: AnswerForm,
    /// JSON Schema (draft 7) of the answer, for structured outputs and guided decoding; of the text where it is plain.
    pub json_schema: Cow<'static, str>,
}

/// The answer for one label.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The value of the label field that chooses it, a number or boolean as JSON text; empty where there is no label.
    pub label: Cow<'static, str>,
    /// The answer with holes for the values of the record.
    pub segments: Cow<'static, [Segment]>,
}

/// What an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerForm {
    /// JSON text.
    Json,
    /// Plain text.
    Text,
}

impl Contract {
    /// The target for a label; without a label field there is one, whatever the label.
    pub fn target(&self, label: &str) -> Option<&Target> {
        match self.label {
            Some(_) => self.targets.iter().find(|target| target.label == label),
            None => self.targets.first(),
        }
    }

    /// The target for a record's label.
    pub(crate) fn target_of(&self, record: &Record<'_>) -> Option<&Target> {
        self.target(self.label.and_then(|place| record.at(place).key()).unwrap_or_default())
    }
}
