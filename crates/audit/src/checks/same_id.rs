//! `id-in-two-splits`: one record in the training and in the test.

use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::likeness::Kind;
use crate::out::Out;
use crate::section::Section;

pub(super) struct SameId;

pub(super) fn new(_asked: Asked<'_>) -> SameId {
    SameId
}

impl Check for SameId {
    fn is_about_leaks(&self) -> bool {
        true
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        for group in whole.alike.of(Kind::Id) {
            let what = format!("{} rows of different splits have one id", group.rows.len());
            let rule = &rules::ID_IN_TWO_SPLITS;
            out.group(whole.rows, rule, rule.level, &group.rows, &what);
        }
        None
    }
}
