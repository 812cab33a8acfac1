//! What only the check of templates, and the code generated from it, may call: everybody else finds a checked pair in a
//! [`Project`](crate::Project).

use std::borrow::Cow;

use crate::render::{Message, Sink, request};
use crate::{Contract, Pair, Schema, Segment, Strategy, Turn, Value};

/// A pair that was checked, with the turns of the strategy's examples.
pub const fn pair<'p>(
    schema: &'p Schema,
    strategy: &'p Strategy,
    contract: &'p Contract,
    turns: &'p [Turn],
) -> Pair<'p> {
    Pair::vouched(schema, strategy, contract, turns)
}

/// What a generated struct fills its user prompt with: a value for each placeholder, which its type demands.
pub trait Inputs {
    /// The text of a value that the strategy uses.
    fn value(&self, value: Value) -> Cow<'_, str>;
}

/// The user message.
pub fn user_prompt(strategy: &Strategy, inputs: &impl Inputs) -> String {
    let mut prompt = String::new();
    for segment in strategy.user_template.iter() {
        match segment {
            Segment::Literal(literal) => prompt.literal(literal),
            Segment::Text(value) | Segment::Json(value) => prompt.value(&inputs.value(*value)),
        }
    }
    prompt
}

/// The messages of a request: system, the turns of examples, user.
pub fn messages(strategy: &Strategy, turns: &[Turn], inputs: &impl Inputs) -> Vec<Message> {
    request(strategy, turns, user_prompt(strategy, inputs))
}
