//! `unmatched-brace`: a brace without its partner.

use super::{Check, Rule};
use crate::Level;
use crate::braces::Part;
use crate::diagnostic::{FileFindings, Fix};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "unmatched-brace",
    level: Level::Deny,
    fixed: true,
    meaning: "A `{` or `}` of a `user_template` has no partner.",
    why: "Python would raise ValueError on the first record.",
    wrong: r#""user_template": "Which queue? {body""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let mut open = 0usize;
    for (index, part) in prompt.parts.iter().enumerate() {
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
                match half_doubled(prompt, index).filter(|name| context.schema.prompt_value(name).is_some()) {
                    Some(name) => {
                        finding.help(format!("for the placeholder write {{{name}}}, with single braces"));
                    }
                    None if open > 0 => {
                        finding.help("the brace that it closes is doubled").fix(Fix::replace(span, "}}"));
                    }
                    None => {}
                }
                open = open.saturating_sub(1);
            }
            _ => {}
        }
    }
}

/// The `name` of a `{{name}` that ends with the part at `index`.
fn half_doubled<'p>(prompt: &'p PromptView<'_>, index: usize) -> Option<&'p str> {
    match prompt.parts[..index].last_chunk() {
        Some([Part::Doubled(_, '{'), Part::Literal(name)]) => Some(&prompt.text.value()[name.clone()]),
        _ => None,
    }
}
