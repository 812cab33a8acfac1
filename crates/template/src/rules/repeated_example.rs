//! `repeated-example`: two examples with one text.

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, StrategyView, members};
use crate::{FieldRole, Level, Text};

pub(crate) static RULE: Rule = Rule {
    code: "repeated-example",
    level: Level::Deny,
    fixed: false,
    meaning: "Two examples of a strategy have the same text.",
    why: "The second one teaches nothing, and with another label the two contradict each other before the question is asked.",
    wrong: r#""examples": [{"body": "Hello", "queue": "other"}, {"body": "Hello", "queue": "billing"}]"#,
    right: r#""examples": [{"body": "Hello", "queue": "other"}, {"body": "My bill is wrong.", "queue": "billing"}]"#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let texts: Vec<&Text> = strategy.examples().filter_map(|node| text_of(node, context)).collect();
    for (place, text) in texts.iter().enumerate() {
        if let Some(first) = texts[..place].iter().find(|first| first.value() == text.value()) {
            let finding = findings.add(text.span(), "two examples have this text");
            finding.label(first.span(), "the first one").help("take one of them out, or show something else");
        }
    }
}

/// The text that is to be judged.
fn text_of<'n>(node: &'n Node, context: &Context<'_>) -> Option<&'n Text> {
    let place = context.schema.with_role(FieldRole::Text)?;
    let is_text = |key: &str| context.schema.index_of_key(key) == Some(place);
    members(Some(node)).find(|member| is_text(member.key.value()))?.value.text()
}
