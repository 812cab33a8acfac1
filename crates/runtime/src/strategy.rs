//! A checked strategy: prompts as segments, ready to render, whether compiled in or loaded at run time.

use std::borrow::Cow;

use crate::Value;

/// A prompt strategy of a template: what is sent to the model, with which parameters.
///
/// Borrowed and `const` in generated code, owned where a template was checked at run time; the same type serves both.
#[derive(Clone, Debug, PartialEq)]
pub struct Strategy {
    /// Path of the template under `templates/`, or as given for one from outside.
    pub template: Cow<'static, str>,
    /// SHA-256 of the template file, in hexadecimal.
    pub template_sha256: Cow<'static, str>,
    /// Name, unique within the template.
    pub name: Cow<'static, str>,
    /// One line on what it is for.
    pub description: Cow<'static, str>,
    /// The system message.
    pub system_prompt: Literal,
    /// The user message: literal text and placeholders.
    pub user_template: Cow<'static, [Segment]>,
    /// Sampling parameters for inference.
    pub parameters: Parameters,
    /// Name of its own response contract: the one that it is trained towards unless a run says otherwise.
    pub response: Cow<'static, str>,
}

/// Literal text, and the same text escaped for the inside of a JSON string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Literal {
    /// The text.
    pub text: Cow<'static, str>,
    /// The text as it stands between the quotes of a JSON string.
    pub json: Cow<'static, str>,
}

impl Literal {
    /// A literal from owned text.
    pub fn new(text: impl Into<String>) -> Literal {
        let text = text.into();
        let json = crate::escape(&text);
        Literal { text: Cow::Owned(text), json: Cow::Owned(json) }
    }

    /// A literal from constants; `json` is `text` escaped.
    pub const fn constant(text: &'static str, json: &'static str) -> Literal {
        Literal { text: Cow::Borrowed(text), json: Cow::Borrowed(json) }
    }
}

/// A piece of a user prompt or of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    /// Text that stands as it is.
    Literal(Literal),
    /// A value of the record, as text.
    Text(Value),
    /// A value of the record, as JSON.
    Json(Value),
}

/// Sampling parameters; each is optional.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Parameters {
    /// Most tokens of an answer.
    pub max_tokens: Option<u64>,
    /// Sampling temperature, 0 to 2.
    pub temperature: Option<f64>,
    /// Nucleus sampling mass, 0 to 1.
    pub top_p: Option<f64>,
    /// Frequency penalty, −2 to 2.
    pub frequency_penalty: Option<f64>,
    /// Presence penalty, −2 to 2.
    pub presence_penalty: Option<f64>,
    /// Form of the answer.
    pub response_format: Option<ResponseFormat>,
}

/// The forms of an answer that OpenAI-style interfaces know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseFormat {
    /// Free text.
    Text,
    /// Any JSON object.
    JsonObject,
    /// A JSON object by a schema, such as a contract's.
    JsonSchema,
}

impl ResponseFormat {
    /// Every form.
    pub const ALL: [ResponseFormat; 3] = [ResponseFormat::Text, ResponseFormat::JsonObject, ResponseFormat::JsonSchema];

    /// The name in templates and requests.
    pub const fn name(self) -> &'static str {
        match self {
            ResponseFormat::Text => "text",
            ResponseFormat::JsonObject => "json_object",
            ResponseFormat::JsonSchema => "json_schema",
        }
    }
}
