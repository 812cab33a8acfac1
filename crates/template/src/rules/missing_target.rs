//! `missing-target`: a label without an answer.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::Findings;
use crate::view::{self, Context, ContractView};

pub(crate) static RULE: Rule = Rule {
    code: "missing-target",
    level: Level::Deny,
    fixed: true,
    meaning: "`targets` of a response contract lacks a value that the record's schema allows for the label field, \
              or has an empty answer for one.",
    why: "Records with that label would have no answer to train towards.",
    wrong: r#""label": "label_binary", "targets": {"hate": {…}}"#,
    right: r#""label": "label_binary", "targets": {"hate": {…}, "normal": {…}}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let Some(targets) = contract.root.get("targets").filter(|targets| targets.members().is_some()) else { return };
    let values = contract.label_values(context.schema).unwrap_or_default();
    let has = |value: &str| contract.targets().any(|(label, _)| label.value() == value);
    // A target for an unknown label is a finding already, and most likely a missing one misspelt.
    let misspelt = contract.targets().any(|(label, _)| !values.iter().any(|value| value == label.value()));
    let missing: Vec<String> = values.iter().filter(|value| !has(value)).map(|value| format!("`{value}`")).collect();
    if !missing.is_empty() && !misspelt {
        let message = format!("no target for {}", missing.join(", "));
        let finding = findings.add(view::opening(targets), message);
        finding.help("every value that the record's schema allows for the label field needs an answer");
    }
    for (label, target) in contract.targets().filter(|(_, target)| target.members().is_some()) {
        if view::members(Some(target)).next().is_none() {
            findings.add(view::opening(target), format!("the target of `{}` is empty", label.value()));
        }
    }
}
