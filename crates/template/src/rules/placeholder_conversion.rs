//! `placeholder-conversion`: `{body!r}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::placeholder::{PlaceholderFault, report};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-conversion",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder has a conversion: `!r`, `!s` or `!a`. Python's `str.format` knows that; a prompt here \
              is a plain substitution.",
    why: "The substituted text would not be the record's text, and other loaders of the same file would not \
              know the notation.",
    wrong: r#""user_template": "Which queue? {body!r}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    report(prompt, context, findings, PlaceholderFault::Conversion, "has a conversion");
}
