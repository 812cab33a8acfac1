//! `invalid-utf8`: the file is not UTF-8.

use super::{Check, Rule};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "invalid-utf8",
    level: Level::Deny,
    fixed: true,
    meaning: "The file holds bytes that are not UTF-8, as a file saved in Latin-1 or UTF-16 does.",
    why: "Guessing an encoding would change the prompt without a word.",
    wrong: "a file whose `é` is the single byte E9",
    right: "the same file saved as UTF-8, where `é` is C3 A9",
    check: Check::Elsewhere,
};
