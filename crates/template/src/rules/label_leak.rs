//! `label-leak`: a prompt shows the answer.

use super::{Check, Rule, list};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::placeholder::{PlaceholderFault, faults};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "label-leak",
    level: Level::Deny,
    fixed: true,
    meaning: "A prompt uses a value that carries the answer: a field that the record's schema marks as a label, or a value that \
              `tunesmith.json` derives from one.",
    why: "The model would learn to copy the answer from the prompt. It scores perfectly in training and fails \
              on real text.",
    wrong: r#""user_template": "Ticket: {body}\nQueue: {queue}""#,
    right: r#""user_template": "Ticket: {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == PlaceholderFault::Leak) {
        let message = format!("label leak: `{}` carries the answer; a prompt may not use it", placeholder.written);
        let finding = findings.add(placeholder.span, message);
        finding.help(list("a prompt may use", context.schema.placeholders()));
    }
}
