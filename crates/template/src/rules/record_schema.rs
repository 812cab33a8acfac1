//! `record-schema`: the schema of the record does not say what the checks need.

use super::{Check, Rule};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "record-schema",
    level: Level::Deny,
    fixed: true,
    meaning: "`data/unified.schema.json` lacks `properties`, or a field there lacks its type or its `x-role` (input, label, split \
              or metadata).",
    why: "The role of a field decides whether a prompt may show it. A label field taken for an input is a leaked answer.",
    wrong: r#""rationale_text": {"type": "string"}"#,
    right: r#""rationale_text": {"type": "string", "x-role": "label"}"#,
    check: Check::Elsewhere,
};
