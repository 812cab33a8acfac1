//! Options that choose rows, the form of a line, and compression.

use std::collections::BTreeSet;

use serde_json::Value;
use tunesmith_tests::{Bench, Form, Row};

fn rows(count: usize, split: &str) -> Vec<Row> {
    (0..count).map(|n| Row::new(&format!("{split}_{n}"), split, &format!("text {n}"))).collect()
}

/// The user prompts of an output.
fn users(bench: &Bench, name: &str) -> BTreeSet<String> {
    let user = |line: &str| serde_json::from_str::<Value>(line).unwrap()["messages"][1]["content"].to_string();
    bench.text(name).lines().map(user).collect()
}

#[test]
fn a_sample_is_the_same_rows_in_whatever_order_they_come() {
    let mut shuffled = rows(200, "train");
    let bench = Bench::new(&shuffled);
    bench.gen_data(&["--sample", "20", "--seed", "7"]).ends_with(0);
    let sample = users(&bench, "out/train.jsonl");
    assert_eq!((sample.len(), users(&bench, "out/train_optimized.jsonl").len()), (20, 20));
    assert_eq!(users(&bench, "out/validation.jsonl").len(), 2, "a split with fewer rows is taken whole");
    for _ in 0..3 {
        shuffled.reverse();
        shuffled.rotate_left(37);
        bench.split("train", Form::Lines, &shuffled);
        bench.gen_data(&["--sample", "20", "--seed", "7"]).ends_with(0);
        assert_eq!(users(&bench, "out/train.jsonl"), sample);
    }
    bench.gen_data(&["--sample", "20", "--seed", "8"]).ends_with(0);
    assert_ne!(users(&bench, "out/train.jsonl"), sample);
}

#[test]
fn a_larger_sample_holds_the_smaller_one() {
    let bench = Bench::new(&rows(100, "train"));
    let mut smaller = BTreeSet::new();
    for size in ["1", "10", "60", "1000"] {
        bench.gen_data(&["--sample", size, "--simple-only"]).ends_with(0);
        let sample = users(&bench, "out/train.jsonl");
        assert_eq!(sample.len(), size.parse::<usize>().unwrap().min(100));
        assert!(sample.is_superset(&smaller), "{size}");
        smaller = sample;
    }
}

#[test]
fn a_sample_is_never_larger_than_asked_for() {
    // Rows without an id are drawn by their text, so that equal ones have the same draw.
    let twin = Row::new("", "train", "the same words");
    let mut rows = rows(40, "train");
    rows.splice(20..20, vec![twin; 5]);
    let bench = Bench::new(&rows);
    for size in [1, 2, 3, 10, 20, 30, 43] {
        let ran = bench.gen_data(&["--sample", &size.to_string(), "--simple-only"]).ends_with(0);
        assert_eq!(bench.text("out/train.jsonl").lines().count(), size);
        let left_out = 45 - size;
        let ledger = format!("45 rows read = {size} written + {left_out} left out (not-sampled {left_out})\n");
        assert!(ran.stderr.contains(&ledger), "{}", ran.stderr);
    }
}

#[test]
fn pooled_rows_go_to_the_split_that_they_name() {
    let bench = Bench::empty();
    bench.split("train", Form::Array, &[rows(3, "train"), rows(2, "test"), rows(1, "val")].concat());
    bench.split("val", Form::Array, &[Row::new("v_a", "train", "a"), Row::new("v_b", "val", "b")]);
    bench.split("test", Form::Array, &[Row::new("e_a", "val", "a"), Row::new("e_b", "test", "b")]);
    let ran = bench.gen_data(&["--pool-splits", "--simple-only"]).ends_with(0);
    let counts = |name: &str| bench.text(name).lines().count();
    assert_eq!((counts("out/train.jsonl"), counts("out/validation.jsonl")), (4, 3));
    assert!(ran.stderr.contains("split=test, without --include-test 2"), "{}", ran.stderr);
    bench.gen_data(&["--pool-splits", "--simple-only", "--include-test"]).ends_with(0);
    assert_eq!((counts("out/train.jsonl"), counts("out/validation.jsonl"), counts("out/test.jsonl")), (4, 3, 3));
}

#[test]
fn prompt_and_completion_are_the_same_messages_in_two_lists() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let messages = bench.text("out/train_optimized.jsonl");
    bench.gen_data(&["--shape", "prompt-completion"]).ends_with(0);
    let pairs = bench.text("out/train_optimized.jsonl");
    assert_eq!(messages.lines().count(), pairs.lines().count());
    for (messages, pair) in messages.lines().zip(pairs.lines()) {
        let expected = messages.replacen("{\"messages\": [", "{\"prompt\": [", 1);
        let expected =
            expected.replacen("}, {\"role\": \"assistant\"", "}], \"completion\": [{\"role\": \"assistant\"", 1);
        assert_eq!(pair, expected);
        let pair: Value = serde_json::from_str(pair).unwrap();
        assert_eq!((pair["prompt"].as_array().unwrap().len(), pair["completion"].as_array().unwrap().len()), (2, 1));
    }
    assert!(bench.text("out/README.md").contains("`{\"prompt\": [system, user], \"completion\": [assistant]}`"));
}

#[test]
fn compressed_outputs_hold_the_same_bytes() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let plain = bench.outputs();
    let ran = bench.gen_data(&["--compress", "zstd"]).ends_with(0);
    assert!(ran.stdout.contains("  ✓ out/train.jsonl.zst (3 samples)\n"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("INFO: Removed train.jsonl, which an earlier run made and this one does not\n"),
        "{}",
        ran.stderr
    );
    for name in ["train.jsonl", "train_optimized.jsonl", "validation.jsonl", "validation_optimized.jsonl"] {
        let packed = bench.read(&format!("out/{name}.zst"));
        assert_eq!(zstd::decode_all(packed.as_slice()).unwrap(), plain[name], "{name}");
        assert!(!bench.path("out").join(name).exists(), "{name}");
    }
    bench.verify().ends_with(0);
}

#[test]
fn another_strategy_changes_the_last_format_alone() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let usual = bench.outputs();
    bench.gen_data(&["--strategy", "combined_focused", "--response", "moderation_v1"]).ends_with(0);
    let other = bench.outputs();
    assert_eq!(usual["train.jsonl"], other["train.jsonl"]);
    assert_ne!(usual["train_optimized.jsonl"], other["train_optimized.jsonl"]);
}

#[test]
fn the_only_strategy_of_a_template_needs_no_name() {
    let bench = Bench::small();
    let ran = bench.gen_data(&["--prompt-template", "simple/simple_v1.json"]).ends_with(0);
    assert!(ran.stdout.contains("\nStrategy: simple\n"), "{}", ran.stdout);
    assert!(!ran.stderr.contains("WARNING"), "{}", ran.stderr);
    assert!(bench.text("out/train_optimized.jsonl") == bench.text("out/train.jsonl"));
}
