//! `missing-text`: the prompt never shows the text.

use super::{Check, Rule};
use crate::Level;
use crate::braces::{Braced, Part};
use crate::diagnostic::FileFindings;
use crate::placeholder::fault;
use crate::view::{Context, Dialect, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "missing-text",
    level: Level::Deny,
    fixed: true,
    meaning: "A `user_template` has no placeholder of the text field.",
    why: "The model would be asked about a text that it never sees, and trained to guess.",
    wrong: r#""user_template": "Which queue is this ticket for?""#,
    right: r#""user_template": "Which queue is this ticket for? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    // Without a sound record schema there is no telling.
    let Some(text) = context.text() else { return };
    let placeholder = format!("{{{text}}}");
    let settled = |part: &Part| match part {
        Part::Placeholder { field: Braced::Name(name), .. } if name == text => true,
        // Whatever is wrong there may be the missing placeholder: one fault, one finding.
        Part::Placeholder { field, .. } => fault(field, context.schema).is_some(),
        Part::Json { range, .. } => prompt.text.value()[range.clone()].contains(&placeholder),
        Part::Lone(..) => true,
        _ => false,
    };
    if prompt.dialect == Dialect::Literal || prompt.is_blank() || prompt.parts.iter().any(settled) {
        return;
    }
    let message = format!("this `user_template` has no `{placeholder}`: the model never sees the text");
    let finding = findings.add(prompt.text.inside_start(), message);
    match prompt.doubled_names().find(|(_, name)| *name == text) {
        Some((range, _)) => {
            let help = format!("write {placeholder}, with single braces");
            finding.label(prompt.source_span(range), "doubled braces make this literal").help(help);
        }
        None => {
            finding.help(format!("add {placeholder} where the text is to stand"));
        }
    }
}
