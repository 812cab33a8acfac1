//! `faulty-example`: an example that is no record of the project, or that the contract has no answer for.

use tunesmith_runtime::{Fault, FaultKind, Needs};

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, StrategyView, members, opening};
use crate::{Level, Span, did_you_mean, lower, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "faulty-example",
    level: Level::Deny,
    fixed: true,
    meaning: "A record in `examples` of a strategy is none that the record's schema admits, or the response contract has no answer \
              for it, or its text may not reach a model. All that a row is reported for is an error here, what is a warning there too.",
    why: "An example is rendered by the prompt and the contract like every row, so that it cannot contradict them.",
    wrong: r#""examples": [{"body": "My lamp is broken.", "queue": "repairs"}] where the contract has no such label"#,
    right: r#""examples": [{"body": "My lamp is broken.", "queue": "technical"}]"#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    // Without a sound schema, strategy and contract there is no telling.
    let (Some(contract), Some(file)) = (strategy.contract(context), context.file) else { return };
    let Some(lowered) = lower::strategy(strategy, file, "", context) else { return };
    if context.schema.fields.is_empty() {
        return;
    }
    let pair = lower::bare(context.schema, &lowered, &contract.contract);
    let needs = Needs::new(context.schema, vec![pair]);
    for (place, node) in strategy.examples().enumerate() {
        check_keys(place + 1, node, context, findings);
        let mut faults = Vec::new();
        needs.examine(&lower::record(node, context.schema), &mut faults);
        for fault in &faults {
            let message = format!("example {}: {fault}", place + 1);
            findings.add(place_of(fault, node, context), message).help(match fault.kind {
                FaultKind::MissingField | FaultKind::FieldType => "an example is a record like those of the data",
                FaultKind::UnknownLabel | FaultKind::UnknownValue => "write one of those that are allowed",
                FaultKind::EmptyText | FaultKind::BlankText => "write a text that the answer fits",
                _ => "take it out: it would stand in every prompt",
            });
        }
    }
}

fn check_keys(number: usize, node: &Node, context: &Context<'_>, findings: &mut FileFindings) {
    for member in members(Some(node)) {
        let key = member.key.value();
        if context.schema.index_of_key(key).is_none() {
            let names: Vec<&str> = context.schema.fields.iter().map(|field| field.name.as_ref()).collect();
            let near = did_you_mean(nearest(key, names.iter().copied()));
            let finding = findings.add(member.key.span(), format!("example {number}: the record has no field `{key}`{near}"));
            finding.help(super::list("fields", names));
        }
    }
}

/// The value that is at fault; of one that is not there, the start of the record.
fn place_of(fault: &Fault, node: &Node, context: &Context<'_>) -> Span {
    let is_field = |key: &str| context.schema.index_of_key(key) == Some(fault.field);
    let member = members(Some(node)).find(|member| is_field(member.key.value()));
    opening(member.map_or(node, |member| &member.value))
}
