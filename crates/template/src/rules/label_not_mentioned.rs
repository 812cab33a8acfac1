//! `label-not-mentioned`: the prompts never offer a label.

use super::{Check, Rule};
use crate::agreement::{Fault, mismatches};
use crate::diagnostic::Findings;
use crate::view::{Context, Dialect, StrategyView};
use crate::{Contract, Level};

pub(crate) static RULE: Rule = Rule {
    code: "label-not-mentioned",
    level: Level::Warn,
    fixed: false,
    meaning: "A label of the response contract stands in none of the strategy's prompts.",
    why: "The model is trained to answer with a word that it was never offered, and at inference it will guess \
              other words.",
    wrong: r#""system_prompt": "Answer hate_speech if …" towards a contract with `hate_speech` and `not_hate`"#,
    right: r#""system_prompt": "Answer hate_speech if …, else not_hate.""#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let (Some(contract), [system, user]) = (strategy.contract(context), strategy.prompts.as_slice()) else { return };
    if system.dialect != Dialect::Literal || system.is_blank() || user.is_blank() {
        return;
    }
    let texts = [system, user].map(|prompt| prompt.text.value().to_lowercase());
    let missing = missing_labels(contract, &texts);
    // A wrong label in an example is the one fault; that the right one is missing follows from it.
    if missing.is_empty() || mismatches(strategy, contract).iter().any(|it| matches!(it.fault, Fault::Label { .. })) {
        return;
    }
    let labels: Vec<String> = missing.iter().map(|label| format!("`{label}`")).collect();
    let noun = if labels.len() == 1 { "label" } else { "labels" };
    let message = format!("no prompt mentions the {noun} {} of response contract `{}`", labels.join(", "), contract.name);
    findings.add(system.text.inside_start(), message).help("say when to answer with each label");
}

fn missing_labels(contract: &Contract, texts: &[String]) -> Vec<String> {
    let labels = contract.label_keys().into_iter().flat_map(|(_, labels)| labels);
    labels.filter(|label| !texts.iter().any(|text| mentions(text, &label.to_lowercase()))).collect()
}

/// Whether `label` stands in `text` as a word of its own.
fn mentions(text: &str, label: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts = text.match_indices(label).map(|(at, _)| at);
    starts.into_iter().any(|at| {
        let before = text[..at].chars().next_back();
        let after = text[at + label.len()..].chars().next();
        !word(before) && !word(after)
    })
}
