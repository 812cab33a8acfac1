//! What is worked out of a row alone, on any thread: the costly part.

use tunesmith_dataset::{Kept, Run};
use tunesmith_runtime::FieldRole;

use crate::normal::{hash, normalised};
use crate::tokens::{Counter, Tokens};

/// What a row is, as far as it can be told without the others.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// Its text, normalised.
    pub(crate) normalised: String,
    /// Characters of its text.
    pub(crate) characters: u32,
    /// By format, the tokens of its conversation; none where they are not counted.
    pub(crate) tokens: Vec<Tokens>,
    /// By format, a hash of the answer.
    pub(crate) answers: Vec<u64>,
}

/// Looks at rows.
pub(crate) struct Looker<'l> {
    text: Option<usize>,
    counters: Vec<Counter<'l>>,
}

impl<'l> Looker<'l> {
    pub(crate) fn new(run: &Run<'_>, counters: Vec<Counter<'l>>) -> Looker<'l> {
        Looker { text: run.project().schema.with_role(FieldRole::Text), counters }
    }

    pub(crate) fn look(&self, kept: &Kept<'_>) -> Looked {
        let text = self.text.and_then(|place| kept.record().at(place).key()).unwrap_or_default();
        let mut answer = String::new();
        let answers = kept.filled().map(|filled| {
            answer.clear();
            filled.answer(&mut answer);
            hash(&answer)
        });
        Looked {
            normalised: normalised(text),
            characters: text.chars().count() as u32,
            answers: answers.collect(),
            tokens: self.counters.iter().zip(kept.filled()).map(|(counter, filled)| counter.count(&filled)).collect(),
        }
    }
}
