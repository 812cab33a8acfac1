//! `unknown-placeholder`: `{name}` names nothing that a prompt may use.

use super::{Check, Rule, list};
use crate::braces::{Field, Part};
use crate::diagnostic::{Findings, Fix};
use crate::view::{Context, PromptView};
use crate::{FieldRole, Level, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-placeholder",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder of a `user_template` names neither `text`, `persona`, `target_group` nor an input field of the record.",
    why: "Python would raise KeyError on the first record, or, with a forgiving formatter, send the name in braces to the model.",
    wrong: r#""user_template": "Classify: {txt}""#,
    right: r#""user_template": "Classify: {text}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut Findings) {
    for part in &prompt.parts {
        let Part::Field { range, field: Field::Name(written) } = part else { continue };
        let name = written.trim();
        let role = context.schema.field(name).map(|field| field.role);
        if context.schema.prompt_value(name).is_some() || role == Some(FieldRole::Label) {
            continue;
        }
        let span = prompt.source_span(range.clone());
        let names = context.schema.placeholders();
        let near = nearest(name, names.iter().copied());
        let message = match (near, role) {
            (Some(near), _) => format!("unknown placeholder `{{{written}}}`; did you mean `{{{near}}}`?"),
            (None, Some(FieldRole::Split)) => format!("`{{{written}}}` chooses the split; a prompt may not use it"),
            (None, Some(_)) => format!("`{{{written}}}` is metadata; a prompt may not use it"),
            (None, None) => format!("unknown placeholder `{{{written}}}`"),
        };
        let finding = findings.add(span, message).help(list("a prompt may use", names.iter().copied()));
        finding.help("for literal braces, double them: {{ and }}");
        if let Some(near) = near {
            finding.fix(Fix::replace(span, format!("{{{near}}}")));
        }
    }
}
