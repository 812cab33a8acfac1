//! Whatever a record holds: what is examined and fit gives answers that are JSON and prompts without holes.

#[allow(dead_code, unreachable_pub)]
mod tickets;

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use tickets::{BODY, BY, CHANNEL, HOURS, ITEM, LEVEL, PRIORITY, SOLVED_BY, TAGS, contract, plain, schema, strategy};
use tunesmith_runtime::{Datum, JsonString, Needs, Record, Schema, escape, generated};

/// What a field may hold, most often of the kind that its schema says.
fn datum(schema: &Schema, place: usize) -> BoxedStrategy<Datum<'static>> {
    use tunesmith_runtime::FieldKind::{Boolean, Integer, Number, String, Strings};
    let field = &schema.fields[place];
    let text = || any::<std::string::String>().prop_map(Datum::from);
    let fitting = match field.kind {
        String if !field.values.is_empty() => {
            prop::sample::select(field.values.to_vec()).prop_map(Datum::String).boxed()
        }
        String => prop_oneof![text(), "[a-z<|/\\[\\]s>\"\\\\]{0,12}".prop_map(Datum::from)].boxed(),
        Integer => prop_oneof![1..3i64, any::<i64>()].prop_map(Datum::from).boxed(),
        Number => prop_oneof![
            any::<f64>().prop_map(Datum::from),
            "-?[0-9.eE+]{1,6}".prop_map(|text| Datum::Number(text.into()))
        ]
        .boxed(),
        Boolean => any::<bool>().prop_map(Datum::from).boxed(),
        Strings => prop::collection::vec(any::<std::string::String>(), 0..4)
            .prop_map(|items| Datum::Strings(items.into_iter().map(Into::into).collect()))
            .boxed(),
    };
    let other = prop_oneof![
        Just(Datum::Missing),
        Just(Datum::Null),
        Just(Datum::Compound),
        Just(Datum::Bool(true)),
        Just(Datum::from("n/a")),
        text(),
    ];
    prop_oneof![40 => fitting, 1 => other].boxed()
}

fn data() -> impl proptest::strategy::Strategy<Value = Vec<Datum<'static>>> {
    let schema = schema();
    (0..schema.fields.len()).map(|place| datum(&schema, place)).collect::<Vec<_>>()
}

/// A value of the record as a JSON parser would give it back.
fn as_json(datum: &Datum<'_>) -> Json {
    match datum {
        Datum::Missing | Datum::Null | Datum::Compound => Json::Null,
        Datum::Bool(boolean) => json!(boolean),
        Datum::Number(text) => serde_json::from_str(text).unwrap_or(Json::Null),
        Datum::String(text) => json!(text),
        Datum::Strings(items) => json!(items),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_is_fit_renders_whole(data in data()) {
        let schema = schema();
        let mut record = Record::new(&schema);
        data.into_iter().enumerate().for_each(|(place, datum)| record.set_at(place, datum));
        let shown = [BODY, ITEM, PRIORITY];
        let answered = [("hours", HOURS), ("tags", TAGS), ("channel", CHANNEL), ("solved_by", SOLVED_BY), ("by", BY), ("item", ITEM)];
        let strategy = strategy(&shown);
        let contracts = [
            contract(Some(6), &["billing", "technical"], &answered),
            contract(Some(7), &["1", "2"], &[("level", LEVEL)]),
            plain(LEVEL),
        ];
        let pairs = contracts.iter().map(|contract| generated::pair(&schema, &strategy, contract, &[])).collect();
        let needs = Needs::new(&schema, pairs);
        let mut faults = Vec::new();
        let Some(fit) = needs.examine(&record, &mut faults) else {
            prop_assert!(faults.iter().any(|fault| fault.kind.is_hard()));
            return Ok(());
        };
        prop_assert!(faults.iter().all(|fault| !fault.kind.is_hard()));
        for (filled, contract) in fit.filled().zip(&contracts) {
            let (mut user, mut answer, mut line) = (String::new(), String::new(), Vec::new());
            filled.user(&mut user);
            let expected: String = shown.iter().map(|value| format!("<{}>", record.text(*value).unwrap())).collect();
            prop_assert_eq!(&user, &expected);
            filled.answer(&mut answer);
            filled.answer(&mut JsonString(&mut line));
            prop_assert_eq!(String::from_utf8(line).unwrap(), escape(&answer));
            let parsed: Json = serde_json::from_str(&answer).unwrap();
            if contract.targets.len() == 2 && contract.label == Some(6) {
                for (name, place) in [("hours", 3), ("tags", 5), ("channel", 9), ("solved_by", 8)] {
                    prop_assert_eq!(&parsed[name], &as_json(record.present(place)), "{}", name);
                }
                prop_assert!(parsed["item"].is_string());
            }
        }
    }

    #[test]
    fn a_request_is_json_that_gives_back_the_messages(text in any::<String>(), model in any::<String>(), heat in any::<f64>()) {
        let schema = schema();
        let mut strategy = strategy(&[BODY]);
        strategy.parameters.temperature = Some(heat);
        let contract = contract(None, &[""], &[]);
        let pair = generated::pair(&schema, &strategy, &contract, &[]);
        let record = Record::new(&schema).with("body", text.as_str());
        if let Ok(body) = pair.body(&record, &model) {
            let parsed: Json = serde_json::from_str(&body).unwrap();
            prop_assert_eq!(&parsed["model"], &json!(model));
            let messages = json!([
                {"role": "system", "content": "Which \"queue\"?"},
                {"role": "user", "content": format!("<{text}>")},
            ]);
            prop_assert_eq!(&parsed["messages"], &messages);
            prop_assert_eq!(parsed.get("temperature").is_some(), heat.is_finite());
        }
    }
}
