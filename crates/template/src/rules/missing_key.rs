//! `missing-key`: an object lacks a key that it must have.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::Findings;
use crate::view::ObjectView;

pub(crate) static RULE: Rule = Rule {
    code: "missing-key",
    level: Level::Deny,
    fixed: true,
    meaning: "A template lacks `strategies`, a strategy lacks `name`, `description`, `system_prompt` or \
              `user_template`, or a contract lacks `name`, `description`, `label` or `targets`.",
    why: "A missing prompt would reach the model as an empty message; a missing name cannot be looked up.",
    wrong: r#"{"strategies": {"s": {"name": "s", "description": "…", "user_template": "{text}"}}}"#,
    right: r#"{"strategies": {"s": {"name": "s", "description": "…", "system_prompt": "…", "user_template": "{text}"}}}"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut Findings) {
    for key in object.kind.keys().iter().filter(|key| key.required && !object.has(key.name)) {
        // A misspelt key is one finding, not two.
        let misspelt = object.unknown_members().any(|member| object.misspelt(member) == Some(key.name));
        if !misspelt {
            let message = format!("this {} has no `{}`", object.kind.name(), key.name);
            findings.add(object.brace(), message).help(format!("add \"{}\": …", key.name));
        }
    }
}
