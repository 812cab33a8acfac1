//! What is worked out of a row alone, on any thread: the costly part.

use tunesmith_dataset::{Kept, Run};
use tunesmith_personal::{Kind, find};
use tunesmith_runtime::{Datum, FieldRole};

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
    /// Personal data in the fields that reach a message, by their places in the schema.
    pub(crate) personal: Vec<(usize, Kind)>,
}

/// Looks at rows.
pub(crate) struct Looker<'l> {
    text: Option<usize>,
    /// The fields that personal data is looked for in.
    worded: Vec<usize>,
    counters: Vec<Counter<'l>>,
}

impl<'l> Looker<'l> {
    pub(crate) fn new(run: &Run<'_>, counters: Vec<Counter<'l>>) -> Looker<'l> {
        Looker { text: run.project().schema.with_role(FieldRole::Text), worded: run.worded_fields(), counters }
    }

    pub(crate) fn look(&self, kept: &Kept<'_>) -> Looked {
        let text = self.text.and_then(|place| kept.record().at(place).key()).unwrap_or_default();
        let mut answer = String::new();
        let answers = kept.filled().map(|filled| {
            answer.clear();
            filled.answer(&mut answer);
            hash(&answer)
        });
        let personal = self.worded.iter().flat_map(|&place| {
            let texts: Vec<&str> = match kept.record().present(place) {
                Datum::String(text) => vec![text],
                Datum::Strings(items) => items.iter().map(AsRef::as_ref).collect(),
                _ => Vec::new(),
            };
            texts.into_iter().flat_map(find).map(move |found| (place, found.kind)).collect::<Vec<_>>()
        });
        Looked {
            personal: personal.collect(),
            normalised: normalised(text),
            characters: text.chars().count() as u32,
            answers: answers.collect(),
            tokens: self.counters.iter().zip(kept.filled()).map(|(counter, filled)| counter.count(&filled)).collect(),
        }
    }
}
