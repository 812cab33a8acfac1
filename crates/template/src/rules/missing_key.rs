//! `missing-key`: an object lacks a key that it must have.

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::view::{Key, ObjectKind, ObjectView};
use crate::{Level, Text};

pub(crate) static RULE: Rule = Rule {
    code: "missing-key",
    level: Level::Deny,
    fixed: true,
    meaning: "A template lacks `strategies`, a strategy lacks `name`, `description`, `system_prompt` or \
              `user_template`, a contract lacks `name`, `description`, `label` or `targets` (`target` where `label` is \
              null), or `tunesmith.json` lacks a key that a run cannot do without.",
    why: "A missing prompt would reach the model as an empty message; a missing name cannot be looked up, and a missing \
              path cannot be read.",
    wrong: r#"{"strategies": {"s": {"name": "s", "description": "…", "user_template": "{body}"}}}"#,
    right: r#"{"strategies": {"s": {"name": "s", "description": "…", "system_prompt": "…", "user_template": "{body}"}}}"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    for key in object.kind.keys().iter().filter(|key| object.requires(key) && !object.has(key.name)) {
        // A misspelt key is one finding, not two.
        let misspelt = object.unknown_members().any(|member| object.misspelt(member) == Some(key.name));
        if let Some(twin) = twin(object, key.name) {
            let message = format!("this contract has `{}` where it needs `{}`", twin.value(), key.name);
            let finding = findings.add(twin.span(), message);
            finding.help(
                "`targets` has an answer for each value of `label`; `target` is the only one, where `label` is null",
            );
        } else if !misspelt {
            let message = format!("this {} has no `{}`", object.kind.name(), key.name);
            findings.add(object.brace(), message).help(format!("add \"{}\": …{}", key.name, hint(object.kind, key)));
        }
    }
}

/// `target` where `targets` is missing, and the other way round.
fn twin<'n>(object: &ObjectView<'n>, name: &str) -> Option<&'n Text> {
    let twin = match name {
        "targets" => "target",
        "target" => "targets",
        _ => return None,
    };
    let member = object.members.iter().find(|member| member.key.value() == twin);
    member.filter(|_| object.kind == ObjectKind::Contract).map(|member| &member.key)
}

/// What the value says, in `tunesmith.json`, which people write once and seldom see.
fn hint(kind: ObjectKind, key: &Key) -> String {
    let is_seldom = matches!(
        kind,
        ObjectKind::Project | ObjectKind::Derived | ObjectKind::Alternative | ObjectKind::Split | ObjectKind::Format
    );
    let sentence = key.doc.split(". ").next().unwrap_or_default().trim_end_matches('.');
    let mut rest = sentence.chars();
    let first = rest.next().into_iter().flat_map(char::to_lowercase);
    if is_seldom { format!(" ({})", first.chain(rest.clone()).collect::<String>()) } else { String::new() }
}
