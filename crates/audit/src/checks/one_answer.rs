//! `one-answer`: the same answer for everything.

use tunesmith_dataset::Kept;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::look::Looked;
use crate::out::Out;
use crate::section::Section;

pub(super) struct OneAnswer {
    /// By format, its name, its first answer, and whether there is another.
    formats: Vec<(String, Option<u64>, bool)>,
    rows: u64,
}

pub(super) fn new(asked: Asked<'_>) -> OneAnswer {
    OneAnswer { formats: asked.run.formats().map(|(name, _)| (name.to_owned(), None, false)).collect(), rows: 0 }
}

impl Check for OneAnswer {
    fn row(&mut self, _kept: &Kept<'_>, looked: &Looked, _out: &mut Out<'_>) {
        self.rows += 1;
        for ((_, first, is_other), answer) in self.formats.iter_mut().zip(&looked.answers) {
            *is_other |= *first.get_or_insert(*answer) != *answer;
        }
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        for (name, ..) in self.formats.iter().filter(|(_, _, is_other)| self.rows > 1 && !is_other) {
            let message = format!("all {} rows of the format {name} have the same answer", self.rows);
            out.whole(whole.path(), &rules::ONE_ANSWER, message, &[]);
        }
        None
    }
}
