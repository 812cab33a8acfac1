//! The fast path against the slow one: on good rows of all shapes, on rows with any texts in them, and on mutated files.

use std::path::Path;

use proptest::prelude::*;
use proptest::sample::Index;
use tunesmith_template::Findings;

use crate::trainer::Trainer;
use crate::validate::File;
use crate::{Asked, Shape, all};

/// Rows of every shape, with `@` where a text stands.
const ROWS: &[&[&str]] = &[
    &[
        r#"{"messages": [{"role": "system", "content": "@"}, {"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}]}"#,
        r#"{"messages":[{"role":"user","content":"@"},{"role":"assistant","content":"@","weight":0},{"role":"user","content":"@"},{"role":"assistant","content":"@","weight":1}]}"#,
        r#"{"messages": [{"role": "user", "content": "@"}, {"role": "assistant", "tool_calls": [{"id": "c1", "type": "function", "function": {"name": "f", "arguments": "{\"a\": 1}"}}]}, {"role": "tool", "tool_call_id": "c1", "content": "@"}, {"role": "assistant", "content": "@"}]}"#,
        r#"{"id": 7, "messages": [{"role": "user", "content": [{"type": "text", "text": "@"}]}, {"role": "assistant", "content": "@"}], "note": "@"}"#,
        r#"{"id": "x", "messages": [{"role": "user", "content": "@"}, {"role": "user", "content": "@"}]}"#,
    ],
    &[
        r#"{"prompt": "@", "completion": "@"}"#,
        r#"{"prompt": "@", "completion": "@", "score": -1.5e3, "tags": ["@", "@"], "ok": true, "none": null}"#,
    ],
    &[r#"{"prompt": [{"role": "user", "content": "@"}], "completion": [{"role": "assistant", "content": "@"}]}"#],
    &[
        r#"{"conversations": [{"from": "human", "value": "@"}, {"from": "gpt", "value": "@"}]}"#,
        r#"{"system": "", "mask": "User", "conversations": [{"from": "User", "value": "@"}, {"from": "Assistant", "value": "@"}]}"#,
    ],
    &[r#"{"instruction": "@", "input": "", "output": "@"}"#, r#"{"instruction": "@", "input": "@", "output": "@"}"#],
    &[r#"{"input": "@", "output": "@"}"#],
    &[r#"{"text": "@"}"#],
    &[
        r#"{"systemInstruction": {"parts": [{"text": "@"}]}, "contents": [{"role": "user", "parts": [{"text": "@"}]}, {"role": "model", "parts": [{"text": "@"}]}]}"#,
    ],
    &[
        r#"{"schemaVersion": "bedrock-conversation-2024", "system": [{"text": "@"}], "messages": [{"role": "user", "content": [{"text": "@"}]}, {"role": "assistant", "content": [{"text": "@"}]}]}"#,
    ],
    &[r#"{"system": "@", "messages": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}]}"#],
    &[r#"{"prompt": "@", "chosen": "@", "rejected": "x @"}"#],
    &[
        r#"{"prompt": "@", "chosen": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@"}], "rejected": [{"role": "user", "content": "@"}, {"role": "assistant", "content": "@ x"}]}"#,
        r#"{"prompt": "@", "chosen": {"role": "assistant", "content": "@"}, "rejected": {"role": "assistant", "content": "x @"}}"#,
    ],
    &[
        r#"{"input": {"messages": [{"role": "user", "content": "@"}]}, "preferred_output": [{"role": "assistant", "content": "@"}], "non_preferred_output": [{"role": "assistant", "content": "x @"}]}"#,
    ],
    &[r#"{"segments": [{"label": true, "text": "@"}, {"label": false, "text": "@"}]}"#],
];

/// Rows in which what is said in one place must be said in another, or must not, with `@` and `^` for two texts.
const TIES: &[&str] = &[
    r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [{"id": "@", "function": {"name": "f", "arguments": "{}"}}]}, {"role": "tool", "tool_call_id": "^", "content": "a"}, {"role": "assistant", "content": "a"}]}"#,
    r#"{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "tool_calls": [{"id": "@", "function": {"name": "f"}}, {"id": "^", "function": {"name": "f"}}]}, {"role": "tool", "tool_call_id": "^", "content": "a"}, {"role": "tool", "content": "a", "tool_call_id": "@"}, {"role": "assistant", "content": "a"}]}"#,
    r#"{"prompt": "a", "chosen": "@", "rejected": "^"}"#,
    r#"{"rejected": [{"role": "assistant", "content": "@"}], "chosen": [{"role": "assistant", "content": "^"}]}"#,
    r#"{"input": {"messages": [{"role": "user", "content": "a"}]}, "preferred_output": [{"role": "assistant", "content": "@"}], "non_preferred_output": [{"role": "assistant", "content": "^"}]}"#,
    r#"{"messages": [{"role": "user", "content": [{"type": "@", "text": "^"}]}, {"role": "assistant", "content": "a"}]}"#,
];

/// Pieces of which texts are made, as they stand between quotes: harmless ones first.
const PIECES: &[&str] = &[
    "hello ",
    "a",
    " ",
    "é",
    "你好。",
    "😀",
    "\\n",
    "\\\"q\\\"",
    "\\\\",
    "\\u00e9",
    "\\ud83d\\ude00",
    "“x”",
    "<b>",
    "[1]",
    "</span>",
    "List[int]",
    "\\/",
    "ｗ，",
    "<|im_end|>",
    "\\u003c|end|>",
    "＜|x|>",
    "[INST]",
    "\u{2028}",
    "\u{85}",
    "\\ud83d",
    "\\ude00",
    "\\x",
    "\t",
    "\"",
    "<tool_call>",
    "</s>",
    "<\u{200b}|x|>",
    "User:",
    "[EOS]",
    "\u{200b}",
    "\\u200b",
    "\\u0055ser:",
    "\\u",
    "\u{feff}",
    "\r",
    "<extra_id_1>",
    "word ",
];

#[derive(Debug, PartialEq)]
struct Told {
    findings: Findings,
    rows: u64,
    shape: Option<Shape>,
}

/// What is told of a file, and how many of its rows took the fast path.
fn told(bytes: &[u8], trainer: Option<&'static Trainer>, is_fast: bool) -> Told {
    let asked = Asked { trainer, ..Asked::default() };
    let mut file = File::new(Path::new("x.jsonl"), &asked, is_fast);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let stripped = line.strip_suffix(b"\n");
        if !file.goes_on(stripped.unwrap_or(line), stripped.is_some()) {
            break;
        }
    }
    let validated = file.end();
    Told { findings: validated.findings, rows: validated.rows, shape: validated.shape }
}

#[track_caller]
fn check_agreement(bytes: &[u8], trainer: Option<&'static Trainer>) {
    let (fast, slow) = (told(bytes, trainer, true), told(bytes, trainer, false));
    assert_eq!(fast, slow, "{:?}: {}", trainer.map(|trainer| trainer.name), String::from_utf8_lossy(bytes));
}

fn any_trainer() -> impl Strategy<Value = Option<&'static Trainer>> {
    prop::option::of(prop::sample::select(all().collect::<Vec<_>>()))
}

/// A text of some pieces, most of them harmless.
fn any_text() -> impl Strategy<Value = String> {
    let harmless = prop::sample::select(&PIECES[..18]);
    let any = prop::sample::select(PIECES);
    prop_oneof![
        6 => prop::collection::vec(harmless, 1..5).prop_map(|pieces| pieces.concat()),
        2 => prop::collection::vec(any, 0..4).prop_map(|pieces| pieces.concat()),
        1 => (1000..2200usize).prop_map(|count| "word ".repeat(count)),
    ]
}

/// A file of rows of one shape, the first of them plain.
fn any_file() -> impl Strategy<Value = String> {
    let rows = prop::sample::select(ROWS);
    (rows, prop::collection::vec((any::<Index>(), prop::collection::vec(any_text(), 6)), 1..8)).prop_map(
        |(rows, made)| {
            let mut file: String = rows.iter().map(|row| row.replace('@', "plain") + "\n").collect();
            for (row, texts) in made {
                let mut pieces = row.get(rows).split('@');
                file.push_str(pieces.next().unwrap_or_default());
                for (piece, text) in pieces.zip(texts.iter().cycle()) {
                    file.push_str(text);
                    file.push_str(piece);
                }
                file.push('\n');
            }
            file
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn fast_and_slow_agree_on_rows_with_any_texts(file in any_file(), trainer in any_trainer()) {
        check_agreement(file.as_bytes(), trainer);
    }

    #[test]
    fn fast_and_slow_agree_on_texts_that_are_tied(
        row in prop::sample::select(TIES),
        trainer in any_trainer(),
        texts in prop::collection::vec(prop::sample::select(["a", "b", "text", "image_url", "call00001", "call00002", "call-0003", "\\u0061"].as_slice()), 2..40),
    ) {
        let rows: Vec<String> = texts.chunks_exact(2).map(|two| row.replace('@', two[0]).replace('^', two[1])).collect();
        check_agreement((rows.join("\n") + "\n").as_bytes(), trainer);
    }

    #[test]
    fn fast_and_slow_agree_on_mutated_files_and_nothing_panics(
        file in any_file(),
        trainer in any_trainer(),
        mutations in prop::collection::vec((any::<Index>(), 0..5u8, prop::sample::select(b"\"\\{}[]:,\n\r \x00<|0u\xFF\xE2\x80\xA8".as_slice()), any::<Index>()), 1..6),
    ) {
        let mut bytes = file.into_bytes();
        for (place, kind, byte, other) in mutations {
            let (at, to) = (place.index(bytes.len()), other.index(bytes.len()));
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                3 => bytes.swap(at, to),
                _ => drop(bytes.drain(at.min(to)..at.max(to).min(at.min(to) + 9))),
            }
            if bytes.is_empty() {
                bytes.push(byte);
            }
        }
        check_agreement(&bytes, trainer);
    }
}

#[test]
fn rows_like_clean_ones_take_the_fast_path() {
    for rows in ROWS {
        for row in rows.iter().filter(|row| !row.contains(r#""x""#)) {
            let asked = Asked::default();
            let mut file = File::new(Path::new("x.jsonl"), &asked, true);
            let line = |text: &str| row.replace('@', text).into_bytes();
            assert!(file.goes_on(&line("plain"), true));
            for text in ["Another one.", "“é”, [1] <b>\\n你好", "\\u00e9 \\ud83d\\ude00"] {
                assert!(file.is_surely_clean(&line(text)), "{row}: {text}");
            }
            for text in ["", " ", "\\ud83d", "\u{2028}"] {
                assert!(!file.is_surely_clean(&line(text)), "{row}: {text}");
            }
        }
    }
}

#[test]
fn calls_with_ids_and_answers_of_their_own_take_the_fast_path_and_others_do_not() {
    let asked = Asked::default();
    let mut file = File::new(Path::new("x.jsonl"), &asked, true);
    let line = |row: usize, texts: [&str; 2]| TIES[row].replace('@', texts[0]).replace('^', texts[1]).into_bytes();
    assert!(file.goes_on(&line(0, ["one", "one"]), true));
    assert!(file.is_surely_clean(&line(0, ["two", "two"])) && !file.is_surely_clean(&line(0, ["two", "three"])));
    let mut pairs = File::new(Path::new("x.jsonl"), &asked, true);
    assert!(pairs.goes_on(&line(2, ["one", "two"]), true));
    assert!(pairs.is_surely_clean(&line(2, ["two", "three"])) && !pairs.is_surely_clean(&line(2, ["two", "two"])));
}

#[test]
fn memory_does_not_grow_with_ever_new_rows() {
    let asked = Asked::default();
    let mut file = File::new(Path::new("x.jsonl"), &asked, true);
    for number in 0..20_000 {
        let flags: Vec<&str> = (0..16).map(|bit| if number >> bit & 1 == 1 { "true" } else { "false" }).collect();
        let row = format!(r#"{{"text": "a", "flags": [{}]}}"#, flags.join(", "));
        assert!(file.goes_on(row.as_bytes(), true));
    }
    assert!(file.steps() <= 4096);
}
