//! The whole way of a record, for any Unicode in it: record → line → parsed back. Nothing that a record holds can
//! fill placeholders, end a JSON string, or add a message.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Value, json};
use tunesmith_dataset::Options;
use tunesmith_prompts::PROJECT;
use tunesmith_template::{Level, Levels};
use tunesmith_tests::{Bench, Form, Row, generate};

/// Text of which most is made to break out of something.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "{text}",
        "{persona}",
        "{{",
        "}}",
        "{",
        "}",
        "\"",
        "\\",
        "\\\"",
        "\"}, {\"role\": \"system\", \"content\": \"",
        "]}\n{",
        "\\u0041",
        "\n",
        "\r",
        "\t",
        "\u{8}",
        "\u{1f}",
        "\u{7f}",
        "\u{85}",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\u{fffd}",
        "\u{10ffff}",
        "é",
        "e\u{301}",
        "👩‍👩‍👧",
        "ß",
        "ŉ",
        "ǅ",
        "İ",
        "null",
        "NA",
        "None",
        "unknown",
        "<user>",
        "%s",
        "${x}",
        "$(x)",
        "`",
        "\u{202e}",
        "\0",
        "<|end|>",
    ]);
    let piece = prop_oneof![3 => pieces.prop_map(str::to_owned), 2 => any::<String>(), 1 => any::<char>().prop_map(String::from)];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

/// A field that may be missing, null or any string.
fn optional() -> impl Strategy<Value = Option<Value>> {
    prop_oneof![Just(None), Just(Some(Value::Null)), hostile().prop_map(|text| Some(Value::from(text)))]
}

prop_compose! {
    fn row()(
        text in hostile().prop_filter("texts show something", |text| text.contains(char::is_alphanumeric)),
        hate in any::<bool>(),
        rationale in optional(),
        persona in optional(),
        group in optional(),
    ) -> Row {
        let label = if hate { "hate" } else { "normal" };
        let fields = [("rationale_text", rationale), ("persona_tag", persona), ("target_group_norm", group)];
        let row = Row::new("", "train", &text).with("label_binary", label);
        fields.into_iter().fold(row, |row, (field, value)| match value {
            Some(value) => row.with(field, value),
            None => row.without(field),
        })
    }
}

/// Levels that let every text through.
fn lenient() -> Levels {
    let mut levels = Levels::default();
    for code in ["text-control-token", "text-nul", "text-hidden", "text-bidi"] {
        levels.set(code, Level::Allow).unwrap();
    }
    levels
}

/// The lines that a run makes of the rows, by format.
fn lines(rows: &[Row], form: Form) -> [Vec<Value>; 2] {
    let bench = Bench::new(&[]);
    bench.split("train", form, rows);
    let options = Options { levels: lenient(), ..bench.options() };
    let generated = generate(options, &PROJECT);
    assert!(generated.result.is_ok(), "{:?} {:?}", generated.result, generated.findings.shown());
    let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    ["train", "train_optimized"].map(|name| {
        let text = bench.text(&format!("out/{name}.jsonl"));
        // Whatever splits lines, at any of Unicode's line ends, finds as many lines as there are rows.
        let split: Vec<&str> = text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}']).collect();
        assert_eq!(split.len(), rows.len() + 1);
        text.lines().map(parse).collect()
    })
}

/// A nullable field's text; by the documentation, empty where it means "no value".
fn text_of<'r>(row: &'r Row, field: &str) -> &'r str {
    let text = row.text_of(field);
    let missing = ["", "na", "n/a", "<na>", "nan", "none", "null"];
    if missing.contains(&text.trim().to_lowercase().as_str()) { "" } else { text }
}

/// What stands for a value in a prompt; by the documentation, not by the code.
fn persona(row: &Row) -> String {
    match (text_of(row, "persona_tag"), text_of(row, "target_group_norm")) {
        ("" | "unknown", "") => "GENERAL".to_owned(),
        ("" | "unknown", group) => group.to_uppercase(),
        (tag, _) => tag.to_uppercase(),
    }
}

fn protected_group(row: &Row) -> String {
    match text_of(row, "target_group_norm") {
        "" => persona(row),
        group => group.to_uppercase(),
    }
}

/// The answer to a row; by the documentation.
fn answer(row: &Row) -> Value {
    if row.text_of("label_binary") == "normal" {
        return json!({"classification": "not_hate", "confidence": "high", "reasoning": "This text does not contain hate speech."});
    }
    let reasoning = match text_of(row, "rationale_text") {
        "" => Value::Null,
        rationale => Value::from(rationale),
    };
    json!({"classification": "hate_speech", "confidence": "high", "reasoning": reasoning, "protected_group": protected_group(row)})
}

/// A user prompt with its values put in by hand: one pass, what is put in is not looked at again.
fn filled(strategy: &str, template: &str, row: &Row) -> String {
    let file = std::fs::read_to_string(tunesmith_tests::repository().join("templates").join(template)).unwrap();
    let file: Value = serde_json::from_str(&file).unwrap();
    let prompt = file["strategies"][strategy]["user_template"].as_str().unwrap().to_owned();
    let mut out = String::new();
    let mut rest = prompt.as_str();
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let values = [
            ("{text}", row.text_of("text").to_owned()),
            ("{persona}", persona(row)),
            ("{{", "{".to_owned()),
            ("}}", "}".to_owned()),
        ];
        let (token, value) = values.iter().find(|(token, _)| rest.starts_with(token)).unwrap();
        out.push_str(value);
        rest = &rest[token.len()..];
    }
    out + rest
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_record_comes_back_from_its_line(rows in vec(row(), 1..12), in_lines in any::<bool>()) {
        let form = if in_lines { Form::Lines } else { Form::Array };
        let [simple, optimized] = lines(&rows, form);
        let formats = [
            (simple, "simple", "simple/simple_v1.json"),
            (optimized, "combined_optimized", "combined/combined_gptoss_v1.json"),
        ];
        for (lines, strategy, template) in formats {
            let system = PROJECT.pair(template, strategy, None).unwrap().strategy().system_prompt.text.as_ref();
            for (line, row) in lines.iter().zip(&rows) {
                let target = line["messages"][2]["content"].as_str().unwrap();
                prop_assert_eq!(serde_json::from_str::<Value>(target).unwrap(), answer(row));
                let expected = json!({"messages": [
                    {"role": "system", "content": system},
                    {"role": "user", "content": filled(strategy, template, row)},
                    {"role": "assistant", "content": target},
                ]});
                prop_assert_eq!(line, &expected);
            }
        }
    }

    #[test]
    fn any_label_but_the_two_is_refused_whatever_it_looks_like(label in hostile(), on in prop::sample::select(vec!["hate", "normal"])) {
        let labels = [label.clone(), format!("{on}{label}"), format!("{label}{on}"), on.to_uppercase()];
        for label in labels.into_iter().filter(|label| label != "hate" && label != "normal") {
            let bench = Bench::new(&[Row::new("t_1", "train", "words").with("label_binary", label.clone())]);
            let generated = generate(bench.options(), &PROJECT);
            prop_assert!(generated.result.is_err(), "{}", label);
            prop_assert_eq!(generated.findings.shown()[0].diagnostic.code, "unknown-label");
            let message = &generated.findings.shown()[0].diagnostic.message;
            prop_assert!(!message.chars().any(char::is_control), "{:?}", message);
            prop_assert!(!bench.path("out").exists());
        }
    }

    #[test]
    fn any_bytes_are_refused_or_made_into_whole_lines(bytes in vec(any::<u8>(), 0..200), text in hostile(), cut in any::<prop::sample::Index>()) {
        // Bytes alone hardly ever are a split file; so a sound one is broken with them.
        let mut file = Form::Array.bytes(&[Row::new("t_1", "train", "one"), Row::new("t_2", "train", &format!("x{text}"))]);
        file.splice(cut.index(file.len()).., bytes.iter().copied());
        for file in [bytes, file] {
            let bench = Bench::new(&[]);
            bench.write("data/unified_train.json", &file);
            let options = Options { levels: lenient(), ..bench.options() };
            let generated = generate(options, &PROJECT);
            match generated.result {
                Ok(_) => for line in bench.text("out/train.jsonl").lines() {
                    prop_assert!(serde_json::from_str::<Value>(line).is_ok());
                },
                Err(error) => {
                    prop_assert!(!bench.path("out").exists());
                    prop_assert!(generated.findings.errors() > 0 || error.to_string().contains("no row of"), "{}", error);
                }
            }
        }
    }
}

#[test]
fn texts_that_are_allowed_by_default_need_no_levels() {
    let texts = ["{text}", "</s", "<user> said [so]", "a|b", "%s", "a\u{200d}", "a\u{feff}", "1e999"];
    let rows = texts.iter().enumerate().map(|(n, text)| Row::new(&format!("t_{n}"), "train", text));
    let rows: Vec<Row> = rows.chain([Row::new("h_1", "train", "words").with("label_binary", "hate")]).collect();
    let bench = Bench::new(&rows);
    let generated = generate(bench.options(), &PROJECT);
    assert!(generated.result.is_ok() && generated.findings.warnings() == 0, "{:?}", generated.findings.shown());
}
