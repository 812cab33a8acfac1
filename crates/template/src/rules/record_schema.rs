//! `record-schema`: the schema of the record does not say what the checks need.

use super::{Check, Rule};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "record-schema",
    level: Level::Deny,
    fixed: true,
    meaning: "The record's schema, which `record` of `tunesmith.json` names, cannot be read, or does not say what the checks need: \
              it lacks `properties`, a field lacks its `type` or its `x-role`, no field or several have the role `text`, several \
              have the role `id` or `split`, one name in the data would stand for two fields, `enum` has values of another type, \
              `required` names no field, or an array is not one of strings.",
    why: "The role of a field decides whether a prompt may show it. A label field taken for an input is a leaked answer.",
    wrong: r#""queue": {"type": "string"}"#,
    right: r#""queue": {"type": "string", "x-role": "label"}"#,
    check: Check::Elsewhere,
};
