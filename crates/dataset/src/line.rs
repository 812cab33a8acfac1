//! A record as one line of JSON: constants copied, and only what came from the record escaped.

use tunesmith_template::{Contract, JsonString, Record, Role, Strategy, Target, render};

use crate::Shape;

/// A line's parts that do not depend on the record.
pub(crate) struct LineFormat<'p> {
    strategy: &'p Strategy,
    contract: &'p Contract,
    /// Up to the user's content, the system prompt included.
    before_user: Vec<u8>,
    /// Between the user's content and the assistant's.
    before_answer: Vec<u8>,
}

impl<'p> LineFormat<'p> {
    /// Lines that ask with `strategy` and answer by `contract`.
    pub(crate) fn new(strategy: &'p Strategy, contract: &'p Contract, shape: Shape) -> LineFormat<'p> {
        let (open, middle) = match shape {
            Shape::Messages => ("{\"messages\": [", ", "),
            Shape::PromptCompletion => ("{\"prompt\": [", "], \"completion\": ["),
        };
        let message = |role: Role| format!("{{\"role\": \"{}\", \"content\": \"", role.name());
        let (system, user, assistant) = (message(Role::System), message(Role::User), message(Role::Assistant));
        LineFormat {
            strategy,
            contract,
            before_user: format!("{open}{system}{}\"}}, {user}", strategy.system_prompt.json).into_bytes(),
            before_answer: format!("\"}}{middle}{assistant}").into_bytes(),
        }
    }

    /// The strategy that asks.
    pub(crate) fn strategy(&self) -> &'p Strategy {
        self.strategy
    }

    /// The contract that answers.
    pub(crate) fn contract(&self) -> &'p Contract {
        self.contract
    }

    /// Appends the line of a record whose label chose `target`.
    pub(crate) fn write(&self, record: &Record<'_>, target: &Target, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.before_user);
        render::user_prompt(self.strategy, record, &mut JsonString(out));
        out.extend_from_slice(&self.before_answer);
        render::target(target, record, &mut JsonString(out));
        out.extend_from_slice(b"\"}]}\n");
    }
}
