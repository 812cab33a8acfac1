//! What is worked out of a row alone, on any thread: the costly part.

use tunesmith_dataset::{Kept, Run};
use tunesmith_personal::{Kind, find};
use tunesmith_runtime::{Datum, FieldRole};

use crate::normal::{hash, normalised, wide_hash};
use crate::tokens::{Counter, Tokens};

/// What a row is, as far as it can be told without the others.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    /// Hash of its id; 0 where it has none.
    pub(crate) id: u64,
    /// Hash of its text as it stands.
    pub(crate) text: u128,
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
    looks_at_answers: bool,
}

impl<'l> Looker<'l> {
    pub(crate) fn new(run: &Run<'_>, counters: Vec<Counter<'l>>) -> Looker<'l> {
        Looker { worded: run.worded_fields(), counters, looks_at_answers: true, ..Looker::of_texts(run) }
    }

    /// One that looks at text and id alone, which is all that likeness needs.
    pub(crate) fn of_texts(run: &Run<'_>) -> Looker<'l> {
        let text = run.project().schema.with_role(FieldRole::Text);
        Looker { text, worded: Vec::new(), counters: Vec::new(), looks_at_answers: false }
    }

    pub(crate) fn look(&self, kept: &Kept<'_>) -> Looked {
        let text = self.text.and_then(|place| kept.record().at(place).key()).unwrap_or_default();
        let mut answer = String::new();
        let answers = kept.filled().filter(|_| self.looks_at_answers).map(|filled| {
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
        let id = kept.record().id();
        Looked {
            id: if id.is_empty() { 0 } else { hash(id).max(1) },
            text: wide_hash(text),
            personal: personal.collect(),
            normalised: normalised(text),
            characters: text.chars().count() as u32,
            answers: answers.collect(),
            tokens: self.counters.iter().zip(kept.filled()).map(|(counter, filled)| counter.count(&filled)).collect(),
        }
    }
}
