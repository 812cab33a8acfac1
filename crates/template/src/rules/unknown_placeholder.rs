//! `unknown-placeholder`: `{name}` names nothing that a prompt may use.

use super::{Check, Rule, list};
use crate::diagnostic::{FileFindings, Fix};
use crate::placeholder::{PlaceholderFault, Placeholder, faults};
use crate::view::{Context, PromptView};
use crate::{FieldRole, Level, did_you_mean, foreign, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-placeholder",
    level: Level::Deny,
    fixed: true,
    meaning: "A placeholder of a `user_template` names nothing that the record's schema lets a prompt use.",
    why: "Python would raise KeyError on the first record, or, with a forgiving formatter, send the name in \
              braces to the model.",
    wrong: r#""user_template": "Which queue? {boddy}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let allowed = context.schema.placeholders();
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == PlaceholderFault::Unknown) {
        let near = nearest(placeholder.name, allowed.iter().copied());
        let finding = findings.add(placeholder.span, message(&placeholder, near, context));
        finding.help(list("a prompt may use", allowed.iter().copied()));
        if foreign::in_braces(placeholder.name).is_some() {
            finding.help("a prompt has no conditions and loops; what depends on the record can be a derived value in `tunesmith.json`");
        } else if near.is_none() {
            finding.help("for literal braces, double them: {{ and }}");
        }
        if let Some(name) = names::only_near(placeholder.name, allowed.iter().copied()) {
            finding.fix(Fix::replace(placeholder.span, format!("{{{name}}}")));
        }
    }
}

fn message(placeholder: &Placeholder<'_>, near: Option<&str>, context: &Context<'_>) -> String {
    let written = cut(placeholder.written);
    let role = context.schema.value(placeholder.name).map(|value| context.schema.role(value));
    match (near, role) {
        (_, Some(FieldRole::Id)) => format!("`{written}` names the record; a prompt may not use it"),
        (_, Some(FieldRole::Split)) => format!("`{written}` chooses the split; a prompt may not use it"),
        (_, Some(_)) => format!("`{written}` is metadata; a prompt may not use it"),
        (_, None) if foreign::in_braces(placeholder.name).is_some() => {
            format!("`{written}` is the syntax of Jinja, and names no placeholder")
        }
        (near, None) => {
            let near = near.map(|near| format!("{{{near}}}"));
            format!("unknown placeholder `{written}`{}", did_you_mean(near.as_deref()))
        }
    }
}

/// One line of at most 60 characters.
fn cut(written: &str) -> String {
    let line: String = written.chars().take(60).map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    if line.len() < written.len() { format!("{line}…") } else { line }
}
