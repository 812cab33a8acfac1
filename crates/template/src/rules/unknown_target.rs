//! `unknown-target`: an answer for a label that does not exist.

use std::borrow::Cow;

use super::{Check, Rule, list};
use crate::diagnostic::{FileFindings, Fix};
use crate::json::Member;
use crate::view::{Context, ContractView, members};
use crate::{Level, did_you_mean, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-target",
    level: Level::Deny,
    fixed: true,
    meaning: "`targets` of a response contract has a key that the record's schema does not allow for the label \
              field. The key of a number or boolean is its JSON text: `\"1\"`, `\"true\"`. A contract with a label has \
              `targets` alone, one with `\"label\": null` has `target` alone.",
    why: "No record would ever get that answer.",
    wrong: r#""targets": {"biling": {…}, "technical": {…}, …}"#,
    right: r#""targets": {"billing": {…}, "technical": {…}, …}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let values: &[_] = contract.label_field(context.schema).map_or(&[], |field| &field.values);
    check_keys(contract, values, findings);
    if values.is_empty() {
        return;
    }
    let known = || values.iter().map(AsRef::as_ref);
    for (label, _) in contract.targets().filter(|(label, _)| !known().any(|value| value == label.value())) {
        let free = || known().filter(|value| !contract.targets().any(|(other, _)| other.value() == *value));
        let near = nearest(label.value(), free());
        let instead = did_you_mean(near);
        let message = format!("the label field has no value `{}`{instead}", label.value());
        let finding = findings.add(label.span(), message).help(list("its values", known()));
        if let Some(near) = names::only_near(label.value(), free()) {
            finding.fix(Fix::replace(label.span(), format!("\"{near}\"")));
        }
    }
}

/// `targets` where nothing chooses among them, and one `target` where a label should choose.
fn check_keys(contract: &ContractView<'_>, values: &[Cow<'static, str>], findings: &mut FileFindings) {
    let (key, why, help) = match contract.label() {
        None if contract.is_without_label() => {
            ("targets", "chooses nothing where `label` is null", "write one \"target\", or name the label field")
        }
        None => return,
        Some(_) => (
            "target",
            "is not used where there is a label",
            "write \"targets\" with an answer for each value of the label field, or \"label\": null",
        ),
    };
    let member = members(Some(contract.root)).find(|member| member.key.value() == key);
    if let Some(member) = member {
        let finding = findings.add(member.key.span(), format!("`{key}` {why}")).help(help);
        let is_label = |target: &Member| values.iter().any(|value| value == target.key.value());
        let mut targets = members(Some(&member.value)).peekable();
        if key == "target" && contract.root.get("targets").is_none() && targets.peek().is_some() && targets.all(is_label) {
            finding.fix(Fix::replace(member.key.span(), "\"targets\""));
        }
    }
}
