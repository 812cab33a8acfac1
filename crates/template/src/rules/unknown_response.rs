//! `unknown-response`: a strategy names a response contract that does not exist.

use super::{Check, Rule, list};
use crate::diagnostic::Findings;
use crate::view::{self, Context, StrategyView};
use crate::{Level, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-response",
    level: Level::Deny,
    fixed: true,
    meaning: "`response` names no contract in `templates/responses/`.",
    why: "Without a contract there is no target to train towards.",
    wrong: r#""response": "moderation_v9""#,
    right: r#""response": "moderation_v1""#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let name = strategy.response(context);
    let mistyped = strategy.node.get("response").is_some_and(|node| node.text().is_none());
    if mistyped || context.contract_names.iter().any(|known| known == name) {
        return;
    }
    let span = strategy.text("response").map_or_else(|| view::opening(strategy.node), |text| text.span());
    let near = nearest(name, context.contract_names.iter().map(String::as_str));
    let instead = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let finding = findings.add(span, format!("unknown response contract `{name}`{instead}"));
    finding.help(list("contracts", context.contract_names.iter().map(String::as_str)));
}
