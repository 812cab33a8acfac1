//! `placeholder-case`: `{Body}` for `{body}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::{FileFindings, Fix};
use crate::placeholder::{PlaceholderFault, faults};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-case",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder is written in another case than its name.",
    why: "Names in Python's `str.format` are case-sensitive: `{Body}` raises KeyError on the first record.",
    wrong: r#""user_template": "Which queue? {Body}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for placeholder in faults(prompt, context.schema) {
        let PlaceholderFault::Case(name) = &placeholder.fault else { continue };
        let message = format!("`{}` has the wrong case; write `{{{name}}}`", placeholder.written);
        let finding = findings.add(placeholder.span, message).help("names of placeholders are case-sensitive");
        finding.fix(Fix::replace(placeholder.span, format!("{{{name}}}")));
    }
}
