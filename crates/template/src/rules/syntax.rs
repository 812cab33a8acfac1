//! `syntax`: the file is not JSON.

use super::{Check, Rule};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "syntax",
    level: Level::Deny,
    fixed: true,
    meaning: "The file is not JSON: a trailing comma, a comment, single quotes, a raw line break in a string, a file cut short, or \
              anything else that RFC 8259 does not allow.",
    why: "Loaders differ in what they forgive. A file that one of them reads and another refuses is a template that works on one \
          machine only.",
    wrong: r#"{"strategies": {"s": {…},}}"#,
    right: r#"{"strategies": {"s": {…}}}"#,
    check: Check::Elsewhere,
};
