//! The generated code of the project in this repository, as its documentation shows it.

use tunesmith_prompts::responses::moderation_v1::{Answer, CONTRACT, JSON_SCHEMA};
use tunesmith_prompts::templates::combined::combined_gptoss_v1::CombinedConservative;
use tunesmith_prompts::templates::simple::simple_v1::Simple;
use tunesmith_prompts::{Datum, NoPair, PROJECT, Record};

fn post() -> Record<'static> {
    Record::new(PROJECT.schema).with("text", "Happy Pride!")
}

#[track_caller]
#[expect(clippy::unwrap_used, reason = "a helper of tests")]
fn check_fault(record: &Record<'_>, field: &str, reason: &str) {
    let faults = Simple::PAIR.request(record).unwrap_err();
    let found: Vec<_> =
        faults.iter().map(|fault| (&*PROJECT.schema.fields[fault.field].name, &*fault.reason)).collect();
    assert_eq!(found, [(field, reason)]);
}

#[test]
fn a_struct_renders() {
    let messages = Simple { persona: "LGBTQ", text: "Happy Pride!" }.messages();
    assert_eq!((messages.len(), &*messages[0].content), (2, Simple::SYSTEM_PROMPT));
    assert_eq!(messages[1].content, "Analyze this text for hate speech:\n\nPersona: LGBTQ\nText: \"Happy Pride!\"");
    assert!(CombinedConservative { text: "Happy Pride!" }.user_prompt().ends_with("\n\nPost: \"Happy Pride!\""));
}

#[test]
fn a_record_renders_as_the_struct_does() {
    let expected = Simple { persona: "LGBTQ", text: "Happy Pride!" }.messages();
    assert_eq!(Simple::PAIR.request(&post().with("target_group_norm", "lgbtq")).unwrap(), expected);
    let unknown = post().with("persona_tag", "unknown").with("target_group_norm", Datum::Null);
    let expected = Simple { persona: "GENERAL", text: "Happy Pride!" }.messages();
    assert_eq!(Simple::PAIR.request(&unknown).unwrap(), expected);
}

#[test]
fn a_record_without_an_input_is_at_fault() {
    check_fault(&Record::new(PROJECT.schema), "text", "the field text is missing; it must be a string");
    check_fault(&post().with("text", Datum::Null), "text", "text is null; it must be a string");
    check_fault(&post().with("text", 5), "text", "text is a number; it must be a string");
    check_fault(&post().with("text", " \n"), "text", "the text is only white space");
    check_fault(&post().with("persona_tag", true), "persona_tag", "persona_tag is a boolean; it must be a string");
}

#[test]
fn strategies_and_contracts_are_found_by_name() {
    let pair = PROJECT.pair("simple/simple_v1.json", "simple", None).unwrap();
    assert_eq!((pair.strategy(), pair.contract()), (Simple::STRATEGY, &CONTRACT));
    assert!(PROJECT.strategies_of("combined/combined_gptoss_v1.json").any(|it| it.name == "combined_optimized"));
    let error = PROJECT.pair("simple/simple_v1.json", "simple", Some("classification_rationale_v1")).unwrap_err();
    assert!(matches!(error, NoPair::Disagreement(..)), "{error}");
}

#[test]
fn what_is_trained_is_an_answer() {
    let hate = post().with("label_binary", "hate").with("rationale_text", "a \"b\"").with("persona_tag", "women");
    let answer = Simple::PAIR.conversation(&hate).unwrap().pop().unwrap();
    let answer: Answer = serde_json::from_str(&answer.content).unwrap();
    assert_eq!(answer.reasoning.as_deref(), Some("a \"b\""));
    assert_eq!(answer.protected_group.as_deref(), Some("WOMEN"));
    assert_eq!(CONTRACT.json_schema, JSON_SCHEMA);
}
