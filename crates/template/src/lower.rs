//! From views to the model, once no rule objects.

mod contract;
mod strategy;
mod turns;

use sha2::{Digest, Sha256};

use crate::{Literal, Segment, Source, Value};

pub(crate) use contract::{answer, contract, is_text};
pub(crate) use strategy::{strategy, whole_number};
pub(crate) use turns::{bare, record, turns};

/// Literals and values in order, neighbouring literals joined.
#[derive(Default)]
struct Segments {
    done: Vec<Segment>,
    literal: String,
}

impl Segments {
    fn text(&mut self, value: Value) {
        self.flush();
        self.done.push(Segment::Text(value));
    }

    fn json(&mut self, value: Value) {
        self.flush();
        self.done.push(Segment::Json(value));
    }

    fn finish(mut self) -> Vec<Segment> {
        self.flush();
        self.done
    }

    fn flush(&mut self) {
        if !self.literal.is_empty() {
            self.done.push(Segment::Literal(Literal::new(std::mem::take(&mut self.literal))));
        }
    }
}

/// SHA-256 of a file as it is on disk, in hexadecimal.
pub(crate) fn sha256(source: &Source) -> String {
    let mut hasher = Sha256::new();
    if source.has_bom() {
        hasher.update(b"\xEF\xBB\xBF");
    }
    hasher.update(source.text());
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}
