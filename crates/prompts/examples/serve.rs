//! Serving with the prompts that the model was trained on: a record becomes the body of a request to an OpenAI-style
//! chat API, and what comes back becomes a typed answer.
//!
//! `cargo run -p tunesmith-prompts --example serve` prints the body; sending it is up to you.

use tunesmith_prompts::responses::moderation_v1::{Answer, AnswerClassification};
use tunesmith_prompts::templates::simple::simple_v1::Simple;
use tunesmith_prompts::{Fault, PROJECT, Record};

/// The body of `POST /v1/chat/completions` for a post, and the community that it speaks about where that is known.
fn request(model: &str, text: &str, community: Option<&str>) -> Result<String, Vec<Fault>> {
    let mut post = Record::new(PROJECT.schema).with("text", text);
    if let Some(community) = community {
        post = post.with("target_group_norm", community);
    }
    Simple::PAIR.body(&post, model)
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
    match request("my-fine-tuned-model", "See you at the parade!", Some("lgbtq")) {
        Ok(body) => println!("{body}"),
        Err(faults) => faults.iter().for_each(|fault| eprintln!("{fault}")),
    }
    let content = r#"{"classification": "not_hate", "confidence": "high", "reasoning": "This text does not contain hate speech."}"#;
    println!("{}", verdict(content)?);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_carries_the_trained_prompt_and_the_parameters() {
        let body = request("m", "hi", None).unwrap();
        assert!(body.starts_with(r#"{"model": "m", "messages": [{"role": "system", "content": "You are"#), "{body}");
        assert!(body.contains(r#"Persona: GENERAL\nText: \"hi\"""#), "{body}");
        let end = r#""max_tokens": 256, "temperature": 0.0, "response_format": {"type": "json_object"}}"#;
        assert!(body.ends_with(end), "{body}");
    }

    #[test]
    fn a_post_without_text_is_not_asked_about() {
        let faults = request("m", "", None).unwrap_err();
        assert_eq!(faults[0].reason, "the text is empty");
    }

    #[test]
    fn answers_are_typed_and_other_labels_are_errors() {
        let hate = r#"{"classification": "hate_speech", "confidence": "high", "reasoning": null, "protected_group": "MEXICAN"}"#;
        assert_eq!(verdict(hate).unwrap(), "remove: attacks MEXICAN (implied)");
        let error = verdict(r#"{"classification": "hate", "confidence": "high", "reasoning": null}"#).unwrap_err();
        assert!(error.to_string().starts_with("unknown variant `hate`"), "{error}");
    }
}
