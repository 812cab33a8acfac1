//! `unmatched-brace`: a brace without its partner.

use super::{Check, Rule};
use crate::Level;
use crate::braces::Part;
use crate::diagnostic::{Findings, Fix};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "unmatched-brace",
    level: Level::Deny,
    fixed: true,
    meaning: "A `{` or `}` of a `user_template` has no partner.",
    why: "Python would raise ValueError on the first record.",
    wrong: r#""user_template": "Classify: {text""#,
    right: r#""user_template": "Classify: {text}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, _: &Context<'_>, findings: &mut Findings) {
    let mut open = 0usize;
    for part in &prompt.parts {
        match part {
            Part::Doubled(_, '{') => open += 1,
            Part::Doubled(..) => open = open.saturating_sub(1),
            Part::Lone(at, '{') => {
                let finding = findings.add(prompt.source_span(*at..*at + 1), "this `{` is never closed");
                finding.help("close the placeholder with }, or double the brace if it is meant literally: {{");
            }
            Part::Lone(at, _) => {
                let span = prompt.source_span(*at..*at + 1);
                let finding = findings.add(span, "this `}` closes nothing; double it if it is meant literally: `}}`");
                if open > 0 {
                    open -= 1;
                    finding.help("the brace that it closes is doubled").fix(Fix::replace(span, "}}"));
                }
            }
            _ => {}
        }
    }
}
