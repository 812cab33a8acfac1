//! The shapes of rows: by which keys one is known, and which keys are its own.

use crate::json::Node;
use crate::trainer::Role;

/// A way to write a training example as one JSON object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `{"schemaVersion": …, "system": [{"text": …}], "messages": [{"role": …, "content": [{"text": …}]}]}`
    Converse,
    /// `{"systemInstruction": {"parts": […]}, "contents": [{"role": …, "parts": [{"text": …}]}]}`
    Contents,
    /// `{"system": …, "messages": [{"role": …, "content": …}]}`
    SystemMessages,
    /// `{"messages": [{"role": …, "content": …}]}`
    Messages,
    /// `{"conversations": [{"from": …, "value": …}]}`, known from ShareGPT.
    Conversations,
    /// `{"prompt": …, "chosen": …, "rejected": …}`; the prompt may be another shape's own.
    Preference,
    /// `{"input": {"messages": […]}, "preferred_output": […], "non_preferred_output": […]}`, known from OpenAI.
    PreferredOutput,
    /// `{"prompt": […], "completion": […]}`, both lists of messages.
    ChatPromptCompletion,
    /// `{"prompt": …, "completion": …}`
    PromptCompletion,
    /// `{"instruction": …, "input": …, "output": …}`, known from Alpaca.
    Instruction,
    /// `{"input": …, "output": …}`
    InputOutput,
    /// `{"text": …}`, a chat template applied already.
    Text,
    /// `{"segments": [{"label": …, "text": …}]}`, axolotl's `input_output`.
    Segments,
}

impl Shape {
    /// Every shape, in the order in which a row is asked for them.
    pub const ALL: [Shape; 13] = [
        Shape::Converse,
        Shape::Contents,
        Shape::Preference,
        Shape::PreferredOutput,
        Shape::SystemMessages,
        Shape::Messages,
        Shape::Conversations,
        Shape::ChatPromptCompletion,
        Shape::PromptCompletion,
        Shape::Instruction,
        Shape::InputOutput,
        Shape::Text,
        Shape::Segments,
    ];

    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Shape::Converse => "bedrock-conversation",
            Shape::Contents => "contents and parts",
            Shape::SystemMessages => "messages with a system text",
            Shape::Messages => "messages",
            Shape::Conversations => "conversations",
            Shape::Preference => "preference",
            Shape::PreferredOutput => "preferred output",
            Shape::ChatPromptCompletion => "prompt-completion of messages",
            Shape::PromptCompletion => "prompt-completion",
            Shape::Instruction => "instruction",
            Shape::InputOutput => "input-output",
            Shape::Text => "text",
            Shape::Segments => "segments",
        }
    }

    /// The keys that are its own.
    pub(crate) const fn keys(self) -> &'static [&'static str] {
        match self {
            Shape::Converse => &["schemaVersion", "system", "messages"],
            Shape::Contents => {
                &["systemInstruction", "system_instruction", "contents", "tools", "toolConfig", "labels"]
            }
            Shape::SystemMessages => &["system", "messages"],
            Shape::Messages => &["messages"],
            Shape::Conversations => &["conversations", "system", "mask", "type", "tools"],
            Shape::Preference => &["prompt", "chosen", "rejected"],
            Shape::PreferredOutput => &["input", "preferred_output", "non_preferred_output"],
            Shape::ChatPromptCompletion | Shape::PromptCompletion => &["prompt", "completion"],
            Shape::Instruction => &["instruction", "input", "output", "system", "history"],
            Shape::InputOutput => &["input", "output"],
            Shape::Text => &["text"],
            Shape::Segments => &["segments"],
        }
    }

    /// The shape of a row.
    pub(crate) fn of(row: &Node<'_>) -> Option<Shape> {
        let has = |key: &str| row.get(key).is_some();
        let says = |key: &str| row.get(key).is_some_and(|node| !node.is_null());
        let is_list = |key: &str| row.get(key).is_some_and(|node| node.list().is_some());
        Shape::ALL.into_iter().find(|shape| match shape {
            Shape::Converse => has("schemaVersion"),
            Shape::Contents => has("contents"),
            Shape::SystemMessages => has("messages") && says("system"),
            Shape::Messages => has("messages"),
            Shape::Conversations => has("conversations"),
            Shape::Preference => has("chosen") && has("rejected"),
            Shape::PreferredOutput => has("preferred_output"),
            Shape::ChatPromptCompletion => is_list("prompt") && has("completion"),
            Shape::PromptCompletion => has("prompt") && has("completion"),
            Shape::Instruction => has("instruction") && has("output"),
            Shape::InputOutput => has("input") && has("output"),
            Shape::Text => has("text"),
            Shape::Segments => has("segments"),
        })
    }
}

/// The words by which a list of turns names roles.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Words {
    /// Key of the role.
    pub(crate) role: &'static str,
    /// Key of what is said.
    pub(crate) content: &'static str,
    /// In which form.
    pub(crate) said: Said,
    /// Keys of which a part has one, where they are known.
    pub(crate) parts: &'static [&'static str],
    /// Each word with the role that it means.
    pub(crate) words: &'static [(&'static str, Role)],
}

/// The form in which a turn says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    Text,
    Parts,
    Either,
}

pub(crate) const MESSAGES: Words = Words {
    role: "role",
    content: "content",
    said: Said::Either,
    parts: &[],
    words: &[
        ("system", Role::System),
        ("developer", Role::Developer),
        ("user", Role::User),
        ("assistant", Role::Assistant),
        ("tool", Role::Tool),
        ("function", Role::Tool),
    ],
};

pub(crate) const CONVERSATIONS: Words = Words {
    role: "from",
    content: "value",
    said: Said::Text,
    parts: &[],
    words: &[
        ("system", Role::System),
        ("System", Role::System),
        ("human", Role::User),
        ("user", Role::User),
        ("User", Role::User),
        ("gpt", Role::Assistant),
        ("assistant", Role::Assistant),
        ("Assistant", Role::Assistant),
        ("model", Role::Assistant),
        ("chatgpt", Role::Assistant),
        ("function_call", Role::Assistant),
        ("observation", Role::Tool),
        ("tool", Role::Tool),
        ("function_response", Role::Tool),
    ],
};

pub(crate) const CONTENTS: Words = Words {
    role: "role",
    content: "parts",
    said: Said::Parts,
    parts: &[
        "text",
        "inlineData",
        "inline_data",
        "fileData",
        "file_data",
        "functionCall",
        "function_call",
        "functionResponse",
        "function_response",
        "executableCode",
        "codeExecutionResult",
    ],
    words: &[("user", Role::User), ("model", Role::Assistant), ("function", Role::Tool)],
};

pub(crate) const CONVERSE: Words = Words {
    role: "role",
    content: "content",
    said: Said::Parts,
    parts: &["text", "image", "video", "document", "reasoningContent", "toolUse", "toolResult", "cachePoint"],
    words: &[("user", Role::User), ("assistant", Role::Assistant)],
};

impl Words {
    /// The role that a word means.
    pub(crate) fn role_of(&self, word: &str) -> Option<Role> {
        self.words.iter().find(|(known, _)| *known == word).map(|(_, role)| *role)
    }
}
