//! One object of a prompt, key by key, against the answers of a contract.

use std::ops::Range;

use super::{Candidate, Disagreement, Mismatch, is_dots, is_elision};
use crate::answer::{Answer, ContractModel, keys, objects};
use crate::examples::{Example, ExampleMember, ExampleValue};
use crate::view::PromptView;

/// Keywords that say of a value what it may be.
const SCHEMA_KEYWORDS: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "description",
    "enum",
    "examples",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "nullable",
    "oneOf",
    "pattern",
    "properties",
    "required",
    "title",
    "type",
];

pub(super) struct Judge<'j> {
    prompt: &'j PromptView<'j>,
    model: &'j ContractModel,
    path: Vec<String>,
    mismatches: Vec<Mismatch>,
}

impl<'j> Judge<'j> {
    pub(super) fn new(prompt: &'j PromptView<'_>, model: &'j ContractModel) -> Judge<'j> {
        Judge { prompt, model, path: Vec::new(), mismatches: Vec::new() }
    }

    /// What the object shows and the contract does not have.
    pub(super) fn judge(mut self, candidate: &Candidate<'_>) -> Vec<Mismatch> {
        self.object(candidate.example, objects(&self.model.answers), candidate.is_schema);
        self.mismatches
    }

    /// An object that stands where the contract has `answers`.
    fn object(&mut self, example: &Example, answers: Vec<&Answer>, is_schema: bool) {
        if answers.is_empty() {
            let open = example.range.start;
            return self.add(open..open + 1, Disagreement::Object { path: self.path.clone() });
        }
        let known = keys(&answers);
        for member in &example.members {
            if known.contains(&member.key.as_str()) {
                self.path.push(member.key.clone());
                self.member(member, answers.iter().filter_map(|answer| answer.get(&member.key)), is_schema);
                self.path.pop();
            } else if !is_dots(&member.key) {
                let known = known.iter().map(|&key| key.to_owned()).collect();
                let fault = Disagreement::Key { written: member.key.clone(), path: self.path.clone(), known };
                self.add(member.key_range.clone(), fault);
            }
        }
    }

    fn member<'a>(&mut self, member: &ExampleMember, answers: impl Iterator<Item = &'a Answer>, is_schema: bool) {
        let below = objects(answers);
        self.labels(&member.values);
        for object in &member.objects {
            if is_schema || describes(object, &below) {
                listed(object).into_iter().for_each(|values| self.labels(values));
                properties(object).into_iter().for_each(|inner| self.object(inner, below.clone(), true));
            } else {
                self.object(object, below.clone(), false);
            }
        }
    }

    /// Values that stand where the contract may have labels.
    fn labels(&mut self, values: &[ExampleValue]) {
        let Some(labels) = self.model.labels.iter().find(|labels| labels.path == self.path) else { return };
        for value in values {
            // A label may hold what separates alternatives elsewhere, such as `n/a`.
            let whole = &self.prompt.plain.value()[value.whole.clone()];
            let is_known = labels.labels.iter().any(|label| *label == value.text || label == whole);
            if !is_known && !is_elision(&value.text) {
                let (path, known) = (self.path.clone(), labels.labels.clone());
                self.add(value.range.clone(), Disagreement::Label { written: value.text.clone(), path, known });
            }
        }
    }

    fn add(&mut self, range: Range<usize>, fault: Disagreement) {
        let span = self.prompt.plain.source_span(range.start, range.end);
        self.mismatches.push(Mismatch { span, fault });
    }
}

/// Whether an object says what may stand there, as JSON Schema does, and is not itself what stands there.
fn describes(object: &Example, below: &[&Answer]) -> bool {
    let is_keyword = |member: &ExampleMember| SCHEMA_KEYWORDS.contains(&member.key.as_str());
    let known = keys(below);
    object.members.iter().all(is_keyword) && !object.members.iter().any(|member| known.contains(&member.key.as_str()))
}

/// The `properties` of the JSON Schemas in an object.
pub(crate) fn properties(example: &Example) -> Vec<&Example> {
    let mut found = Vec::new();
    for member in &example.members {
        match member.key.as_str() {
            "properties" if !member.objects.is_empty() => found.extend(&member.objects),
            _ => found.extend(member.objects.iter().flat_map(properties)),
        }
    }
    found
}

/// What a JSON Schema lists under `enum` or `const`, for the value or for the items of an array.
pub(crate) fn listed(schema: &Example) -> Vec<&[ExampleValue]> {
    let mut found = Vec::new();
    for member in &schema.members {
        match member.key.as_str() {
            "enum" | "const" => found.push(member.values.as_slice()),
            "items" | "anyOf" | "oneOf" | "allOf" => found.extend(member.objects.iter().flat_map(listed)),
            _ => {}
        }
    }
    found
}
