//! The tokens of rows: what is handed over to be counted, and what is said of the number.

use std::cell::RefCell;

use tempfile::TempDir;
use tunesmith_audit::{Questions, Speaker, Tokenizer, audit};
use tunesmith_dataset::{Progress, Run};
use tunesmith_prompts::PROJECT;
use tunesmith_tests::{Bench, Row};
use tunesmith_trainers::{Asked, Role, Said, Tokens, Validated, find, validate};

/// Validates one row; a word is a token. What was said in each conversation that was counted.
fn counted(row: &str, trainer: &str) -> (Validated, Vec<Vec<String>>) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.jsonl");
    std::fs::write(&path, format!("{row}\n")).unwrap();
    let conversations = RefCell::new(Vec::new());
    let count = |said: &[Said]| {
        let name = |role: Role| format!("{role:?}").to_lowercase();
        let turn = |it: &Said| format!("{}: {}", it.role.map_or("nobody".to_owned(), name), it.text);
        conversations.borrow_mut().push(said.iter().map(turn).collect::<Vec<_>>());
        said.iter().map(|it| it.text.split(' ').count() as u64).sum()
    };
    let tokens = Tokens { name: "words", about: "nothing else", count: &count };
    let validated = validate(&path, &Asked { trainer: find(trainer), tokens: Some(tokens), ..Asked::default() });
    (validated.unwrap(), conversations.into_inner())
}

#[test]
fn a_row_of_any_shape_is_counted_turn_by_turn() {
    let chat = vec!["system: S", "user: Q", "assistant: A"];
    for (row, expected) in [
        (
            r#"{"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Q"}, {"role": "assistant", "content": "A"}]}"#,
            chat.clone(),
        ),
        (
            r#"{"system": "S", "messages": [{"role": "user", "content": [{"type": "text", "text": "Q"}, {"type": "text", "text": "R"}]}, {"role": "assistant", "content": "A"}]}"#,
            vec!["system: S", "user: QR", "assistant: A"],
        ),
        (
            r#"{"systemInstruction": {"parts": [{"text": "S"}]}, "contents": [{"role": "user", "parts": [{"text": "Q"}]}, {"role": "model", "parts": [{"text": "A"}]}]}"#,
            chat.clone(),
        ),
        (
            r#"{"system": "S", "conversations": [{"from": "human", "value": "Q"}, {"from": "gpt", "value": "A"}]}"#,
            chat.clone(),
        ),
        (
            r#"{"output": "A", "instruction": "Q", "input": "R", "system": "S"}"#,
            vec!["system: S", "user: QR", "assistant: A"],
        ),
        (r#"{"prompt": "Q", "completion": "A"}"#, vec!["user: Q", "assistant: A"]),
        (r#"{"text": "<s>Q A"}"#, vec!["nobody: <s>Q A"]),
    ] {
        assert_eq!(counted(row, "").1, [expected], "{row}");
    }
}

#[test]
fn of_a_preference_the_longer_answer_counts() {
    let (validated, conversations) = counted(r#"{"prompt": "Q", "chosen": "A", "rejected": "B b"}"#, "");
    assert_eq!(conversations[..2], [["user: Q", "assistant: A"], ["user: Q", "assistant: B b"]]);
    assert_eq!(validated.longest, 3);
    // Each answer fits; both would not.
    let [one, other] = ["a ", "b "].map(|word| word.repeat(600));
    let row = format!(r#"{{"prompt": "Q", "chosen": "{one}", "rejected": "{other}"}}"#);
    assert_eq!(counted(&row, "trl").0.findings.shown().len(), 0);
}

#[test]
fn a_row_beyond_the_limit_is_told_with_its_number_and_another_is_not() {
    let row = |words: usize| format!(r#"{{"prompt": "{}", "completion": "A"}}"#, vec!["a"; words].join(" "));
    let messages = |words| {
        let (validated, _) = counted(&row(words), "trl");
        assert_eq!(validated.longest, words as u64 + 1);
        let shown = validated.findings.shown().iter();
        shown.map(|finding| (finding.diagnostic.code, finding.diagnostic.message.clone())).collect::<Vec<_>>()
    };
    assert_eq!(messages(1_023), []);
    let told = "the row has 1025 tokens by words; TRL takes 1024 by default";
    assert_eq!(messages(1_024), [("row-too-long", told.to_owned())]);
}

#[test]
fn the_longest_row_has_the_tokens_that_the_audit_counts() {
    let rows = [Row::new("a_1", "train", &"ferry ".repeat(100)), Row::new("a_2", "train", "line\n\nbreaks")];
    let bench = Bench::new(&rows);
    bench.gen_data(&["--shape", "prompt-completion"]).ends_with(0);
    let tokenizer = Tokenizer::named("o200k_harmony").unwrap();
    let speaker = |said: &Said| match said.role {
        Some(Role::System) => Speaker::System,
        Some(Role::Assistant) => Speaker::Assistant,
        _ => Speaker::User,
    };
    let count = |said: &[Said]| tokenizer.count_all(said.iter().map(|it| (speaker(it), it.text.as_str()))) as u64;
    let tokens = Tokens { name: tokenizer.name(), about: tokenizer.about(), count: &count };
    let longest =
        validate(&bench.path("out/train.jsonl"), &Asked { tokens: Some(tokens), ..Asked::default() }).unwrap().longest;
    let run = Run::new(bench.options(), &PROJECT).unwrap();
    let known = tunesmith_audit::Baseline::default();
    let beyond = |max_tokens| {
        let asked =
            Questions { tokenizer: Some(&tokenizer), max_tokens: Some(max_tokens), ..Questions::new(&known, 1) };
        let audited = audit(&run, &asked, &Progress::default()).unwrap();
        let said = audited.findings.shown().iter().map(|finding| &finding.diagnostic.message);
        said.filter(|message| message.contains("in the format simple")).count()
    };
    assert_eq!((beyond(longest), beyond(longest - 1)), (0, 1));
}
