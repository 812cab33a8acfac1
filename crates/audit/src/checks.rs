//! The checks, one file each: what is looked for, which findings come of it, and what is counted.
//!
//! To add one: write `checks/my_check.rs` with a [`Check`] and its `new`, and name it in the list below. What its findings
//! are called and mean stands with all others, in the `template` crate's `rules/audit.rs`.

use tunesmith_dataset::{Kept, Run, Visited};

use crate::Questions;
use crate::likeness::Alike;
use crate::look::Looked;
use crate::out::Out;
use crate::rows::Rows;
use crate::section::Section;

/// A question about the rows.
pub(crate) trait Check: Send {
    /// Looks at a row; they come in the order of the input.
    fn row(&mut self, _kept: &Kept<'_>, _looked: &Looked, _out: &mut Out<'_>) {}

    /// Whether it is among those that are made where only leaks are looked for; such a check looks at no single row.
    fn is_about_leaks(&self) -> bool {
        false
    }

    /// Says what the rows come to.
    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section>;
}

/// What is asked, for checks that begin.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) run: &'a Run<'a>,
    pub(crate) questions: &'a Questions<'a>,
}

/// All rows.
pub(crate) struct Whole<'w> {
    pub(crate) run: &'w Run<'w>,
    pub(crate) rows: &'w Rows,
    pub(crate) visited: &'w Visited,
    pub(crate) alike: &'w Alike,
}

impl Whole<'_> {
    /// The first file, for findings about all of them.
    pub(crate) fn path(&self) -> &str {
        self.visited.files.first().map(|(path, _)| path.as_str()).unwrap_or_default()
    }

    /// The splits that have rows, by their places in the project's settings.
    pub(crate) fn splits(&self) -> Vec<u16> {
        let mut splits: Vec<u16> = self.rows.rows.iter().map(|row| row.split).collect();
        splits.sort_unstable();
        splits.dedup();
        splits
    }

    /// Name of a split's output.
    pub(crate) fn split(&self, place: u16) -> &str {
        &self.run.project().settings.splits[usize::from(place)].output
    }

    /// Name of a field.
    pub(crate) fn field(&self, place: usize) -> &str {
        &self.run.project().schema.fields[place].name
    }
}

macro_rules! checks {
    ($($name:ident)*) => {
        $(mod $name;)*

        /// Every check, in the order of the report.
        pub(crate) fn all<'a>(asked: Asked<'a>) -> Vec<Box<dyn Check + 'a>> {
            vec![$(Box::new($name::new(asked))),*]
        }
    };
}

checks! {
    same_text near_text same_id no_letters
    tokens
    labels groups shares
    rationale label_in_text length one_answer
    personal
}
