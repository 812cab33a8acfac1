//! Leaks alone: of the first split, which is the large one that is trained on, only rows that have a partner in another one
//! are kept in memory, so that it grows with the other splits.

use std::collections::HashSet;

use tunesmith_dataset::{Error, Kept, Progress, Run, Visited};

use crate::Questions;
use crate::join::Known;
use crate::likeness::stopped;
use crate::look::{Looked, Looker};
use crate::normal::grams;
use crate::rows::Rows;

/// Reads the rows of a run twice: those of all splits but the first, then all of them, of which the ones that may be in a leak
/// are handed to `keep`, in the order of the input.
pub(crate) fn visit(
    run: &Run<'_>,
    questions: &Questions<'_>,
    progress: &Progress,
    mut keep: impl FnMut(&Kept<'_>, &Looked) + Send,
) -> Result<Visited, Error> {
    let looker = Looker::of_texts(run);
    let mut others = Rows::new(run);
    tunesmith_dataset::visit(
        run,
        progress,
        |kept| (!is_first(kept)).then(|| looker.look(kept)),
        |kept, looked| looked.iter().for_each(|looked| others.add(kept, looked)),
    )?;
    let partners = Partners::new(&others, questions, progress).ok_or_else(|| stopped(run))?;
    tunesmith_dataset::visit(
        run,
        progress,
        |kept| Some(looker.look(kept)).filter(|looked| !is_first(kept) || partners.has(looked)),
        |kept, looked| looked.iter().for_each(|looked| keep(kept, looked)),
    )
}

fn is_first(kept: &Kept<'_>) -> bool {
    kept.split == 0
}

/// Rows that others may be like.
struct Partners<'p> {
    questions: &'p Questions<'p>,
    texts: HashSet<&'p str>,
    /// Hashes of texts of which nothing is left once normalised.
    without_letters: HashSet<u128>,
    ids: HashSet<u64>,
    near: Known<Box<dyn Fn(usize) -> Vec<u64> + Sync + 'p>>,
}

impl<'p> Partners<'p> {
    fn new(rows: &'p Rows, questions: &'p Questions<'p>, progress: &Progress) -> Option<Partners<'p>> {
        let texts: HashSet<&str> =
            (0..rows.rows.len()).map(|row| rows.text(row)).filter(|text| !text.is_empty()).collect();
        let different: Vec<&str> = texts.iter().copied().collect();
        let (count, by) = (different.len(), questions.by);
        let set_of: Box<dyn Fn(usize) -> Vec<u64> + Sync> = Box::new(move |place| grams(different[place], by));
        let without_letters = rows.rows.iter().enumerate().filter(|(row, _)| rows.text(*row).is_empty());
        Some(Partners {
            questions,
            texts,
            without_letters: without_letters.map(|(_, at)| at.text()).collect(),
            ids: rows.rows.iter().map(|at| at.id).filter(|id| *id != 0).collect(),
            near: Known::new(count, set_of, questions.similarity, questions.threads, progress)?,
        })
    }

    /// Whether a row has the text of one of these, nearly, or its id.
    fn has(&self, looked: &Looked) -> bool {
        let has_text = match looked.normalised.as_str() {
            "" => self.without_letters.contains(&looked.text),
            text => self.texts.contains(text) || self.near.has_alike(&grams(text, self.questions.by)),
        };
        has_text || self.ids.contains(&looked.id)
    }
}
