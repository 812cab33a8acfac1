//! `missing-target`: a label without an answer.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::{Kind, Node};
use crate::view::{self, Context, ContractView};

pub(crate) static RULE: Rule = Rule {
    code: "missing-target",
    level: Level::Deny,
    fixed: true,
    meaning: "`targets` of a response contract lacks a value that the record's schema allows for the label field, \
              or an answer is empty.",
    why: "Records with that label would have no answer to train towards.",
    wrong: r#""label": "queue", "targets": {"billing": {…}, "technical": {…}, "account": {…}}"#,
    right: r#""label": "queue", "targets": {"billing": {…}, "technical": {…}, "account": {…}, "other": {…}}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    check_labels(contract, context, findings);
    for (label, target) in contract.answers().into_iter().filter(|(_, target)| is_empty(target)) {
        let of = label.map(|label| format!(" of `{}`", label.value())).unwrap_or_default();
        let finding = findings.add(view::opening(target), format!("the target{of} is empty"));
        finding.help("write what the model shall answer");
    }
}

/// Whether nothing would be answered, or nothing but brackets.
fn is_empty(target: &Node) -> bool {
    match &target.kind {
        Kind::Object(_) => view::members(Some(target)).next().is_none(),
        Kind::Array(items) => items.is_empty(),
        Kind::String(text) => text.value().trim().is_empty(),
        _ => false,
    }
}

fn check_labels(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let targets = contract.root.get("targets").filter(|targets| targets.members().is_some());
    let Some(targets) = targets.filter(|_| !contract.is_without_label()) else { return };
    let values: &[_] = contract.label_field(context.schema).map_or(&[], |field| &field.values);
    let has = |value: &str| contract.targets().any(|(label, _)| label.value() == value);
    // A target for an unknown label is a finding already, and most likely a missing one misspelt.
    let misspelt = contract.targets().any(|(label, _)| !values.iter().any(|value| value == label.value()));
    let missing: Vec<String> = values.iter().filter(|value| !has(value)).map(|value| format!("`{value}`")).collect();
    if !missing.is_empty() && !misspelt {
        let message = format!("no target for {}", missing.join(", "));
        let finding = findings.add(view::opening(targets), message);
        finding.help("every value that the record's schema allows for the label field needs an answer");
    }
}
