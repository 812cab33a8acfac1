//! `missing-example`: examples that leave a label out.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{Context, StrategyView, opening};
use crate::lower;

pub(crate) static RULE: Rule = Rule {
    code: "missing-example",
    level: Level::Warn,
    fixed: false,
    meaning: "A strategy shows examples, and none of a label that the response contract has an answer for.",
    why: "Models answer what they were shown: a class without an example is predicted less often.",
    wrong: r#""examples": [{"body": "My lamp is broken.", "queue": "technical"}] towards `technical` and `billing`"#,
    right: r#""examples": [{"body": "My lamp is broken.", "queue": "technical"}, {"body": "Is this a bill?", "queue": "billing"}]"#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let Some(contract) = strategy.contract(context).map(|model| &model.contract) else { return };
    let (Some(label), Some(node)) = (contract.label, strategy.node.get("examples")) else { return };
    let records: Vec<_> = strategy.examples().map(|node| lower::record(node, context.schema)).collect();
    let shown: Vec<&str> = records.iter().filter_map(|record| record.at(label).key()).collect();
    // One with another label is a finding of its own.
    if shown.is_empty() || shown.iter().any(|label| contract.target(label).is_none()) {
        return;
    }
    let missing = contract.targets.iter().filter(|target| !shown.contains(&target.label.as_ref()));
    let missing: Vec<String> = missing.map(|target| format!("`{}`", target.label)).collect();
    if !missing.is_empty() {
        let message = format!("no example shows {}", missing.join(", "));
        findings.add(opening(node), message).help("show each label at least once, about equally often");
    }
}
