//! A record as one line of JSON: constants copied, and only what came from the record escaped.

use tunesmith_runtime::{Filled, JsonString, Pair, Role, Turn};

use crate::Shape;

/// A line's parts that do not depend on the record.
#[derive(Clone, Debug)]
pub struct LineFormat {
    /// Up to the user's content, the system prompt and the turns of examples included.
    before_user: Vec<u8>,
    /// Between the user's content and the assistant's.
    before_answer: Vec<u8>,
}

impl LineFormat {
    /// Lines that ask and answer as `pair` does.
    pub fn new(pair: Pair<'_>, shape: Shape) -> LineFormat {
        let (open, middle) = match shape {
            Shape::Messages => ("{\"messages\": [", ", "),
            Shape::PromptCompletion => ("{\"prompt\": [", "], \"completion\": ["),
        };
        let message = |role: Role| format!("{{\"role\": \"{}\", \"content\": \"", role.name());
        let (system, user, assistant) = (message(Role::System), message(Role::User), message(Role::Assistant));
        let turn = |turn: &Turn| format!("{user}{}\"}}, {assistant}{}\"}}, ", turn.user.json, turn.answer.json);
        let turns: String = pair.turns().iter().map(turn).collect();
        LineFormat {
            before_user: format!("{open}{system}{}\"}}, {turns}{user}", pair.strategy().system_prompt.json)
                .into_bytes(),
            before_answer: format!("\"}}{middle}{assistant}").into_bytes(),
        }
    }

    /// Appends the line of a record that is fit for the pair.
    pub fn write(&self, filled: &Filled<'_>, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.before_user);
        filled.user(&mut JsonString(out));
        out.extend_from_slice(&self.before_answer);
        filled.answer(&mut JsonString(out));
        out.extend_from_slice(b"\"}]}\n");
    }
}
