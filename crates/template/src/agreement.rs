//! Whether the examples of an answer in a strategy's prompts agree with its response contract.

mod judge;
mod words;

use crate::answer::{ContractModel, keys, objects};
use crate::examples::{Example, ExampleMember};
use crate::json::Node;
use crate::placeholder::stands_in;
use crate::view::{Context, Dialect, PromptView, StrategyView};
use crate::{AnswerForm, ResponseFormat, Span};

use judge::Judge;
pub(crate) use judge::{listed, properties};
pub(crate) use words::{is_dots, is_elision, mentions};

/// How a strategy's prompts and a contract go together.
#[derive(Debug, Default)]
pub(crate) struct Agreement {
    /// What the prompts show and the contract does not have, in the order of the file.
    pub(crate) mismatches: Vec<Mismatch>,
    /// Whether an example of the answer agrees.
    pub(crate) is_shown: bool,
    /// Whether an object of the prompts has a key that says which label a record has.
    pub(crate) names_label: bool,
}

/// A place where a prompt shows what the contract does not have.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) span: Span,
    pub(crate) fault: Disagreement,
}

/// What the contract does not have. A path is the keys from the outermost one.
#[derive(Debug)]
pub(crate) enum Disagreement {
    /// A key in the object under a path, which may have others.
    Key { written: String, path: Vec<String>, known: Vec<String> },
    /// A label under a path, which may be another.
    Label { written: String, path: Vec<String>, known: Vec<String> },
    /// An object under a path.
    Object { path: Vec<String> },
    /// JSON, which a parameter asks for.
    Json,
}

/// An object of a prompt that is held against a contract.
pub(crate) struct Candidate<'e> {
    pub(crate) example: &'e Example,
    /// Whether it holds the `properties` of a JSON Schema.
    pub(crate) is_schema: bool,
}

/// Holds a strategy's prompts against a contract.
pub(crate) fn agreement(strategy: &StrategyView<'_>, model: &ContractModel, context: &Context<'_>) -> Agreement {
    let mut agreement = Agreement::default();
    for prompt in &strategy.prompts {
        check_prompt(prompt, model, context, &mut agreement);
    }
    if let Some(format) = asks_for_json(strategy).filter(|_| model.contract.form == AnswerForm::Text) {
        agreement.mismatches.push(Mismatch { span: format.span, fault: Disagreement::Json });
    }
    agreement.mismatches.sort_by_key(|mismatch| mismatch.span);
    agreement
}

/// The contracts that fit all of a strategy, its own left out: an example agrees, none disagrees, every label is mentioned.
pub(crate) fn fitting<'c>(
    strategy: &StrategyView<'_>,
    own: &ContractModel,
    context: &Context<'c>,
) -> Vec<&'c ContractModel> {
    let fits = |model: &&ContractModel| {
        let agreement = agreement(strategy, model, context);
        agreement.is_shown && agreement.mismatches.is_empty() && unmentioned(strategy, model).is_empty()
    };
    let others = context.contracts.iter().filter(|model| model.contract.name != own.contract.name);
    others.filter(fits).collect()
}

/// The labels of a contract that no prompt mentions.
pub(crate) fn unmentioned<'c>(strategy: &StrategyView<'_>, model: &'c ContractModel) -> Vec<&'c str> {
    let texts: Vec<String> = strategy.prompts.iter().map(|prompt| prompt.text.value().to_lowercase()).collect();
    let labels = model.labels.iter().flat_map(|path| &path.labels).map(String::as_str);
    labels.filter(|label| !texts.iter().any(|text| mentions(text, &label.to_lowercase()))).collect()
}

/// The parameter with which a server refuses anything but JSON.
fn asks_for_json<'n>(strategy: &StrategyView<'n>) -> Option<&'n Node> {
    let format = strategy.node.get("parameters")?.get("response_format")?;
    let json = [ResponseFormat::JsonObject, ResponseFormat::JsonSchema].map(ResponseFormat::name);
    json.contains(&format.text()?.value()).then_some(format)
}

/// Judges every object of a prompt, but for those that show the input.
///
/// Beside an example that agrees, an object without any key of the answer is something else: a record, a tool's settings.
fn check_prompt(prompt: &PromptView<'_>, model: &ContractModel, context: &Context<'_>, agreement: &mut Agreement) {
    let own = keys(&objects(&model.answers));
    let mut found = shown(prompt, &own);
    found.retain(|candidate| !shows_input(prompt, candidate.example, model, context));
    let mut members = found.iter().flat_map(|candidate| &candidate.example.members);
    agreement.names_label |= members.any(|member| is_label_key(&member.key, model));
    let judged: Vec<(&Candidate<'_>, Vec<Mismatch>)> =
        found.iter().map(|candidate| (candidate, Judge::new(prompt, model).judge(candidate))).collect();
    let agrees = |(candidate, faults): &(&Candidate<'_>, Vec<Mismatch>)| {
        faults.is_empty() && shares_key(candidate.example, &own)
    };
    let is_shown = judged.iter().any(agrees);
    for (candidate, faults) in judged {
        let is_answer = shares_key(candidate.example, &own) && !names_text(candidate.example, &own, context);
        if !is_shown || is_answer {
            agreement.mismatches.extend(faults);
        }
    }
    agreement.is_shown |= is_shown;
}

/// The objects of a prompt that could be answers with these keys.
pub(crate) fn shown<'p>(prompt: &'p PromptView<'_>, own: &[&str]) -> Vec<Candidate<'p>> {
    let mut found = Vec::new();
    for example in prompt.examples.iter().filter(|example| !prompt.is_unescaped(example.range.start)) {
        candidates(example, own, &mut found);
    }
    found
}

/// The object, or those in it where it only wraps examples: it has no key of the answer itself, and they do.
fn candidates<'e>(example: &'e Example, own: &[&str], found: &mut Vec<Candidate<'e>>) {
    let schemas = properties(example);
    let inner = || example.members.iter().flat_map(|member| &member.objects);
    if !schemas.is_empty() {
        found.extend(schemas.into_iter().map(|example| Candidate { example, is_schema: true }));
    } else if !shares_key(example, own) && is_wrapper(example) && inner().any(|inner| holds_key(inner, own)) {
        inner().for_each(|inner| candidates(inner, own, found));
    } else {
        found.push(Candidate { example, is_schema: false });
    }
}

/// Whether an object could hold examples: one that holds a single object asks for an answer that is nested so.
fn is_wrapper(example: &Example) -> bool {
    example.members.len() > 1 || example.members.iter().any(|member| member.objects.len() > 1)
}

fn shares_key(example: &Example, own: &[&str]) -> bool {
    example.members.iter().any(|member| own.contains(&member.key.as_str()))
}

fn holds_key(example: &Example, own: &[&str]) -> bool {
    let mut inner = example.members.iter().flat_map(|member| &member.objects);
    shares_key(example, own) || !properties(example).is_empty() || inner.any(|inner| holds_key(inner, own))
}

/// Whether an object stands around a placeholder; one that lists labels is an answer nevertheless.
fn shows_input(prompt: &PromptView<'_>, example: &Example, model: &ContractModel, context: &Context<'_>) -> bool {
    let lists = |member: &ExampleMember| is_label_key(&member.key, model) && !member.values.is_empty();
    let in_literal = || {
        prompt.dialect == Dialect::Literal && stands_in(&prompt.plain.value()[example.range.clone()], context.schema)
    };
    let holds_one = prompt.has_placeholder(&example.range) || in_literal();
    holds_one && !example.members.iter().any(lists)
}

fn is_label_key(key: &String, model: &ContractModel) -> bool {
    model.labels.iter().any(|labels| labels.path.first() == Some(key))
}

/// Whether an object has the record's text, and the answer does not.
fn names_text(example: &Example, own: &[&str], context: &Context<'_>) -> bool {
    let text = context.text().filter(|text| !own.contains(text));
    text.is_some_and(|text| example.members.iter().any(|member| member.key == text))
}
