//! `no-letters`: texts of which nothing is left once normalised; they are compared with no others.

use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::likeness::Kind;
use crate::out::Out;
use crate::section::Section;

pub(super) struct NoLetters;

pub(super) fn new(_asked: Asked<'_>) -> NoLetters {
    NoLetters
}

impl Check for NoLetters {
    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        for group in whole.alike.of(Kind::NoLetters) {
            let rule = &rules::NO_LETTERS;
            out.group(whole.rows, rule, rule.level, &group.rows, "the text has no letters and digits");
        }
        None
    }
}
