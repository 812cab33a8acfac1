//! A record as one line of JSON: constants copied, and only what came from the record escaped.

use tunesmith_runtime::{Filled, JsonString, Pair, Text};
use tunesmith_trainers::write::{self, Line, Opening};

use crate::{Shape, SystemText};

/// A line's parts that do not depend on the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFormat {
    /// Up to the user's content, the system prompt and the turns of examples included.
    before_user: String,
    /// Between the user's content and the assistant's.
    before_answer: String,
    /// Without the line feed.
    after: String,
}

impl LineFormat {
    /// Lines that ask and answer as `pair` does.
    pub fn new(pair: Pair<'_>, shape: Shape, system: SystemText) -> LineFormat {
        let form = match shape {
            Shape::Messages => write::messages,
            Shape::PromptCompletion => write::prompt_completion,
        };
        LineFormat::of(pair, form, system)
    }

    /// Lines of a trainer's own form.
    pub(crate) fn of(pair: Pair<'_>, form: fn(&Opening<'_>) -> Line, system: SystemText) -> LineFormat {
        let text = &*pair.strategy().system_prompt.json;
        let turns = pair.turns().iter().map(|turn| [&turn.user.json, &turn.answer.json].map(|json| json.to_string()));
        let opening = Opening { system: Some(text), turns: turns.collect(), lead: "" };
        let lead = format!("{text}\\n\\n");
        let line = match system {
            SystemText::Kept => form(&opening),
            SystemText::Fold => form(&opening.folded(&lead)),
        };
        LineFormat { before_user: line.before_question, before_answer: line.before_answer, after: line.after }
    }

    /// Appends the line of a record that is fit for the pair, without a line feed.
    pub fn write(&self, filled: &Filled<'_>, out: &mut impl Text) {
        out.push(&self.before_user);
        filled.user(&mut JsonString(out));
        out.push(&self.before_answer);
        filled.answer(&mut JsonString(out));
        out.push(&self.after);
    }

    /// The fewest bytes that a line has.
    pub(crate) fn least(&self) -> usize {
        self.before_user.len() + self.before_answer.len() + self.after.len()
    }
}
