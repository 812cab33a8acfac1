//! `placeholder-format-spec`: `{body:>80}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::placeholder::{PlaceholderFault, report};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-format-spec",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder has a format specification behind a colon. Python's `str.format` knows that; a prompt \
              here is a plain substitution.",
    why: "The substituted text would not be the record's text, and other loaders of the same file would not \
              know the notation.",
    wrong: r#""user_template": "Which queue? {body:>80}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    report(prompt, context, findings, PlaceholderFault::FormatSpec, "has a format specification");
}
