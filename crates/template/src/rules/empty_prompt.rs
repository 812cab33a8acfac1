//! `empty-prompt`: a prompt without text.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{Context, Dialect, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "empty-prompt",
    level: Level::Deny,
    fixed: true,
    meaning: "A `system_prompt` or `user_template` is empty, or holds nothing but white space.",
    why: "The model would be trained, or asked, without instructions.",
    wrong: r#""system_prompt": """#,
    right: r#""system_prompt": "You route support tickets. …""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    if !prompt.is_blank() {
        return;
    }
    let what = if prompt.text.value().is_empty() { "is empty" } else { "holds only white space" };
    let finding = findings.add(prompt.text.span(), format!("this `{}` {what}", prompt.key()));
    match prompt.dialect {
        Dialect::Literal => finding.help("say what the model is to do and which answer it is to give"),
        Dialect::Format => finding.help(format!("write at least \"{{{}}}\", the text to judge", context.text().unwrap_or("…"))),
    };
}
