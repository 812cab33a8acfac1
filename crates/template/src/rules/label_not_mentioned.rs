//! `label-not-mentioned`: the prompts never offer a label.

use super::{Check, Rule};
use crate::agreement::{Agreement, Disagreement, Mismatch, agreement, fitting, unmentioned};
use crate::answer::ContractModel;
use crate::diagnostic::FileFindings;
use crate::view::{Context, Dialect, StrategyView};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "label-not-mentioned",
    level: Level::Warn,
    fixed: false,
    meaning: "A label of the response contract stands in none of the strategy's prompts.",
    why: "The model is trained to answer with a word that it was never offered, and at inference it will guess \
              other words.",
    wrong: r#""system_prompt": "Answer billing if …" towards a contract with `billing` and `other`"#,
    right: r#""system_prompt": "Answer billing if …, else other.""#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let (Some(contract), [system, user]) = (strategy.contract(context), strategy.prompts.as_slice()) else { return };
    if system.dialect != Dialect::Literal || system.is_blank() || user.is_blank() {
        return;
    }
    let missing = unmentioned(strategy, contract);
    if missing.is_empty() || asks_for_another(strategy, contract, context) {
        return;
    }
    let labels: Vec<String> = missing.iter().map(|label| format!("`{label}`")).collect();
    let noun = if labels.len() == 1 { "label" } else { "labels" };
    let message = format!("no prompt mentions the {noun} {} of response contract `{}`", labels.join(", "), contract.contract.name);
    findings.add(system.text.inside_start(), message).help("say when to answer with each label");
}

/// Where an example has a wrong label or none, or the prompts another contract's answer, that a label is missing follows.
fn asks_for_another(strategy: &StrategyView<'_>, contract: &ContractModel, context: &Context<'_>) -> bool {
    let Agreement { mismatches, names_label, .. } = agreement(strategy, contract, context);
    let is_key = |mismatch: &Mismatch| matches!(mismatch.fault, Disagreement::Key { .. });
    let is_other = || !fitting(strategy, contract, context).is_empty();
    !mismatches.is_empty() && (!names_label || !mismatches.iter().all(is_key) || is_other())
}
