//! A strategy meets a contract only where the two were checked against each other: by every way in.

use tunesmith_dataset::{Options, Run};
use tunesmith_prompts::PROJECT;
use tunesmith_runtime::NoPair;
use tunesmith_tests::{Bench, rationale_template};

const DISAGREEING: [&str; 4] = ["--strategy", "combined_focused", "--response", "classification_rationale_v1"];

#[test]
fn the_command_refuses_a_contract_that_the_prompts_disagree_with_and_touches_nothing() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let before = bench.outputs();
    let ran = bench.gen_data(&DISAGREEING).ends_with(2);
    let message = "the prompts of strategy `combined_focused` ask for another answer than the response contract \
                   `classification_rationale_v1` trains; contracts that they agree with: moderation_v1";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
    assert_eq!(bench.outputs(), before);
    let preview =
        bench.tunesmith(&[&["preview", "--unified-dir", "data"], &DISAGREEING[..]].concat()).output().unwrap();
    assert_eq!(preview.status.code(), Some(2));
}

#[test]
fn the_library_refuses_it_too() {
    let bench = Bench::small();
    let options = Options {
        strategy: Some("combined_focused".to_owned()),
        response: Some("classification_rationale_v1".to_owned()),
        ..bench.options()
    };
    let error = Run::new(options, &PROJECT).unwrap_err();
    assert!(error.is_usage(), "{error}");
    assert!(!bench.path("out").exists());
}

#[test]
fn the_generated_code_has_no_such_pair() {
    for pair in PROJECT.pairs {
        let found = PROJECT.pair(&pair.strategy().template, &pair.strategy().name, Some(&pair.contract().name));
        assert_eq!(found.unwrap().contract().name, pair.contract().name);
    }
    let template = "combined/combined_gptoss_v1.json";
    let none = PROJECT.pair(template, "combined_focused", Some("classification_rationale_v1")).unwrap_err();
    let agreeing = vec!["moderation_v1".to_owned()];
    let expected = NoPair::Disagreement("combined_focused".into(), "classification_rationale_v1".into(), agreeing);
    assert_eq!(none, expected);
}

#[test]
fn a_contract_that_the_prompts_agree_with_can_be_chosen() {
    rationale_template().with_project(|project| {
        let pair = |response| project.pair("rationale.json", "rationale", Some(response));
        assert_eq!(pair("classification_rationale_v1").unwrap().contract().name, "classification_rationale_v1");
        assert!(matches!(pair("moderation_v1"), Err(NoPair::Disagreement(..))));
        assert!(matches!(pair("nowhere"), Err(NoPair::Response(..))));
    });
}
