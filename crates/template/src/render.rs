//! From strategy, contract and record to messages: the one way there is, pure and free of I/O.
//!
//! Training and serving walk the same segments. A [`Sink`] decides what becomes of them: a `String` takes
//! the text, a [`JsonString`] takes the escaped form that was made when the strategy was.

use std::borrow::Cow;

use crate::{Literal, Record, Scalar, Segment, Strategy, Target, Value, escape_into};

/// Takes the pieces of a prompt in order.
pub trait Sink {
    /// A literal of the prompt.
    fn literal(&mut self, literal: &Literal);
    /// A substituted value.
    fn value(&mut self, value: &str);
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
pub struct JsonString<'b>(
    /// The buffer.
    pub &'b mut Vec<u8>,
);

impl Sink for JsonString<'_> {
    fn literal(&mut self, literal: &Literal) {
        self.0.extend_from_slice(literal.json.as_bytes());
    }

    fn value(&mut self, value: &str) {
        escape_into(self.0, value);
    }
}

/// What a strategy's placeholders are filled from: a [`Record`], or a generated struct.
pub trait Inputs {
    /// The text of a value that the strategy uses.
    fn value(&self, value: Value) -> Cow<'_, str>;
}

impl Inputs for Record<'_> {
    fn value(&self, value: Value) -> Cow<'_, str> {
        Record::value(self, value)
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

/// Writes the user prompt.
pub fn user_prompt(strategy: &Strategy, inputs: &impl Inputs, sink: &mut impl Sink) {
    for segment in strategy.user_template.iter() {
        match segment {
            Segment::Literal(literal) => sink.literal(literal),
            Segment::Value(value) => sink.value(&inputs.value(*value)),
        }
    }
}

/// Writes what the assistant answers to `record`: JSON text, whatever the record holds.
pub fn target(target: &Target, record: &Record<'_>, sink: &mut impl Sink) {
    for segment in target.segments.iter() {
        match segment {
            Segment::Literal(literal) => sink.literal(literal),
            Segment::Value(value) => json_value(record, *value, sink),
        }
    }
}

/// The system and user messages of a request.
///
/// ```
/// use tunesmith_template::{Record, Scalar, doc, messages};
///
/// let schema = doc::schema();
/// let mut record = Record::new(&schema);
/// record.set("text", Scalar::String("hello {text}".into()));
/// let [system, user] = messages(&doc::strategy(), &record);
/// assert_eq!(system.role.name(), "system");
/// assert_eq!(user.content, "Is this hate speech? \"hello {text}\"");
/// ```
pub fn messages(strategy: &Strategy, inputs: &impl Inputs) -> [Message; 2] {
    let mut user = String::new();
    user_prompt(strategy, inputs, &mut user);
    [
        Message { role: Role::System, content: strategy.system_prompt.text.clone() },
        Message { role: Role::User, content: Cow::Owned(user) },
    ]
}

/// A value of the record as JSON text.
fn json_value(record: &Record<'_>, value: Value, sink: &mut impl Sink) {
    let text = match value {
        Value::Rationale => record.rationale().map(Cow::Borrowed),
        Value::Field(index) => match record.at(index) {
            Scalar::String(text) => Some(Cow::Borrowed(text.as_ref())),
            Scalar::Number(number) => return sink.value(number),
            Scalar::Bool(boolean) => return sink.value(if *boolean { "true" } else { "false" }),
            Scalar::Missing | Scalar::Null | Scalar::Compound => None,
        },
        _ => Some(record.value(value)),
    };
    match text {
        Some(text) => {
            sink.literal(&QUOTE);
            sink.value(&crate::escape::escape_required(&text));
            sink.literal(&QUOTE);
        }
        None => sink.value("null"),
    }
}

const QUOTE: Literal = Literal::constant("\"", "\\\"");
