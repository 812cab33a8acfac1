//! `placeholder-spaces`: `{ body }` for `{body}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::{FileFindings, Fix};
use crate::placeholder::{PlaceholderFault, faults};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-spaces",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder has white space between its braces and its name.",
    why: "Python's `str.format` takes the spaces for part of the name and raises KeyError on the first record.",
    wrong: r#""user_template": "Which queue? { body }""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == PlaceholderFault::Spaces) {
        let name = placeholder.name;
        let message = format!("`{}` has white space inside its braces; write `{{{name}}}`", placeholder.written);
        let finding = findings.add(placeholder.span, message);
        finding.help("for literal braces, double them: {{ and }}");
        finding.fix(Fix::replace(placeholder.span, format!("{{{name}}}")));
    }
}
