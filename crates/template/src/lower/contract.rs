//! A contract: targets to trees for the checks, and to segments for rendering.

use std::borrow::Cow;

use tunesmith_runtime::escape_required;

use super::{Segments, sha256};
use crate::answer::{Answer, ContractModel};
use crate::json::{Kind, Node};
use crate::view::{ContractView, field_name, members};
use crate::{AnswerForm, Contract, Schema, Segment, Source, Target, answer_schema};

/// The contract of a view in which nothing is wrong.
pub(crate) fn contract(view: &ContractView<'_>, source: &Source, schema: &Schema) -> Option<ContractModel> {
    let text = |key| Some(view.root.get(key)?.text()?.value().to_owned());
    let label = match view.label() {
        Some(label) => Some(schema.index_of(label.value())?),
        None => None,
    };
    let mut answers = Vec::new();
    let mut targets = Vec::new();
    for (label, node) in view.answers() {
        let answer = answer(node, schema)?;
        let label = label.map(|label| label.value().to_owned()).unwrap_or_default();
        targets.push(Target { label: Cow::Owned(label), segments: Cow::Owned(segments(&answer)) });
        answers.push(answer);
    }
    let description = text("description")?;
    let form = if answers.iter().all(is_text) { AnswerForm::Text } else { AnswerForm::Json };
    let json_schema = answer_schema::derive(&description, &answers, form, schema);
    let contract = Contract {
        name: Cow::Owned(text("name")?),
        file: Cow::Owned(source.path().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()),
        sha256: Cow::Owned(sha256(source)),
        description: Cow::Owned(description),
        label,
        targets: Cow::Owned(targets),
        form,
        json_schema: Cow::Owned(json_schema),
    };
    Some(ContractModel::new(contract, answers, source))
}

/// Whether an answer is plain text, not JSON.
pub(crate) fn is_text(answer: &Answer) -> bool {
    matches!(answer, Answer::Text(_) | Answer::Value(_))
}

/// What a target says; nothing where it names an unknown field.
pub(crate) fn answer(node: &Node, schema: &Schema) -> Option<Answer> {
    if let Some(name) = field_name(node) {
        return schema.value(name.value()).map(Answer::Value);
    }
    Some(match &node.kind {
        Kind::Null => Answer::Constant("null".to_owned()),
        Kind::Bool(boolean) => Answer::Constant(boolean.to_string()),
        Kind::Number(number) => Answer::Constant(number.clone()),
        Kind::String(text) => Answer::Text(text.value().to_owned()),
        Kind::Array(items) => Answer::Array(items.iter().map(|item| answer(item, schema)).collect::<Option<_>>()?),
        Kind::Object(_) => {
            let member = |key: &str, value| Some((key.to_owned(), answer(value, schema)?));
            let members = members(Some(node)).map(|it| member(it.key.value(), &it.value));
            Answer::Object(members.collect::<Option<_>>()?)
        }
    })
}

/// The answer with holes: plain text where it is a string or a value alone, otherwise JSON text.
fn segments(answer: &Answer) -> Vec<Segment> {
    let mut segments = Segments::default();
    match answer {
        Answer::Text(text) => segments.literal.push_str(text),
        Answer::Value(value) => segments.text(*value),
        other => json(other, &mut segments),
    }
    segments.finish()
}

fn json(answer: &Answer, segments: &mut Segments) {
    match answer {
        Answer::Text(text) => segments.literal.push_str(&quoted(text)),
        Answer::Constant(json) => segments.literal.push_str(json),
        Answer::Value(value) => segments.json(*value),
        Answer::Object(members) => {
            segments.literal.push('{');
            for (index, (key, value)) in members.iter().enumerate() {
                segments.literal.push_str(if index == 0 { "" } else { ", " });
                segments.literal.push_str(&format!("{}: ", quoted(key)));
                json(value, segments);
            }
            segments.literal.push('}');
        }
        Answer::Array(items) => {
            segments.literal.push('[');
            for (index, item) in items.iter().enumerate() {
                segments.literal.push_str(if index == 0 { "" } else { ", " });
                json(item, segments);
            }
            segments.literal.push(']');
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape_required(text))
}
