//! `misspelt-key`: a key is a typo of a known one.

use super::{Check, Rule};
use crate::diagnostic::{Findings, Fix};
use crate::view::ObjectView;
use crate::{Level, names};

pub(crate) static RULE: Rule = Rule {
    code: "misspelt-key",
    level: Level::Deny,
    fixed: true,
    meaning: "A key is a typo of one that the object lacks: of `strategies`, `system_prompt`, `max_tokens` and so \
              on.",
    why: "A misspelt optional key is ignored without a word: `temprature` leaves the server's default \
              temperature in place.",
    wrong: r#""parameters": {"temprature": 0.1}"#,
    right: r#""parameters": {"temperature": 0.1}"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut Findings) {
    for member in object.unknown_members() {
        let Some(key) = object.misspelt(member) else { continue };
        let written = member.key.value();
        let span = member.key.span();
        let finding = findings.add(span, format!("unknown key `{written}`; did you mean `{key}`?"));
        finding.help(format!("write \"{key}\", or begin the key with `_` if it is a comment"));
        // Two keys that could both be meant leave nothing certain.
        let rivals = object.unknown_members().filter(|other| object.misspelt(other) == Some(key)).count();
        let absent = object.kind.keys().iter().map(|key| key.name).filter(|name| !object.has(name));
        if rivals == 1 && names::only_near(written, absent) == Some(key) {
            finding.fix(Fix::replace(span, format!("\"{key}\"")));
        }
    }
}
