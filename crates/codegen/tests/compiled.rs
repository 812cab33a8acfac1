//! What `snapshot.rs` compares is Rust, and rustc reads back from it what went in.

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

#[allow(
    clippy::all,
    dead_code,
    missing_docs,
    unreachable_pub,
    non_camel_case_types,
    non_snake_case,
    reason = "generated"
)]
mod generated {
    pub(crate) mod small {
        include!("expected/small/prompts.rs");
    }
    pub(crate) mod zoo {
        include!("expected/zoo/prompts.rs");
    }
}

use generated::small::templates::greet::greet_v1::Short;

#[test]
fn every_strategy_and_contract_survives_rustc() {
    let checked = zoo::checked();
    let mut strategies = generated::zoo::STRATEGIES.to_vec();
    let mut expected: Vec<_> = checked.strategies.iter().collect();
    // Modules are sorted; strategies within one keep the order of the file.
    expected.sort_by_key(|strategy| strategy.template.as_ref());
    strategies.sort_by_key(|strategy| strategy.template.as_ref());
    assert_eq!(strategies, expected);
    let contracts: Vec<_> = checked.contracts.iter().collect();
    assert_eq!(generated::zoo::CONTRACTS, contracts);
    assert_eq!(generated::zoo::record::SCHEMA, checked.schema);
}

#[test]
fn a_struct_renders_what_its_template_says() {
    let short = Short { language: "French", persona: "GENERAL", text: "salut {persona}" };
    assert_eq!(short.user_prompt(), "French for GENERAL, again GENERAL:\n\"salut {persona}\" {sic}");
    assert_eq!(short.messages()[0].content, Short::SYSTEM_PROMPT);
    assert_eq!(Short::PARAMETERS.frequency_penalty, Some(-0.5));
}

#[test]
fn answers_keep_the_order_and_the_nulls_of_the_contract() {
    use generated::small::responses::tone_v1::Answer;

    for answer in [r#"{"tone":"warm","why":"x","score":1.5}"#, r#"{"tone":"cool","why":null}"#] {
        let parsed: Answer = serde_json::from_str(answer).unwrap();
        assert_eq!(serde_json::to_string(&parsed).unwrap(), answer);
    }
    assert!(serde_json::from_str::<Answer>(r#"{"tone":"cool"}"#).is_err());
    assert!(serde_json::from_str::<Answer>(r#"{"tone":"cool","why":null,"more":1}"#).is_err());
}

#[test]
fn hostile_keys_parse() {
    use generated::zoo::responses::type_::Answer;

    let parsed: Answer = serde_json::from_str(r#"{"zulu": "🔥", "type": null, "\u202e": true, "Self": null}"#).unwrap();
    assert_eq!(parsed.zulu.to_string(), "🔥");
}
