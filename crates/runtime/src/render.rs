//! From a strategy or target and its values to text: the one way there is, pure and free of I/O.
//!
//! Training and serving walk the same segments. A [`Sink`] decides what becomes of them: a `String` takes
//! the text, a [`JsonString`] takes the escaped form that was made when the strategy was.

use std::borrow::Cow;

use crate::escape::{Text, escape_required};
use crate::{Datum, Literal, Record, Segment, Strategy, Turn, Value, escape_into};

/// Takes the pieces of a message in order.
pub trait Sink {
    /// A literal of the prompt or target.
    fn literal(&mut self, literal: &Literal);
    /// A substituted value, or a piece of it.
    fn value(&mut self, value: &str);
    /// The pieces that follow are of this value.
    fn begin(&mut self, _value: Value) {}
}

impl Sink for String {
    fn literal(&mut self, literal: &Literal) {
        self.push_str(&literal.text);
    }

    fn value(&mut self, value: &str) {
        self.push_str(value);
    }
}

/// The inside of a JSON string, appended to a buffer.
#[derive(Debug)]
pub struct JsonString<'b, T: Text>(
    /// The buffer.
    pub &'b mut T,
);

impl<T: Text> Sink for JsonString<'_, T> {
    fn literal(&mut self, literal: &Literal) {
        self.0.push(&literal.json);
    }

    fn value(&mut self, value: &str) {
        escape_into(self.0, value);
    }
}

/// A chat message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Who speaks.
    pub role: Role,
    /// What is said.
    pub content: Cow<'static, str>,
}

/// Who speaks in a chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions.
    System,
    /// The question.
    User,
    /// The answer.
    Assistant,
}

impl Role {
    /// The role's name in chat formats.
    pub const fn name(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
        }
    }
}

/// The messages of a request: system, turns, and the user's, filled.
pub(crate) fn request(strategy: &Strategy, turns: &[Turn], user: String) -> Vec<Message> {
    let system = Message { role: Role::System, content: strategy.system_prompt.text.clone() };
    let user = Message { role: Role::User, content: Cow::Owned(user) };
    std::iter::once(system).chain(turns.iter().flat_map(Turn::messages)).chain([user]).collect()
}

/// Writes segments that are filled from an examined record.
pub(crate) fn segments(segments: &[Segment], record: &Record<'_>, sink: &mut impl Sink) {
    for segment in segments {
        match segment {
            Segment::Literal(literal) => sink.literal(literal),
            Segment::Text(value) => {
                sink.begin(*value);
                if let Some(text) = record.text(*value) {
                    sink.value(&text);
                }
            }
            Segment::Json(value) => {
                sink.begin(*value);
                json(record, *value, sink);
            }
        }
    }
}

/// A value of the record as JSON text.
fn json(record: &Record<'_>, value: Value, sink: &mut impl Sink) {
    let Value::Field(place) = value else {
        return match record.text(value) {
            Some(text) => quoted(&text, sink),
            None => sink.value("null"),
        };
    };
    match record.present(place) {
        Datum::String(text) => quoted(text, sink),
        Datum::Strings(items) => {
            sink.value("[");
            for (index, item) in items.iter().enumerate() {
                sink.value(if index == 0 { "" } else { ", " });
                quoted(item, sink);
            }
            sink.value("]");
        }
        other => sink.value(other.key().unwrap_or("null")),
    }
}

fn quoted(text: &str, sink: &mut impl Sink) {
    sink.literal(&QUOTE);
    sink.value(&escape_required(text));
    sink.literal(&QUOTE);
}

const QUOTE: Literal = Literal::constant("\"", "\\\"");
