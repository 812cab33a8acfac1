//! `parameter-range`: a sampling parameter out of range.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::Kind;
use crate::view::{ObjectKind, ObjectView};

pub(crate) static RULE: Rule = Rule {
    code: "parameter-range",
    level: Level::Deny,
    fixed: false,
    meaning: "A sampling parameter is outside the range that inference servers accept: `temperature` 0 to 2, \
              `top_p` 0 to 1, penalties −2 to 2, `max_tokens` 1 or more. Or `max_tokens` of `tunesmith.json`, the \
              length of a row in training, is less than 1.",
    why: "The server refuses the request, or silently clamps the value; and training would keep nothing of a row.",
    wrong: r#""temperature": 3"#,
    right: r#""temperature": 0.3"#,
    check: Check::Object(check),
};

/// Lowest and highest value, and the two in words.
pub(crate) const RANGES: &[(&str, f64, f64, &str)] = &[
    ("max_tokens", 1.0, u64::MAX as f64, "at least 1"),
    ("temperature", 0.0, 2.0, "between 0 and 2"),
    ("top_p", 0.0, 1.0, "between 0 and 1"),
    ("frequency_penalty", -2.0, 2.0, "between -2 and 2"),
    ("presence_penalty", -2.0, 2.0, "between -2 and 2"),
];

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    let with_range: &[&str] = match object.kind {
        ObjectKind::Parameters => &["max_tokens", "temperature", "top_p", "frequency_penalty", "presence_penalty"],
        ObjectKind::Project => &["max_tokens"],
        _ => &[],
    };
    for member in object.members.iter().filter(|member| with_range.contains(&member.key.value())) {
        let Some((name, low, high, words)) = RANGES.iter().find(|(name, ..)| *name == member.key.value()) else {
            continue;
        };
        let Kind::Number(number) = &member.value.kind else { continue };
        let fraction = *name == "max_tokens" && number.contains(['.', 'e', 'E']);
        // Numbers too large for a float become infinite, which is in no range.
        let inside = number.parse::<f64>().is_ok_and(|value| (*low..=*high).contains(&value));
        if inside && (*name != "max_tokens" || number.parse::<u64>().is_ok()) || fraction {
            continue;
        }
        let shown: String =
            if number.len() > 24 { number.chars().take(20).chain(['…']).collect() } else { number.clone() };
        findings.add(member.value.span, format!("`{name}` must be {words}, not {shown}"));
    }
}
