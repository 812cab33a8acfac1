//! A checked response contract: what the assistant answers, for each label.

use std::borrow::Cow;

use crate::Segment;

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
    /// The record field that chooses the target, by its place in the record schema.
    pub label: usize,
    /// One target for each value of that field.
    pub targets: Cow<'static, [Target]>,
    /// JSON Schema (draft 7) of the answer, for structured outputs and guided decoding.
    pub json_schema: Cow<'static, str>,
}

/// The answer for one label.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The value of the label field that chooses it.
    pub label: Cow<'static, str>,
    /// Keys and values, in their order.
    pub entries: Cow<'static, [Entry]>,
    /// The same as JSON text with holes for the values of the record; the holes take JSON values.
    pub segments: Cow<'static, [Segment]>,
}

/// One key of a target.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Cow<'static, str>,
    /// Its value.
    pub value: TargetValue,
}

/// A value in a target.
#[derive(Clone, Debug, PartialEq)]
pub enum TargetValue {
    /// A JSON scalar, as JSON text.
    Constant(Cow<'static, str>),
    /// A value of the record.
    Field(crate::Value),
}

impl Contract {
    /// The target for a label.
    ///
    /// ```
    /// use tunesmith_template::doc::moderation;
    ///
    /// assert!(moderation().target("hate").is_some());
    /// assert!(moderation().target("offensive").is_none());
    /// ```
    pub fn target(&self, label: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.label == label)
    }

    /// Every key of any target, once, in order of appearance.
    pub fn keys(&self) -> Vec<&str> {
        let mut keys: Vec<&str> = Vec::new();
        for entry in self.targets.iter().flat_map(|target| target.entries.iter()) {
            if !keys.contains(&entry.key.as_ref()) {
                keys.push(&entry.key);
            }
        }
        keys
    }

    /// The keys to which every target gives a string constant, not all the same, with those constants.
    pub fn label_keys(&self) -> Vec<(&str, Vec<String>)> {
        let labels = self.keys().into_iter().filter_map(|key| Some((key, self.labels_of(key)?)));
        labels.filter(|(_, labels)| labels.len() > 1).collect()
    }

    /// The distinct constants under `key`, decoded, where every target has one.
    fn labels_of(&self, key: &str) -> Option<Vec<String>> {
        let mut labels = Vec::new();
        for target in self.targets.iter() {
            let entry = target.entries.iter().find(|entry| entry.key == key)?;
            let TargetValue::Constant(json) = &entry.value else { return None };
            let label = constant_text(json);
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        Some(labels)
    }
}

/// A constant as a prompt would show it: a string without quotes, anything else as JSON.
pub(crate) fn constant_text(json: &str) -> String {
    let root = crate::json::parse(json).root;
    root.as_ref().and_then(|node| node.text()).map_or_else(|| json.to_owned(), |text| text.value().to_owned())
}
