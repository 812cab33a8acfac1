//! `unknown-target`: an answer for a label that does not exist.

use super::{Check, Rule, list};
use crate::diagnostic::{Findings, Fix};
use crate::view::{Context, ContractView};
use crate::{Level, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-target",
    level: Level::Deny,
    fixed: true,
    meaning: "`targets` of a response contract has a key that the record's schema does not allow for the label \
              field.",
    why: "No record would ever get that answer.",
    wrong: r#""targets": {"hateful": {…}, "normal": {…}}"#,
    right: r#""targets": {"hate": {…}, "normal": {…}}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let Some(values) = contract.label_values(context.schema) else { return };
    let known = || values.iter().map(AsRef::as_ref);
    for (label, _) in contract.targets().filter(|(label, _)| !known().any(|value| value == label.value())) {
        let free = || known().filter(|value| !contract.targets().any(|(other, _)| other.value() == *value));
        let near = nearest(label.value(), free());
        let instead = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("the label field has no value `{}`{instead}", label.value());
        let finding = findings.add(label.span(), message).help(list("its values", known()));
        if let Some(near) = names::only_near(label.value(), free()) {
            finding.fix(Fix::replace(label.span(), format!("\"{near}\"")));
        }
    }
}
