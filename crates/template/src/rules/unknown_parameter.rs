//! `unknown-parameter`: a sampling parameter that is ignored.

use super::{Check, Rule, list};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{ObjectKind, ObjectView};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-parameter",
    level: Level::Warn,
    fixed: false,
    meaning: "A key of `parameters` that Tunesmith does not know, and that is no typo of one it knows.",
    why: "It is not carried into the generated code, so requests are made without it.",
    wrong: r#""parameters": {"top_k": 40}"#,
    right: r#""parameters": {"_top_k": 40}"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    if object.kind != ObjectKind::Parameters {
        return;
    }
    for member in object.unknown_members().filter(|member| object.misspelt(member).is_none()) {
        let message = format!("unknown parameter `{}`; it is ignored", member.key.value());
        let finding = findings.add(member.key.span(), message);
        finding.help(list("known parameters", object.kind.keys().iter().map(|key| key.name)));
    }
}
