//! `missing-text`: the prompt never shows the text.

use super::{Check, Rule};
use crate::Level;
use crate::braces::{Field, Part};
use crate::diagnostic::Findings;
use crate::placeholder::fault;
use crate::view::{Context, Dialect, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "missing-text",
    level: Level::Deny,
    fixed: true,
    meaning: "A `user_template` has no `{text}`.",
    why: "The model would be asked to judge a text that it never sees, and trained to guess.",
    wrong: r#""user_template": "Is this hate speech?""#,
    right: r#""user_template": "Is this hate speech? {text}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let settled = |part: &Part| match part {
        Part::Field { field: Field::Name(name), .. } if name == "text" => true,
        // Whatever is wrong there may be the missing placeholder: one fault, one finding.
        Part::Field { field, .. } => fault(field, context.schema).is_some(),
        Part::Json { range, .. } => prompt.text.value()[range.clone()].contains("{text}"),
        Part::Lone(..) => true,
        _ => false,
    };
    if prompt.dialect == Dialect::Literal || prompt.is_blank() || prompt.parts.iter().any(settled) {
        return;
    }
    let message = "this `user_template` has no `{text}`: the model never sees the text";
    let finding = findings.add(prompt.text.inside_start(), message);
    match prompt.doubled_names().find(|(_, name)| *name == "text") {
        Some((range, _)) => {
            let span = prompt.source_span(range);
            finding.label(span, "doubled braces make this literal").help("write {text}, with single braces");
        }
        None => {
                finding.help("add {text} where the text is to stand");
            }
    }
}
