//! A strategy: prompts to segments, parameters to numbers.

use std::borrow::Cow;

use super::Segments;
use crate::braces::{Braced, Part};
use crate::check::TemplateFile;
use crate::json::{Kind, Node};
use crate::view::{Context, Dialect, PromptView, StrategyView};
use crate::{Literal, Parameters, ResponseFormat, Schema, Segment, Strategy};

/// The strategy of a view in which nothing is wrong; `sha256` is the template's.
pub(crate) fn strategy(
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

fn user_segments(prompt: &PromptView<'_>, schema: &Schema) -> Vec<Segment> {
    let mut segments = Segments::default();
    for part in &prompt.parts {
        match part {
            Part::Doubled(_, brace) => segments.literal.push(*brace),
            Part::Placeholder { field: Braced::Name(name), .. } => {
                if let Some(value) = schema.prompt_value(name) {
                    segments.text(value);
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
