//! `lone-surrogate`: an escape that is half of a character.

use super::{Check, Rule};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "lone-surrogate",
    level: Level::Deny,
    fixed: true,
    meaning: "A `\\uD800`–`\\uDFFF` escape stands without its other half, so it encodes no character.",
    why: "Python reads it and fails later, when the text is written as UTF-8: after the run has begun.",
    wrong: r#""system_prompt": "Be kind \ud83d""#,
    right: r#""system_prompt": "Be kind \ud83d\ude00""#,
    check: Check::Elsewhere,
};
