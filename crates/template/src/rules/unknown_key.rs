//! `unknown-key`: a key that means nothing.

use super::{Check, Rule, list};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{ObjectKind, ObjectView};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-key",
    level: Level::Warn,
    fixed: false,
    meaning: "A key of a template, strategy or contract, or of `tunesmith.json`, that Tunesmith does not know, and that is no \
              typo of a known one. Keys that begin with `_` are comments.",
    why: "It does nothing. Whoever wrote it may think that it does.",
    wrong: r#""system_prompt": "…", "owner": "support""#,
    right: r#""system_prompt": "…", "_owner": "support""#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    // A strategy at the top of the file is a missing `strategies`, not an unknown key.
    let lost = object.kind == ObjectKind::Template && !object.has("strategies");
    if object.kind == ObjectKind::Parameters || lost {
        return;
    }
    for member in object.unknown_members().filter(|member| object.misspelt(member).is_none()) {
        let name = member.key.value();
        let message = format!("a {} has no key `{name}`; it is ignored", object.kind.name());
        let finding = findings.add(member.key.span(), message);
        if object.kind == ObjectKind::Strategy && ObjectKind::Parameters.keys().iter().any(|key| key.name == name) {
            finding.help("move it into `parameters`");
        }
        finding.help(format!("to keep it as a comment, write \"_{name}\""));
        finding.help(list("known keys", object.kind.keys().iter().map(|key| key.name)));
    }
}
