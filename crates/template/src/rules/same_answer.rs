//! `same-answer`: all labels get one answer.

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::view::{self, Context, ContractView};
use crate::{Level, lower};

pub(crate) static RULE: Rule = Rule {
    code: "same-answer",
    level: Level::Deny,
    fixed: false,
    meaning: "All labels of a response contract get one and the same answer.",
    why: "The label would make no difference to what the model learns: whoever copied one target into the others forgot \
              to change it.",
    wrong: r#""targets": {"billing": {"queue": "billing"}, "other": {"queue": "billing"}}"#,
    right: r#""targets": {"billing": {"queue": "billing"}, "other": {"queue": "other"}}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let (Some(label), Some(targets)) = (contract.label(), contract.root.get("targets")) else { return };
    // One that names an unknown field is a finding already.
    let answers: Option<Vec<_>> = contract.targets().map(|(_, node)| lower::answer(node, context.schema)).collect();
    let Some([first, others @ ..]) = answers.as_deref() else { return };
    if !others.is_empty() && others.iter().all(|other| other == first) {
        let message = format!("every label of `{}` gets the same answer", label.value());
        let finding = findings.add(view::opening(targets), message);
        finding.help("say in each target what its label means");
        finding.help("or write \"label\": null and one \"target\", if the answer does not depend on a label");
    }
}
