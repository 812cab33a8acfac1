//! The body of a request to an OpenAI-style chat API, as far as a template has a say in it.

use std::fmt::Write as _;

use crate::{AnswerForm, Contract, Fault, Message, Pair, Parameters, Record, ResponseFormat, Role, escape};

impl Pair<'_> {
    /// The JSON text of `POST /v1/chat/completions` about `record`: `model`, `messages`, and of the sampling parameters
    /// and `response_format` what the template gives. Sending it is the caller's.
    ///
    /// `json_schema` carries the schema of the contract; where the contract's answers are plain text, which no JSON form
    /// admits, the form is `text`.
    ///
    /// ```
    /// # use std::borrow::Cow;
    /// # use tunesmith_runtime::{AnswerForm, Contract, Field, FieldKind, FieldRole, Literal, Parameters, Record, Schema};
    /// # use tunesmith_runtime::{Segment, Strategy, Value, generated};
    /// # let body = Field {
    /// #     name: "body".into(),
    /// #     spellings: Cow::Borrowed(&[]),
    /// #     role: FieldRole::Text,
    /// #     kind: FieldKind::String,
    /// #     nullable: false,
    /// #     required: true,
    /// #     values: Cow::Borrowed(&[]),
    /// # };
    /// # let schema = Schema { fields: vec![body].into(), ..Schema::default() };
    /// # let strategy = Strategy {
    /// #     template: "t.json".into(),
    /// #     template_sha256: "".into(),
    /// #     name: "s".into(),
    /// #     description: "".into(),
    /// #     system_prompt: Literal::new("Which queue?"),
    /// #     user_template: vec![Segment::Text(Value::Field(0))].into(),
    /// #     parameters: Parameters { max_tokens: Some(8), temperature: Some(0.0), ..Parameters::default() },
    /// #     response: "queue".into(),
    /// # };
    /// # let contract = Contract {
    /// #     name: "queue".into(),
    /// #     file: "queue.json".into(),
    /// #     sha256: "".into(),
    /// #     description: "".into(),
    /// #     label: None,
    /// #     targets: Cow::Borrowed(&[]),
    /// #     form: AnswerForm::Text,
    /// #     json_schema: "{}".into(),
    /// # };
    /// # let pair = generated::pair(&schema, &strategy, &contract, &[]);
    /// // A pair comes from a `Project`: `project.pair("t.json", "s", None)?`.
    /// let record = Record::new(&schema).with("body", "My \"lamp\" is broken.");
    /// let body = pair.body(&record, "my-model").unwrap();
    /// assert_eq!(
    ///     body,
    ///     r#"{"model": "my-model", "messages": [{"role": "system", "content": "Which queue?"}, "#.to_owned()
    ///         + r#"{"role": "user", "content": "My \"lamp\" is broken."}], "max_tokens": 8, "temperature": 0.0}"#
    /// );
    /// ```
    ///
    /// # Errors
    /// Everything that the prompt needs and the record does not have.
    pub fn body(&self, record: &Record<'_>, model: &str) -> Result<String, Vec<Fault>> {
        Ok(self.body_of(&self.request(record)?, model))
    }

    /// The same of messages that were made before, such as [`folded`] ones.
    pub fn body_of(&self, messages: &[Message], model: &str) -> String {
        let message = |message: &Message| {
            format!("{{\"role\": \"{}\", \"content\": \"{}\"}}", message.role.name(), escape(&message.content))
        };
        let messages: Vec<String> = messages.iter().map(message).collect();
        let mut body = format!("{{\"model\": \"{}\", \"messages\": [{}]", escape(model), messages.join(", "));
        let parameters = &self.strategy().parameters;
        for (name, number) in numbers(parameters) {
            // Writing to a string does not fail.
            let _ = write!(body, ", \"{name}\": {number}");
        }
        if let Some(format) = parameters.response_format {
            let _ = write!(body, ", \"response_format\": {}", response_format(format, self.contract()));
        }
        body.push('}');
        body
    }
}

/// The messages with the system text at the head of the first turn of the user, for chat templates without that role: as rows
/// are trained that were written so.
///
/// ```
/// use tunesmith_runtime::{Message, Role, folded};
///
/// let message = |role, content: &str| Message { role, content: content.to_owned().into() };
/// let messages = vec![message(Role::System, "Which queue?"), message(Role::User, "It is dark.")];
/// assert_eq!(folded(messages), [message(Role::User, "Which queue?\n\nIt is dark.")]);
/// ```
pub fn folded(mut messages: Vec<Message>) -> Vec<Message> {
    if messages.first().is_some_and(|first| first.role == Role::System) {
        let system = messages.remove(0).content;
        if let Some(user) = messages.iter_mut().find(|message| message.role == Role::User) {
            user.content = format!("{system}\n\n{}", user.content).into();
        }
    }
    messages
}

/// The numbers that are given, as JSON text; one that JSON has no text for is left out.
fn numbers(parameters: &Parameters) -> impl Iterator<Item = (&'static str, String)> {
    let Parameters { max_tokens, temperature, top_p, frequency_penalty, presence_penalty, .. } = *parameters;
    let floats = [
        ("temperature", temperature),
        ("top_p", top_p),
        ("frequency_penalty", frequency_penalty),
        ("presence_penalty", presence_penalty),
    ];
    let floats = floats.into_iter().filter_map(|(name, number)| Some((name, number.filter(|it| it.is_finite())?)));
    let tokens = max_tokens.map(|number| ("max_tokens", number.to_string()));
    tokens.into_iter().chain(floats.map(|(name, number)| (name, format!("{number:?}"))))
}

fn response_format(format: ResponseFormat, contract: &Contract) -> String {
    match (format, contract.form) {
        (ResponseFormat::JsonSchema, AnswerForm::Json) => format!(
            "{{\"type\": \"json_schema\", \"json_schema\": {{\"name\": \"{}\", \"schema\": {}}}}}",
            escape(&contract.name),
            contract.json_schema
        ),
        (ResponseFormat::JsonObject, AnswerForm::Json) => "{\"type\": \"json_object\"}".to_owned(),
        (ResponseFormat::Text, _) | (_, AnswerForm::Text) => "{\"type\": \"text\"}".to_owned(),
    }
}
