//! From views to the model, once no rule objects.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use crate::braces::{Field, Part};
use crate::check::TemplateFile;
use crate::escape::escape_required;
use crate::json::{Kind, Node};
use crate::view::{Context, Dialect, PromptView, StrategyView, TemplateView, members};
use crate::{
    Contract, Entry, Literal, Parameters, RecordSchema, ResponseFormat, Segment, Source, Strategy, Target, TargetValue,
    Value, answer_schema,
};

/// The strategies of a template, in the order of the file.
pub(crate) fn strategies(view: &TemplateView<'_>, file: &TemplateFile, context: &Context<'_>) -> Vec<Strategy> {
    let sha256 = sha256(&file.source);
    view.strategies.iter().filter_map(|strategy| lower_strategy(strategy, file, &sha256, context)).collect()
}

fn lower_strategy(
    view: &StrategyView<'_>,
    file: &TemplateFile,
    sha256: &str,
    context: &Context<'_>,
) -> Option<Strategy> {
    let prompt = |dialect| view.prompts.iter().find(|prompt| prompt.dialect == dialect);
    Some(Strategy {
        template: Cow::Owned(file.name.clone()),
        template_sha256: Cow::Owned(sha256.to_owned()),
        name: Cow::Owned(view.key.value().to_owned()),
        description: Cow::Owned(view.text("description")?.value().to_owned()),
        system_prompt: Literal::new(prompt(Dialect::Literal)?.text.value()),
        user_template: Cow::Owned(user_segments(prompt(Dialect::Format)?, context.schema)),
        parameters: parameters(view.node.get("parameters")),
        response: Cow::Owned(view.response(context).to_owned()),
    })
}

fn user_segments(prompt: &PromptView<'_>, schema: &RecordSchema) -> Vec<Segment> {
    let mut segments = Segments::default();
    for part in &prompt.parts {
        match part {
            Part::Doubled(_, brace) => segments.literal.push(*brace),
            Part::Field { field: Field::Name(name), .. } => {
                if let Some(value) = schema.prompt_value(name) {
                    segments.value(value);
                }
            }
            _ => segments.literal.push_str(&prompt.text.value()[part.range()]),
        }
    }
    segments.finish()
}

fn parameters(node: Option<&Node>) -> Parameters {
    let Some(node) = node else { return Parameters::default() };
    let number = |key| match &node.get(key)?.kind {
        Kind::Number(number) => number.parse::<f64>().ok(),
        _ => None,
    };
    let format = node.get("response_format").and_then(Node::text);
    Parameters {
        max_tokens: node.get("max_tokens").and_then(whole_number),
        temperature: number("temperature"),
        top_p: number("top_p"),
        frequency_penalty: number("frequency_penalty"),
        presence_penalty: number("presence_penalty"),
        response_format: format
            .and_then(|text| ResponseFormat::ALL.into_iter().find(|format| format.name() == text.value())),
    }
}

/// A number without fraction or exponent, where it is one that fits.
pub(crate) fn whole_number(node: &Node) -> Option<u64> {
    match &node.kind {
        Kind::Number(number) => number.parse().ok(),
        _ => None,
    }
}

/// A contract.
pub(crate) fn contract(root: &Node, source: &Source, schema: &RecordSchema) -> Option<Contract> {
    let text = |key| Some(root.get(key)?.text()?.value().to_owned());
    let labels = members(root.get("targets"));
    let targets: Vec<Target> = labels.filter_map(|member| target(member.key.value(), &member.value, schema)).collect();
    let mut contract = Contract {
        name: Cow::Owned(text("name")?),
        file: Cow::Owned(source.path().rsplit(['/', '\\']).next().unwrap_or_default().to_owned()),
        sha256: Cow::Owned(sha256(source)),
        description: Cow::Owned(text("description")?),
        label: schema.index_of(&text("label")?)?,
        targets: Cow::Owned(targets),
        json_schema: Cow::Borrowed(""),
    };
    contract.json_schema = Cow::Owned(answer_schema::derive(&contract, schema));
    Some(contract)
}

fn target(label: &str, node: &Node, schema: &RecordSchema) -> Option<Target> {
    let mut entries = Vec::new();
    let mut segments = Segments::default();
    for (index, member) in members(Some(node)).enumerate() {
        let key = member.key.value();
        let opening = if index == 0 { "{" } else { ", " };
        segments.literal.push_str(&format!("{opening}\"{}\": ", escape_required(key)));
        let value = target_value(&member.value, schema)?;
        match &value {
            TargetValue::Constant(json) => segments.literal.push_str(json),
            TargetValue::Field(value) => segments.value(*value),
        }
        entries.push(Entry { key: Cow::Owned(key.to_owned()), value });
    }
    segments.literal.push_str(if entries.is_empty() { "{}" } else { "}" });
    Some(Target {
        label: Cow::Owned(label.to_owned()),
        entries: Cow::Owned(entries),
        segments: Cow::Owned(segments.finish()),
    })
}

/// A constant or a `{"field": NAME}`.
fn target_value(node: &Node, schema: &RecordSchema) -> Option<TargetValue> {
    let json = match &node.kind {
        Kind::Null => "null".to_owned(),
        Kind::Bool(boolean) => boolean.to_string(),
        Kind::Number(number) => number.clone(),
        Kind::String(text) => format!("\"{}\"", escape_required(text.value())),
        Kind::Object(_) => return Some(TargetValue::Field(schema.target_value(node.get("field")?.text()?.value())?)),
        Kind::Array(_) => return None,
    };
    Some(TargetValue::Constant(Cow::Owned(json)))
}

/// Literals and values in order, neighbouring literals joined.
#[derive(Default)]
struct Segments {
    done: Vec<Segment>,
    literal: String,
}

impl Segments {
    fn value(&mut self, value: Value) {
        self.flush();
        self.done.push(Segment::Value(value));
    }

    fn finish(mut self) -> Vec<Segment> {
        self.flush();
        self.done
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(Segment::Literal(Literal::new(std::mem::take(&mut self.literal))));
        }
    }
}

/// SHA-256 of a file as it is on disk, in hexadecimal.
fn sha256(source: &Source) -> String {
    let mut hasher = Sha256::new();
    if source.has_bom() {
        hasher.update(b"\xEF\xBB\xBF");
    }
    hasher.update(source.text());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
