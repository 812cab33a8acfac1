//! What a chat format adds to the contents of messages.

use super::Tokenizer;

/// A chat format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// gpt-oss's harmony, as its chat template writes a conversation of three messages: its own system message, ours as
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
    /// Before the content of the user's message: the system prompt is among it.
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

    pub(crate) fn fixed(self, tokenizer: &Tokenizer, system: &str) -> Fixed {
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
