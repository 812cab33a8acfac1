//! Examples of a strategy: each is a turn before the question, made as every row is, and no row is one of them.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use serde_json::Value;
use tunesmith_audit::{Baseline, Cell, Part, Questions, Tokenizer, audit};
use tunesmith_dataset::{Generated, OnInvalid, Options, Progress, Run, Shape};
use tunesmith_template::Checked;
use tunesmith_tests::{Bench, Row, generate, with_template};

const TEMPLATE: &str = r#"{"strategies": {"shown": {
  "name": "shown",
  "description": "Shows two examples.",
  "system_prompt": "Answer hate_speech or not_hate.",
  "user_template": "{persona}: \"{text}\"",
  "examples": [
    {"text": "Tea with\nthe neighbours.", "label_binary": "normal", "persona_tag": "women"},
    {"text": "A rude \"remark\".", "label_binary": "hate", "rationale_text": "rude"}
  ]
}}}"#;

fn shown() -> Checked {
    with_template("shown.json", TEMPLATE)
}

fn options(bench: &Bench) -> Options {
    let formats = vec!["optimized".to_owned()];
    Options { template: Some("shown.json".to_owned()), formats, ..bench.options() }
}

fn generated(options: Options) -> Generated {
    shown().with_project(|project| generate(options, project))
}

/// The lines of a file of the output.
fn lines(bench: &Bench, name: &str) -> Vec<Value> {
    bench.text(&format!("out/{name}")).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn contents(messages: &Value) -> Vec<(String, String)> {
    let of = |message: &Value, key: &str| message[key].as_str().unwrap().to_owned();
    messages.as_array().unwrap().iter().map(|message| (of(message, "role"), of(message, "content"))).collect()
}

#[test]
fn examples_are_turns_before_the_question_and_are_made_as_rows_are() {
    let bench = Bench::small();
    let done = generated(options(&bench));
    assert_eq!(done.result.map_err(|error| error.to_string()).map(|files| files.len()), Ok(2));
    let note =
        "INFO: Each row of the format optimized begins with 2 examples of shown, a turn of user and assistant each.";
    assert!(done.notes.iter().any(|found| found == note), "{:?}", done.notes);
    let with_examples = lines(&bench, "train_optimized.jsonl");

    // The examples as rows of a strategy without any.
    let example = |id: &str, text: &str| Row::new(id, "train", text);
    let plain = Bench::new(&[
        example("e_1", "Tea with\nthe neighbours.").with("persona_tag", "women"),
        Row::hate("e_2", "train", "A rude \"remark\".", "rude")
            .with("persona_tag", Value::Null)
            .with("target_group_norm", Value::Null),
    ]);
    let from = TEMPLATE.find(",\n  \"examples\"").unwrap();
    let without = with_template("shown.json", &format!("{}}}}}}}", &TEMPLATE[..from]));
    assert!(without.with_project(|project| generate(options(&plain), project)).result.is_ok());
    let rows = lines(&plain, "train_optimized.jsonl");

    let expected: Vec<_> = rows.iter().flat_map(|row| contents(&row["messages"])[1..].to_vec()).collect();
    assert_eq!(expected.len(), 4);
    for line in with_examples {
        let messages = contents(&line["messages"]);
        assert_eq!((messages.len(), &messages[0].0[..], &messages[1..5]), (7, "system", &expected[..]));
        assert_eq!((&messages[5].0[..], &messages[6].0[..]), ("user", "assistant"));
    }
}

#[test]
fn as_prompt_and_completion_the_examples_are_in_the_prompt() {
    let bench = Bench::small();
    assert!(generated(Options { shape: Shape::PromptCompletion, ..options(&bench) }).result.is_ok());
    for line in lines(&bench, "train_optimized.jsonl") {
        let roles: Vec<String> = contents(&line["prompt"]).into_iter().map(|(role, _)| role).collect();
        assert_eq!(roles, ["system", "user", "assistant", "user", "assistant", "user"]);
        assert_eq!(contents(&line["completion"]).len(), 1);
    }
}

#[test]
fn a_row_with_the_text_of_an_example_is_an_error_and_can_be_left_out() {
    let rows = [
        Row::new("t_1", "train", "first"),
        Row::hate("t_2", "train", "second", "sec"),
        Row::new("t_3", "train", "Tea with\nthe neighbours."),
    ];
    let bench = Bench::new(&rows);
    let done = generated(options(&bench));
    let finding = &done.findings.shown()[0].diagnostic;
    let message = "the text is that of an example in the prompt, which would hold the answer";
    assert_eq!((finding.code, done.findings.errors()), ("text-in-example", 1));
    assert!(finding.message.contains(message), "{}", finding.message);
    assert!(done.result.is_err() && bench.outputs().is_empty());

    let done = generated(Options { on_invalid: OnInvalid::Skip, ..options(&bench) });
    assert!(done.result.is_ok());
    assert_eq!(lines(&bench, "train_optimized.jsonl").len(), 2);
}

#[test]
fn the_tokens_of_examples_are_counted_with_every_row() {
    let bench = Bench::small();
    let tokenizer = Tokenizer::named("o200k_base").unwrap();
    let checked = shown();
    let (found, expected) = checked.with_project(|project| {
        let run = Run::new(options(&bench), project).unwrap();
        let mut expected = 0;
        let keep = |kept: &tunesmith_dataset::Kept<'_>, ()| {
            for filled in kept.filled() {
                let mut answer = String::new();
                filled.answer(&mut answer);
                let prompt: usize = filled.request().iter().map(|message| tokenizer.count(&message.content)).sum();
                // OpenAI counts four tokens a message and three before the answer.
                expected += prompt + tokenizer.count(&answer) + 7 * 4 + 3;
            }
        };
        tunesmith_dataset::visit(&run, &Progress::default(), |_| (), keep).unwrap();
        let nothing = Baseline::default();
        let questions = Questions { tokenizer: Some(&tokenizer), ..Questions::new(&nothing, 1) };
        (audit(&run, &questions, &Progress::default()).unwrap(), expected)
    });
    let section = found.sections.iter().find(|section| section.name == "tokens").unwrap();
    let table = section.parts.iter().find_map(|part| if let Part::Table(table) = part { Some(table) } else { None });
    assert_eq!(table.unwrap().rows[2][6], Cell::Count(expected as u64));
}
