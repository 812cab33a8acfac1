//! `placeholder-index`: `{text[0]}`.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::Findings;
use crate::placeholder::{Fault, faults};
use crate::view::{Context, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-index",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder has an index in square brackets. Python's `str.format` knows that; a prompt here is a \
              plain substitution.",
    why: "The substituted text would not be the record's text, and other loaders of the same file would not \
              know the notation.",
    wrong: r#""user_template": "Classify: {text[0]}""#,
    right: r#""user_template": "Classify: {text}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut Findings) {
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == Fault::Index) {
        let message = format!("`{}` has an index; placeholders are plain names", placeholder.written);
        let finding = findings.add(placeholder.span, message);
        finding.help(format!("write {{{}}}, or double the braces if they are meant literally", placeholder.name));
    }
}
