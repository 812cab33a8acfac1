//! The tokens of a format's rows.

use std::collections::HashMap;

use tunesmith_runtime::{FieldRole, Filled, Literal, Pair, Segment, Sink, Value};

use super::Tokenizer;
use super::wrapping::Fixed;

/// Tokens of a row in a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tokens {
    /// Up to what is trained.
    pub(crate) prompt: u32,
    /// What is trained.
    pub(crate) answer: u32,
}

/// Counts the tokens of a format's rows.
pub(crate) struct Counter<'c> {
    tokenizer: &'c Tokenizer,
    fixed: Fixed,
    /// By where they stand in memory, the literals of the pair.
    literals: HashMap<usize, Counted>,
}

/// A literal that was counted.
#[derive(Clone, Copy, Debug)]
struct Counted {
    /// Tokens of all of it.
    whole: usize,
    /// Bytes up to its first and last line break that a letter or digit follows, and the tokens between the two.
    inner: Option<(usize, usize, usize)>,
}

impl<'c> Counter<'c> {
    /// Counts what is fixed in a format.
    pub(crate) fn new(tokenizer: &'c Tokenizer, pair: Pair<'_>) -> Counter<'c> {
        let fixed = tokenizer.wrapping.fixed(tokenizer, &pair.strategy().system_prompt.text);
        let targets = pair.contract().targets.iter().flat_map(|target| target.segments.iter());
        let segments = pair.strategy().user_template.iter().chain(targets);
        let literals = segments.filter_map(|segment| match segment {
            Segment::Literal(literal) => Some((address(literal), counted(tokenizer, &literal.text))),
            Segment::Text(_) | Segment::Json(_) => None,
        });
        Counter { tokenizer, fixed, literals: literals.collect() }
    }

    /// Tokens of every prompt besides the text of the row, up to it and after it what the chat format adds; other values as
    /// they are where a row has none.
    pub(crate) fn without_text(&self, pair: Pair<'_>) -> usize {
        let schema = pair.schema();
        let text = schema.with_role(FieldRole::Text).map(Value::Field);
        let mut before = String::new();
        for segment in pair.strategy().user_template.iter() {
            match segment {
                Segment::Literal(literal) => before.push_str(&literal.text),
                Segment::Text(value) | Segment::Json(value) if Some(*value) == text => break,
                Segment::Text(Value::Derived(place)) => {
                    before.push_str(schema.values[*place].otherwise.as_deref().unwrap_or_default());
                }
                Segment::Text(_) | Segment::Json(_) => {}
            }
        }
        self.fixed.before_user + self.tokenizer.count(&before) + self.fixed.after_user
    }

    pub(crate) fn count(&self, filled: &Filled<'_>) -> Tokens {
        let tally = || Tally { counter: self, buffer: String::new(), tokens: 0, only: None, is_empty: true };
        let (mut user, mut answer) = (tally(), tally());
        filled.user(&mut user);
        filled.answer(&mut answer);
        Tokens {
            prompt: (self.fixed.before_user + user.end() + self.fixed.after_user) as u32,
            answer: (answer.end() + self.fixed.answer) as u32,
        }
    }
}

/// A literal is told by where it stands: those of a pair stay where they are.
fn address(literal: &Literal) -> usize {
    std::ptr::from_ref(literal) as usize
}

fn counted(tokenizer: &Tokenizer, text: &str) -> Counted {
    let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
    let mut breaks = breaks.filter(|at| text[*at..].chars().next().is_some_and(char::is_alphanumeric));
    let first = breaks.next().filter(|_| tokenizer.splits_at_lines());
    let inner = first.map(|first| {
        let last = breaks.next_back().unwrap_or(first);
        (first, last, tokenizer.count(&text[first..last]))
    });
    Counted { whole: tokenizer.count(text), inner }
}

/// Adds up the tokens of a message.
struct Tally<'t> {
    counter: &'t Counter<'t>,
    /// What is not counted yet.
    buffer: String,
    tokens: usize,
    /// The tokens of the only piece, where it is a literal.
    only: Option<usize>,
    is_empty: bool,
}

impl Tally<'_> {
    fn end(self) -> usize {
        match self.only {
            Some(whole) => whole,
            None => self.tokens + self.counter.tokenizer.count(&self.buffer),
        }
    }
}

impl Sink for Tally<'_> {
    fn literal(&mut self, literal: &Literal) {
        let counted = self.counter.literals.get(&address(literal));
        self.only = counted.filter(|_| self.is_empty).map(|counted| counted.whole);
        self.is_empty = false;
        match counted.and_then(|counted| counted.inner) {
            Some((first, last, tokens)) => {
                self.buffer.push_str(&literal.text[..first]);
                self.tokens += tokens + self.counter.tokenizer.count(&self.buffer);
                self.buffer.clear();
                self.buffer.push_str(&literal.text[last..]);
            }
            None => self.buffer.push_str(&literal.text),
        }
    }

    fn value(&mut self, value: &str) {
        (self.only, self.is_empty) = (None, false);
        self.buffer.push_str(value);
    }
}
