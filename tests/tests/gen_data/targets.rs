//! Every line and every target of a run on the sample data parses and is what its contract promises.

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use tunesmith_prompts::{self as prompts, PROJECT};
use tunesmith_runtime::Contract;
use tunesmith_tests::{Bench, generate, rationale_template, run};

/// The keys of an object, in their order.
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Keys, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Keys;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, _)) = map.next_entry::<String, IgnoredAny>()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// The part of JSON Schema that answers need.
#[track_caller]
fn check_schema(answer: &Value, schema: &Value) {
    let answer_members = answer.as_object().unwrap();
    for required in schema["required"].as_array().unwrap() {
        assert!(answer_members.contains_key(required.as_str().unwrap()), "{answer} lacks {required}");
    }
    for (key, value) in answer_members {
        let property = schema["properties"].get(key).unwrap_or_else(|| panic!("{answer}: unknown key {key}"));
        let kind = match value {
            Value::Null => "null",
            Value::String(_) => "string",
            other => panic!("{answer}: {other}"),
        };
        let kinds = &property["type"];
        assert!(kinds == kind || kinds.as_array().is_some_and(|kinds| kinds.iter().any(|one| one == kind)), "{answer}");
        let allowed = property.get("enum").and_then(Value::as_array);
        assert!(allowed.is_none_or(|allowed| allowed.contains(value)), "{answer}");
    }
}

/// The keys of the targets of the default contract.
const MODERATION: &[&[&str]] = &[
    &["classification", "confidence", "reasoning", "protected_group"],
    &["classification", "confidence", "reasoning"],
];

fn moderation() -> &'static Contract {
    PROJECT.contract("moderation_v1").unwrap()
}

/// Checks every line of an output against a contract; returns how many there are.
#[track_caller]
fn check_lines(text: &str, contract: &Contract, keys_of_targets: &[&[&str]]) -> usize {
    let schema: Value = serde_json::from_str(&contract.json_schema).unwrap();
    for line in text.lines() {
        assert_eq!(serde_json::from_str::<Keys>(line).unwrap().0, ["messages"]);
        let line: Value = serde_json::from_str(line).unwrap();
        let messages = line["messages"].as_array().unwrap();
        let roles: Vec<&str> = messages.iter().map(|message| message["role"].as_str().unwrap()).collect();
        assert_eq!(roles, ["system", "user", "assistant"]);
        assert!(messages.iter().all(|message| message.as_object().unwrap().len() == 2));
        let target = messages[2]["content"].as_str().unwrap();
        let keys = serde_json::from_str::<Keys>(target).unwrap().0;
        assert!(
            keys_of_targets.iter().any(|expected| keys == **expected),
            "no target of {} has these keys in this order: {target}",
            contract.name
        );
        check_schema(&serde_json::from_str(target).unwrap(), &schema);
    }
    text.lines().count()
}

#[test]
fn every_target_of_the_sample_data_is_an_answer_of_its_contract() {
    let bench = Bench::sample();
    run(&mut bench.tunesmith(&["gen-data", "--include-test"])).ends_with(0);
    for (stem, rows) in [("train", 2686), ("validation", 55), ("test", 578)] {
        for suffix in ["", "_optimized"] {
            let text = bench.text(&format!("finetuning/data/prepared/{stem}{suffix}.jsonl"));
            assert_eq!(check_lines(&text, moderation(), MODERATION), rows, "{stem}{suffix}");
        }
    }
}

#[test]
fn every_target_of_another_contract_is_an_answer_of_that() {
    let bench = Bench::sample();
    let template = rationale_template();
    template.with_project(|project| {
        let mut options = bench.options();
        options.unified_dir = bench.path("data/processed/unified");
        options.template = Some("rationale.json".to_owned());
        assert!(generate(options, project).result.is_ok());
        let contract = project.contract("classification_rationale_v1").unwrap();
        let keys: &[&[&str]] = &[&["classification", "rationale"]];
        assert_eq!(check_lines(&bench.text("out/validation_optimized.jsonl"), contract, keys), 55);
        assert_eq!(check_lines(&bench.text("out/validation.jsonl"), moderation(), MODERATION), 55);
    });
}

#[test]
fn targets_parse_into_the_generated_types() {
    use prompts::responses::moderation_v1::Answer;

    let bench = Bench::small();
    bench.gen_data(&["--simple-only"]).ends_with(0);
    for line in bench.text("out/train.jsonl").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let target = line["messages"][2]["content"].as_str().unwrap();
        let answer: Answer = serde_json::from_str(target).unwrap_or_else(|error| panic!("{target}: {error}"));
        let again: Value = serde_json::to_value(&answer).unwrap();
        assert_eq!(again["classification"], serde_json::from_str::<Value>(target).unwrap()["classification"]);
    }
}
