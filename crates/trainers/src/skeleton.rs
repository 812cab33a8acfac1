//! The fast path: whether a row is like one that was found clean, but for texts that are surely sound.
//!
//! The bytes of a clean row are cut at its texts and numbers into literal pieces, which are kept as a tree: rows with more turns
//! share the pieces of those with fewer. A line that can be read along the tree has the same keys, types, roles and weights
//! as a row of which the slow path said that nothing is wrong with it, so it would say that again.

use memchr::memmem::Finder;

use crate::calls::is_nine;
use crate::json::{Node, Value, number_length};
use crate::row::{Meaning, words_at_most};
use crate::strings::{Openers, string_end, text_end};
use crate::trainer::{Calls, Trainer};

/// Pieces that are kept, their bytes, and ways to go on behind one: a file of ever new rows is not worth more.
const MOST_STEPS: usize = 4096;
const MOST_BYTES: usize = 1 << 20;
const MOST_WAYS: usize = 64;

/// What may stand between two literal pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hole {
    Text,
    Rendered,
    /// One of two texts that must differ.
    Choice,
    Any,
    Id,
    /// The same as the id of this number in the row.
    Answer(usize),
    Number,
    /// Nothing: the row ends.
    End,
}

/// A literal piece, what stands behind it, and the pieces that may follow that.
struct Step {
    literal: Vec<u8>,
    hole: Hole,
    /// Longer pieces first: one may be the beginning of another.
    next: Vec<usize>,
}

/// What is known of clean rows.
pub(crate) struct Skeletons {
    /// The first one is the root, which has no bytes.
    steps: Vec<Step>,
    bytes: usize,
    openers: Openers,
    reserved: Vec<Finder<'static>>,
    most_words: u64,
    has_nine: bool,
}

impl Skeletons {
    pub(crate) fn new(trainer: &Trainer, most_words: Option<u64>) -> Skeletons {
        let root = Step { literal: Vec::new(), hole: Hole::End, next: Vec::new() };
        Skeletons {
            steps: vec![root],
            bytes: 0,
            openers: Openers::new(),
            reserved: trainer.reserved.iter().map(|word| Finder::new(*word)).collect(),
            most_words: most_words.unwrap_or(u64::MAX),
            has_nine: trainer.calls == Calls::Nine,
        }
    }

    /// Whether the line is surely a clean row.
    pub(crate) fn is_clean(&self, line: &[u8]) -> bool {
        self.is_like_another(line)
            && std::str::from_utf8(line).is_ok()
            && self.is_short(line)
            && !self.may_be_reserved(line)
    }

    #[cfg(test)]
    pub(crate) fn steps(&self) -> usize {
        self.steps.len()
    }

    /// A word takes two bytes, but for the last one.
    fn is_short(&self, line: &[u8]) -> bool {
        (line.len() as u64 / 2) < self.most_words || words_at_most(line) <= self.most_words
    }

    fn may_be_reserved(&self, line: &[u8]) -> bool {
        let may_be = || memchr::memmem::find(line, b"\\u00").is_some();
        !self.reserved.is_empty() && (may_be() || self.reserved.iter().any(|word| word.find(line).is_some()))
    }

    fn is_like_another(&self, line: &[u8]) -> bool {
        let (mut step, mut at) = (&self.steps[0], 0);
        let (mut ids, mut choice): (Vec<&[u8]>, Option<&[u8]>) = (Vec::new(), None);
        loop {
            let Some(next) =
                step.next.iter().map(|next| &self.steps[*next]).find(|next| line[at..].starts_with(&next.literal))
            else {
                return false;
            };
            at += next.literal.len();
            let end = match next.hole {
                Hole::Text | Hole::Choice => text_end::<true>(line, at, &self.openers),
                Hole::Rendered => text_end::<false>(line, at, &self.openers),
                Hole::Any | Hole::Id | Hole::Answer(_) => string_end::<false>(line, at, &self.openers),
                Hole::Number => number_length(&line[at..]).map(|length| at + length),
                Hole::End => return at == line.len(),
            };
            let Some(end) = end else { return false };
            let text = &line[at..end];
            let is_right = match next.hole {
                Hole::Choice => choice.replace(text) != Some(text),
                Hole::Id => {
                    ids.push(text);
                    !self.has_nine || is_nine(text)
                }
                Hole::Answer(number) => ids.get(number) == Some(&text),
                _ => true,
            };
            if !is_right {
                return false;
            }
            at = end;
            step = next;
        }
    }

    /// Remembers a row in which the slow path found nothing.
    pub(crate) fn add(&mut self, line: &str, root: &Node<'_>, meanings: &[(usize, Meaning)]) {
        let mut holes = Vec::new();
        let mut meanings = meanings.to_vec();
        meanings.sort_unstable_by_key(|(at, _)| *at);
        find_holes(root, &meanings, &mut holes);
        let (mut step, mut from) = (0, 0);
        for (start, end, hole) in holes.into_iter().chain([(line.len(), line.len(), Hole::End)]) {
            match self.way(step, &line.as_bytes()[from..start], hole) {
                Some(next) => step = next,
                None => return,
            }
            from = end;
        }
    }

    /// The step with this piece behind another, which is made where it is missing and there is room.
    fn way(&mut self, step: usize, literal: &[u8], hole: Hole) -> Option<usize> {
        let is_same = |next: &&usize| self.steps[**next].literal == literal && self.steps[**next].hole == hole;
        if let Some(next) = self.steps[step].next.iter().find(is_same) {
            return Some(*next);
        }
        let is_full = self.steps.len() == MOST_STEPS || self.steps[step].next.len() == MOST_WAYS;
        if is_full || self.bytes + literal.len() > MOST_BYTES {
            return None;
        }
        self.bytes += literal.len();
        let made = self.steps.len();
        self.steps.push(Step { literal: literal.to_vec(), hole, next: Vec::new() });
        let ways = &self.steps[step].next;
        let place = ways.iter().position(|next| self.steps[*next].literal.len() < literal.len()).unwrap_or(ways.len());
        self.steps[step].next.insert(place, made);
        Some(made)
    }
}

/// The texts and numbers of a value whose place another one may take, in order.
fn find_holes(node: &Node<'_>, meanings: &[(usize, Meaning)], holes: &mut Vec<(usize, usize, Hole)>) {
    let (start, end) = (node.span.start, node.span.end);
    let meaning = || meanings.binary_search_by_key(&start, |(at, _)| *at).ok().map(|place| meanings[place].1);
    match &node.value {
        Value::Text(_) => match meaning() {
            Some(Meaning::Fixed) => {}
            Some(Meaning::Text) => holes.push((start + 1, end - 1, Hole::Text)),
            Some(Meaning::Rendered) => holes.push((start + 1, end - 1, Hole::Rendered)),
            Some(Meaning::Choice) => holes.push((start + 1, end - 1, Hole::Choice)),
            Some(Meaning::Id) => holes.push((start + 1, end - 1, Hole::Id)),
            Some(Meaning::Answer(id)) => {
                let ids = meanings.iter().filter(|(_, meaning)| *meaning == Meaning::Id);
                holes.push((start + 1, end - 1, Hole::Answer(ids.filter(|(at, _)| *at < id).count())));
            }
            None => holes.push((start + 1, end - 1, Hole::Any)),
        },
        Value::Number if meaning().is_none() => holes.push((start, end, Hole::Number)),
        Value::List(items) => items.iter().for_each(|item| find_holes(item, meanings, holes)),
        Value::Object(members) => members.iter().for_each(|member| find_holes(&member.node, meanings, holes)),
        Value::Null | Value::Bool | Value::Number => {}
    }
}
