//! Serving with the prompts that the model was trained on: a typed prompt becomes the body of a request to an
//! OpenAI-style chat API, and what comes back becomes a typed answer.
//!
//! `cargo run -p tunesmith-prompts --example serve` prints the body; sending it is up to you.

use serde::Serialize;
use serde_json::value::RawValue;
use tunesmith_prompts::responses::moderation_v1::{Answer, AnswerClassification, JSON_SCHEMA};
use tunesmith_prompts::templates::simple::simple_v1::Simple;

/// The body of `POST /v1/chat/completions`, as far as templates have a say in it.
#[derive(Serialize)]
struct Request<'a> {
    model: &'a str,
    messages: [ChatMessage; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    top_p: Option<f64>,
    response_format: ResponseFormat,
}

#[derive(Serialize)]
struct ChatMessage {
    role: &'static str,
    content: String,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ResponseFormat {
    JsonSchema { json_schema: NamedSchema },
}

/// The schema goes in as it is: a map would sort its keys, and guided decoding follows their order.
#[derive(Serialize)]
struct NamedSchema {
    name: &'static str,
    schema: &'static RawValue,
}

fn request<'a>(model: &'a str, prompt: &Simple<'_>) -> serde_json::Result<Request<'a>> {
    let messages = prompt
        .messages()
        .map(|message| ChatMessage { role: message.role.name(), content: message.content.into_owned() });
    let json_schema = NamedSchema { name: Simple::RESPONSE, schema: serde_json::from_str(JSON_SCHEMA)? };
    Ok(Request {
        model,
        messages,
        max_tokens: Simple::PARAMETERS.max_tokens,
        temperature: Simple::PARAMETERS.temperature,
        top_p: Simple::PARAMETERS.top_p,
        response_format: ResponseFormat::JsonSchema { json_schema },
    })
}

/// What to do about the text, from what the model said.
fn verdict(content: &str) -> serde_json::Result<String> {
    let answer: Answer = serde_json::from_str(content)?;
    Ok(match answer.classification {
        AnswerClassification::HateSpeech => {
            let group = answer.protected_group.as_deref().unwrap_or("someone");
            format!("remove: attacks {group} ({})", answer.reasoning.as_deref().unwrap_or("implied"))
        }
        AnswerClassification::NotHate => "keep".to_owned(),
    })
}

fn main() -> serde_json::Result<()> {
    let prompt = Simple { persona: "LGBTQ", text: "See you at the parade!" };
    println!("{}", serde_json::to_string_pretty(&request("my-fine-tuned-model", &prompt)?)?);
    let content = r#"{"classification": "not_hate", "confidence": "high", "reasoning": "This text does not contain hate speech."}"#;
    println!("{}", verdict(content)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_carries_the_trained_prompt_and_the_schema_as_it_is() {
        let prompt = Simple { persona: "GENERAL", text: "hi" };
        let body = serde_json::to_string(&request("m", &prompt).unwrap()).unwrap();
        assert!(body.starts_with(r#"{"model":"m","messages":[{"role":"system","content":"You are"#), "{body}");
        assert!(body.contains(r#"Persona: GENERAL\nText: \"hi\"""#), "{body}");
        let schema = format!(
            r#""response_format":{{"type":"json_schema","json_schema":{{"name":"moderation_v1","schema":{JSON_SCHEMA}}}}}"#
        );
        assert!(body.contains(&schema), "{body}");
    }

    #[test]
    fn answers_are_typed_and_other_labels_are_errors() {
        let hate = r#"{"classification": "hate_speech", "confidence": "high", "reasoning": null, "protected_group": "MEXICAN"}"#;
        assert_eq!(verdict(hate).unwrap(), "remove: attacks MEXICAN (implied)");
        let error = verdict(r#"{"classification": "hate", "confidence": "high", "reasoning": null}"#).unwrap_err();
        assert!(error.to_string().starts_with("unknown variant `hate`"), "{error}");
    }
}
