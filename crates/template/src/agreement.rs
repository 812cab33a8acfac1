//! Whether the examples of an answer in a strategy's prompts agree with its response contract.

use std::ops::Range;

use crate::braces::Part;
use crate::examples::{self, Example, ExampleMember};
use crate::view::{PromptView, StrategyView};
use crate::{Contract, Span};

/// A place where a prompt shows what the contract does not have.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) span: Span,
    /// The key or label, without quotes.
    pub(crate) written: String,
    pub(crate) fault: Fault,
}

/// What the contract does not have.
#[derive(Debug)]
pub(crate) enum Fault {
    Key,
    /// The label key, and the labels that it may have.
    Label {
        key: String,
        labels: Vec<String>,
    },
}

/// Every mismatch of a strategy's prompts, in their order.
pub(crate) fn mismatches(strategy: &StrategyView<'_>, contract: &Contract) -> Vec<Mismatch> {
    let found: Vec<(&PromptView<'_>, Example)> = strategy
        .prompts
        .iter()
        .flat_map(|prompt| examples::find(prompt.plain.value()).into_iter().map(move |example| (prompt, example)))
        .collect();
    // An object around a placeholder shows the input.
    let only = found.iter().filter(|(prompt, example)| !holds_placeholder(prompt, example)).count() == 1;
    let mut checker = Checker { keys: contract.keys(), labels: contract.label_keys(), mismatches: Vec::new() };
    for (prompt, example) in &found {
        // JSON with single braces has to be mended first; it is a finding of its own.
        if !is_unescaped(prompt, example) {
            checker.find_answer(prompt, example, only && !holds_placeholder(prompt, example));
        }
    }
    checker.mismatches
}

struct Checker<'c> {
    keys: Vec<&'c str>,
    labels: Vec<(&'c str, Vec<String>)>,
    mismatches: Vec<Mismatch>,
}

impl Checker<'_> {
    /// Checks `example` if it is one of the answer, otherwise the objects in it.
    fn find_answer(&mut self, prompt: &PromptView<'_>, example: &Example, only: bool) {
        let schemas = properties(example);
        if !schemas.is_empty() {
            schemas.into_iter().for_each(|schema| self.check(prompt, schema));
        } else if only || self.shares_key(example) {
            self.check(prompt, example);
        } else {
            let inner = example.members.iter().flat_map(|member| &member.objects);
            inner.for_each(|inner| self.find_answer(prompt, inner, false));
        }
    }

    fn shares_key(&self, example: &Example) -> bool {
        example.members.iter().any(|member| self.keys.contains(&member.key.as_str()))
    }

    fn check(&mut self, prompt: &PromptView<'_>, example: &Example) {
        for member in &example.members {
            if !self.keys.contains(&member.key.as_str()) && !is_dots(&member.key) {
                self.add(prompt, &member.key_range, &member.key, Fault::Key);
            }
            let label_key = self.labels.iter().find(|(key, _)| *key == member.key).cloned();
            if let Some((key, labels)) = label_key {
                self.check_labels(prompt, member, key, &labels);
            }
        }
    }

    fn check_labels(&mut self, prompt: &PromptView<'_>, member: &ExampleMember, key: &str, labels: &[String]) {
        // A property of a JSON Schema lists its labels under `enum`.
        let listed = member.objects.iter().flat_map(|object| &object.members);
        let listed =
            listed.filter(|inner| matches!(inner.key.as_str(), "enum" | "const")).flat_map(|inner| &inner.values);
        for value in member.values.iter().chain(listed) {
            // A label may hold what separates alternatives elsewhere, such as `n/a`.
            let whole = &prompt.plain.value()[value.whole.clone()];
            let known = labels.iter().any(|label| *label == value.text || label == whole);
            if !known && !is_elision(&value.text) {
                let fault = Fault::Label { key: key.to_owned(), labels: labels.to_vec() };
                self.add(prompt, &value.range, &value.text, fault);
            }
        }
    }

    fn add(&mut self, prompt: &PromptView<'_>, range: &Range<usize>, written: &str, fault: Fault) {
        let span = prompt.plain.source_span(range.start, range.end);
        self.mismatches.push(Mismatch { span, written: written.to_owned(), fault });
    }
}

/// The `properties` of the JSON Schemas in `example`.
fn properties(example: &Example) -> Vec<&Example> {
    let mut found = Vec::new();
    for member in &example.members {
        match member.key.as_str() {
            "properties" if !member.objects.is_empty() => found.extend(&member.objects),
            _ => found.extend(member.objects.iter().flat_map(properties)),
        }
    }
    found
}

fn is_unescaped(prompt: &PromptView<'_>, example: &Example) -> bool {
    let at = prompt.plain.source_offset(example.range.start);
    let index = prompt.parts.partition_point(|part| prompt.text.source_offset(part.range().start) <= at);
    matches!(index.checked_sub(1).map(|index| &prompt.parts[index]), Some(Part::Json { .. }))
}

fn holds_placeholder(prompt: &PromptView<'_>, example: &Example) -> bool {
    let source = |part: &Part| prompt.text.source_offset(part.range().start);
    let start = prompt.plain.source_offset(example.range.start);
    let end = prompt.plain.source_offset(example.range.end);
    let first = prompt.parts.partition_point(|part| source(part) < start);
    let inside = prompt.parts[first..].iter().take_while(|part| source(part) < end);
    inside.into_iter().any(|part| matches!(part, Part::Field { .. }))
}

/// Whether a value only says what may stand there: `…`, `<label>`, `[free text]`, `string`, `the label`.
fn is_elision(value: &str) -> bool {
    let words: Vec<String> = value.trim().split([' ', '_', '-']).map(str::to_lowercase).collect();
    let described = |word: &String| matches!(word.as_str(), "the" | "your" | "label" | "category");
    let description = words.len() > 1 && words.iter().any(described) || value.split_whitespace().count() > 3;
    is_dots(value) || description || words.iter().all(|word| KIND_WORDS.contains(&word.as_str()))
}

/// Whether a key or value is `…`, `...`, or something in brackets.
fn is_dots(value: &str) -> bool {
    let value = value.trim();
    let brackets = [('<', '>'), ('[', ']'), ('{', '}'), ('(', ')')];
    let bracketed = brackets.into_iter().any(|(open, close)| value.starts_with(open) && value.ends_with(close));
    bracketed || !value.contains(char::is_alphanumeric)
}

/// Words that say what kind of value is meant.
const KIND_WORDS: &[&str] = &[
    "a",
    "an",
    "answer",
    "bool",
    "boolean",
    "categories",
    "category",
    "class",
    "classification",
    "enum",
    "float",
    "int",
    "integer",
    "label",
    "labels",
    "number",
    "of",
    "one",
    "or",
    "predicted",
    "prediction",
    "result",
    "str",
    "string",
    "text",
    "the",
    "value",
    "verdict",
    "your",
];
