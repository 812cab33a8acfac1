//! Example turns: questions and answers that a strategy shows before the one that it asks.

use std::borrow::Cow;

use crate::render::{Message, Role};
use crate::{Fault, FieldRole, Literal, Pair, Record};

/// A question of the user with the answer of the assistant: an example record of a strategy, rendered by the same prompt and
/// contract as every other record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The text of the record.
    pub text: Cow<'static, str>,
    /// The user message.
    pub user: Literal,
    /// The answer.
    pub answer: Literal,
}

impl Turn {
    /// The turn that a record makes for a pair without turns.
    ///
    /// # Errors
    /// Everything that is wrong with the record.
    pub fn of(pair: Pair<'_>, record: &Record<'_>) -> Result<Turn, Vec<Fault>> {
        let messages = pair.conversation(record)?;
        let content =
            |role| messages.iter().rfind(|message| message.role == role).map(|message| message.content.clone());
        let literal = |role| Literal::new(content(role).unwrap_or_default());
        let text = record.schema().with_role(FieldRole::Text).and_then(|place| record.at(place).key());
        let text = Cow::Owned(text.unwrap_or_default().to_owned());
        Ok(Turn { text, user: literal(Role::User), answer: literal(Role::Assistant) })
    }

    /// The two messages.
    pub fn messages(&self) -> [Message; 2] {
        let message = |role, literal: &Literal| Message { role, content: literal.text.clone() };
        [message(Role::User, &self.user), message(Role::Assistant, &self.answer)]
    }
}
