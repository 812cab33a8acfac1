//! `positional-placeholder`: `{}` and `{0}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::placeholder::{PlaceholderFault, faults};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "positional-placeholder",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder has no name: `{}` or `{0}`.",
    why: "Values are passed by name, so Python would raise IndexError on the first record.",
    wrong: r#""user_template": "Which queue? {}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == PlaceholderFault::Positional) {
        let text = context.text().unwrap_or("name");
        let message = format!("`{}` is positional; placeholders need a name, such as `{{{text}}}`", placeholder.written);
        findings.add(placeholder.span, message).help("for literal braces, double them: {{ and }}");
    }
}
