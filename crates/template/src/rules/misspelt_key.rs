//! `misspelt-key`: a key is a typo of a known one.

use std::collections::BTreeMap;

use super::{Check, Rule};
use crate::diagnostic::{FileFindings, Fix};
use crate::view::ObjectView;
use crate::{Level, did_you_mean, names};

pub(crate) static RULE: Rule = Rule {
    code: "misspelt-key",
    level: Level::Deny,
    fixed: true,
    meaning: "A key is a typo of one that the object lacks: of `strategies`, `system_prompt`, `max_tokens` and so \
              on, in a template, a contract or `tunesmith.json`.",
    why: "A misspelt optional key is ignored without a word: `temprature` leaves the server's default \
              temperature in place.",
    wrong: r#""parameters": {"temprature": 0.1}"#,
    right: r#""parameters": {"temperature": 0.1}"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    let misspelt: Vec<_> =
        object.unknown_members().filter_map(|member| Some((&member.key, object.misspelt(member)?))).collect();
    let mut rivals: BTreeMap<&str, usize> = BTreeMap::new();
    misspelt.iter().for_each(|(_, key)| *rivals.entry(key).or_default() += 1);
    let absent: Vec<&str> = object.kind.keys().iter().map(|key| key.name).filter(|name| !object.has(name)).collect();
    for (written, key) in misspelt {
        let message = format!("unknown key `{}`{}", written.value(), did_you_mean(Some(key)));
        let finding = findings.add(written.span(), message);
        finding.help(format!("write \"{key}\", or begin the key with `_` if it is a comment"));
        // Two keys that could both be meant leave nothing certain.
        if rivals[key] == 1 && names::only_near(written.value(), absent.iter().copied()) == Some(key) {
            finding.fix(Fix::replace(written.span(), format!("\"{key}\"")));
        }
    }
}
