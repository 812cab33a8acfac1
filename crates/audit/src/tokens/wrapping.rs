//! What a chat format adds to the contents of messages.

use tunesmith_runtime::Turn;

use super::{Speaker, Tokenizer};

/// A chat format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// gpt-oss's harmony, as its chat template writes a conversation: its own system message, ours as
    /// the developer's instructions, the answer in the final channel.
    /// Source: OpenAI's harmony response format; the chat template of openai/gpt-oss-20b.
    Harmony,
    /// Three tokens a message and one for its role, and three before an answer.
    /// Source: OpenAI's cookbook, "How to count tokens with tiktoken".
    Chat,
    /// Nothing is known.
    None,
}

/// What is the same for all rows of a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fixed {
    /// Before the content of the user's message: the system prompt and the turns of examples are among it.
    pub(crate) before_user: usize,
    /// Between the user's content and what is trained.
    pub(crate) after_user: usize,
    /// Around the answer, as far as it is trained.
    pub(crate) answer: usize,
}

/// gpt-oss's own system message. It names the day of rendering: any has as many tokens.
const HARMONY_SYSTEM: &str = "You are ChatGPT, a large language model trained by OpenAI.\nKnowledge cutoff: 2024-06\n\
    Current date: 2025-01-31\n\nReasoning: medium\n\n# Valid channels: analysis, commentary, final. Channel must be \
    included for every message.";

impl Wrapping {
    pub(crate) fn about(self) -> &'static str {
        match self {
            Wrapping::Harmony => "with what gpt-oss's chat template adds (harmony)",
            Wrapping::Chat => "with the tokens that OpenAI counts for a chat's messages",
            Wrapping::None => "contents of the messages alone: what the model's chat template adds is not among them",
        }
    }

    /// What is fixed where this is the system message, with the turns of examples behind it.
    pub(crate) fn fixed(self, tokenizer: &Tokenizer, system: &str, turns: &[Turn]) -> Fixed {
        let fixed = self.without_turns(tokenizer, system);
        // What a turn adds to its contents is what the row's own question and answer add to theirs.
        let around = match self {
            Wrapping::Harmony => 2 + tokenizer.count("user") + fixed.after_user + fixed.answer,
            Wrapping::Chat => 8,
            Wrapping::None => 0,
        };
        let of_turn = |turn: &Turn| around + tokenizer.count(&turn.user.text) + tokenizer.count(&turn.answer.text);
        Fixed { before_user: fixed.before_user + turns.iter().map(of_turn).sum::<usize>(), ..fixed }
    }

    /// What stands once in front of a conversation or behind it.
    pub(crate) fn opening(self, tokenizer: &Tokenizer) -> usize {
        match self {
            Wrapping::Harmony => 3 + tokenizer.count("system") + tokenizer.count(HARMONY_SYSTEM),
            Wrapping::Chat => 3,
            Wrapping::None => 0,
        }
    }

    /// A turn with its text.
    pub(crate) fn turn(self, tokenizer: &Tokenizer, speaker: Speaker, text: &str) -> usize {
        let count = |text: &str| tokenizer.count(text);
        match (self, speaker) {
            (Wrapping::Harmony, Speaker::System) => {
                3 + count("developer") + count(&format!("# Instructions\n\n{text}\n\n"))
            }
            (Wrapping::Harmony, Speaker::Assistant) => 4 + count("assistant") + count("final") + count(text),
            (Wrapping::Harmony, _) => 3 + count("user") + count(text),
            (Wrapping::Chat, _) => 4 + count(text),
            (Wrapping::None, _) => count(text),
        }
    }

    fn without_turns(self, tokenizer: &Tokenizer, system: &str) -> Fixed {
        match self {
            Wrapping::Harmony => {
                let control = |names: usize| names;
                let own = control(3) + tokenizer.count("system") + tokenizer.count(HARMONY_SYSTEM);
                let developer = format!("# Instructions\n\n{system}\n\n");
                let ours = control(3) + tokenizer.count("developer") + tokenizer.count(&developer);
                Fixed {
                    before_user: own + ours + control(2) + tokenizer.count("user"),
                    after_user: control(2) + tokenizer.count("assistant"),
                    answer: control(3) + tokenizer.count("final"),
                }
            }
            Wrapping::Chat => Fixed { before_user: 4 + tokenizer.count(system) + 4, after_user: 4, answer: 3 },
            Wrapping::None => Fixed { before_user: tokenizer.count(system), after_user: 0, answer: 0 },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_turns_of_a_conversation_add_up_to_what_is_fixed_for_a_format_and_its_texts() {
        let text = |text: &'static str| tunesmith_runtime::Literal { text: text.into(), ..Default::default() };
        let turns = [Turn { text: "".into(), user: text("One?\nTwo?"), answer: text("{\"a\": 1}") }];
        for name in Tokenizer::BUILT_IN {
            let tokenizer = Tokenizer::named(name).unwrap();
            let fixed = tokenizer.wrapping.fixed(&tokenizer, "Be brief.", &turns);
            let count = |text: &str| tokenizer.count(text);
            let sum = fixed.before_user + count("Three?") + fixed.after_user + fixed.answer + count("3");
            let said = [
                (Speaker::System, "Be brief."),
                (Speaker::User, "One?\nTwo?"),
                (Speaker::Assistant, "{\"a\": 1}"),
                (Speaker::User, "Three?"),
                (Speaker::Assistant, "3"),
            ];
            assert_eq!(tokenizer.count_all(said), sum, "{name}");
        }
    }

    #[test]
    fn of_a_text_with_a_template_applied_a_control_token_is_one() {
        let tokenizer = Tokenizer::named("o200k_harmony").unwrap();
        assert_eq!(tokenizer.count_all([(Speaker::Template, "<|start|>user<|message|>Hi<|end|>")]), 5);
    }
}
