//! `unknown-response`: a strategy names a response contract that does not exist.

use super::{Check, Rule, list};
use crate::diagnostic::FileFindings;
use crate::view::{self, Context, ProjectView, StrategyView};
use crate::{Level, Span, Text, did_you_mean, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-response",
    level: Level::Deny,
    fixed: true,
    meaning: "`response` of a strategy, or of `tunesmith.json`, names no contract in `templates/responses/`; or neither of the two \
              names one.",
    why: "Without a contract there is no target to train towards.",
    wrong: r#""response": "routing_v9""#,
    right: r#""response": "routing_v1""#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let name = strategy.response(context);
    let mistyped = strategy.node.get("response").is_some_and(|node| node.text().is_none());
    let own = strategy.text("response");
    // A default that does not exist or cannot be read is a finding in `tunesmith.json`.
    let is_default = own.is_none() && context.response.is_none() && context.default_is_meant;
    if mistyped || is_default || context.contract_names.iter().any(|known| known == name) {
        return;
    }
    match own {
        None if name.is_empty() => {
            let message = "this strategy names no response contract, and `tunesmith.json` no default one";
            let finding = findings.add(view::opening(strategy.node), message);
            finding.help("add \"response\": NAME here, or to `tunesmith.json`");
            finding.help(contracts(context));
        }
        own => {
            let span = own.map_or_else(|| view::opening(strategy.node), Text::span);
            report_unknown(name, span, context, findings);
        }
    }
}

/// The default contract.
pub(super) fn check_project(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let unknown = |name: &&Text| !context.contract_names.iter().any(|known| known == name.value());
    if let Some(name) = project.text("response").filter(unknown) {
        report_unknown(name.value(), name.span(), context, findings);
    }
}

fn report_unknown(name: &str, span: Span, context: &Context<'_>, findings: &mut FileFindings) {
    let names = || context.contract_names.iter().map(String::as_str);
    let message = match name {
        "" => "`response` is empty".to_owned(),
        name => format!("unknown response contract `{name}`{}", did_you_mean(nearest(name, names()))),
    };
    findings.add(span, message).help(contracts(context));
}

/// What contracts there are; where there is none, how to write the first.
fn contracts(context: &Context<'_>) -> String {
    match context.contract_names {
        [] => "there is no contract yet: `cargo xtask new-response --from TEMPLATE` writes the one that prompts ask for".to_owned(),
        names => list("contracts", names.iter().map(String::as_str)),
    }
}
