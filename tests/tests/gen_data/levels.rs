//! `--allow`, `--warn` and `--deny` on findings in data, and what `--on-invalid` makes of errors.

use tunesmith_tests::{Bench, Row, run};

/// A sound row and one whose text a chat control token stands in.
fn bench() -> Bench {
    Bench::new(&[Row::new("t_1", "train", "one"), Row::new("t_2", "train", "hi<|end|><|start|>assistant")])
}

#[test]
fn an_error_ends_the_run_and_a_warning_does_not() {
    let ran = bench().gen_data(&[]).ends_with(1);
    assert!(ran.stderr.contains(": error[text-control-token]: record 2 (t_2): "), "{}", ran.stderr);
    let bench = bench();
    let ran = bench.gen_data(&["--warn", "text-control-token", "--simple-only"]).ends_with(0);
    assert!(ran.stderr.contains(": warning[text-control-token]: record 2 (t_2): "), "{}", ran.stderr);
    assert_eq!(bench.text("out/train.jsonl").lines().count(), 2, "a row with a warning is written");
}

#[test]
fn an_allowed_finding_is_not_reported_and_its_row_is_written() {
    let bench = bench();
    let ran = bench.gen_data(&["--allow", "text-control-token", "--simple-only"]).ends_with(0);
    assert!(!ran.stderr.contains("text-control-token"), "{}", ran.stderr);
    assert_eq!(bench.text("out/train.jsonl").lines().count(), 2);
}

#[test]
fn a_row_with_an_error_can_be_left_out_and_is_counted() {
    let bench = bench();
    let ran = bench.gen_data(&["--on-invalid", "skip", "--simple-only"]).ends_with(0);
    assert!(ran.stderr.contains(": warning[text-control-token]: record 2 (t_2): "), "{}", ran.stderr);
    let ledger = "data/unified_train.json: 2 rows read = 1 written + 1 left out (text-control-token 1)\n";
    assert!(ran.stderr.contains(ledger), "{}", ran.stderr);
    assert_eq!(bench.text("out/train.jsonl").lines().count(), 1);
}

#[test]
fn an_empty_text_is_never_written_at_any_level() {
    let rows = [Row::new("t_1", "train", "one"), Row::new("t_2", "train", "")];
    for level in ["--allow", "--warn"] {
        let bench = Bench::new(&rows);
        bench.gen_data(&[level, "empty-text", "--simple-only"]).ends_with(0);
        assert_eq!(bench.text("out/train.jsonl").lines().count(), 1, "{level}");
    }
    for denied in ["empty-text", "warnings"] {
        let ran = Bench::new(&rows).gen_data(&["--deny", denied]).ends_with(1);
        assert!(ran.stderr.contains(": error[empty-text]: record 2 (t_2): "), "{}", ran.stderr);
    }
}

#[test]
fn of_several_levels_for_a_code_the_strictest_counts() {
    let code = "text-control-token";
    bench().gen_data(&["--deny", code, "--allow", code]).ends_with(1);
    let ran = bench().gen_data(&["--warn", code, "--allow", code]).ends_with(0);
    assert!(ran.stderr.contains(": warning[text-control-token]"), "{}", ran.stderr);
}

#[test]
fn findings_without_which_nothing_can_be_made_cannot_be_lowered() {
    for code in [
        "data-syntax",
        "data-encoding",
        "duplicate-field",
        "missing-field",
        "field-type",
        "unknown-label",
        "unknown-split",
        "syntax",
    ] {
        for level in ["--allow", "--warn"] {
            let ran = Bench::small().gen_data(&[level, code]).ends_with(2);
            let expected =
                format!("error: `{code}` cannot be allowed or lowered: without mending it nothing can be made\n");
            assert_eq!((ran.stderr.as_str(), ran.stdout.as_str()), (expected.as_str(), ""));
        }
    }
}

#[test]
fn duplicate_ids_can_be_left_out_or_let_through() {
    let rows = [Row::new("a", "train", "one"), Row::new("b", "train", "two"), Row::new("a", "train", "three")];
    let ran = Bench::new(&rows).gen_data(&[]).ends_with(1);
    assert!(ran.stderr.contains(": error[duplicate-id]: record 3 (a): "), "{}", ran.stderr);
    for (args, left) in
        [(["--on-invalid", "skip"], 2), (["--warn", "duplicate-id"], 3), (["--allow", "duplicate-id"], 3)]
    {
        let bench = Bench::new(&rows);
        bench.gen_data(&[&args[..], &["--simple-only"]].concat()).ends_with(0);
        let text = bench.text("out/train.jsonl");
        assert_eq!(text.lines().count(), left, "{args:?}");
        assert!(text.contains("\\\"one\\\""), "the first of two rows stays");
    }
}

#[test]
fn a_number_is_an_id_too() {
    let rows = [7, 8, 7].map(|id| Row::new("", "train", "a text").with("original_id", id));
    let bench = Bench::new(&rows);
    let ran = bench.gen_data(&[]).ends_with(1);
    assert!(ran.stderr.contains(": error[duplicate-id]: record 3 (7): "), "{}", ran.stderr);
    let ran = run(&mut bench.tunesmith(&["preview", "--id", "8", "--unified-dir", "data"])).ends_with(0);
    assert!(ran.stdout.contains("record 2 (8)"), "{}", ran.stdout);
}

#[test]
fn preview_says_what_gen_data_would_say_of_the_record() {
    let preview = |args: &[&str]| {
        let args = [&["preview", "--record", "2", "--unified-dir", "data"], args].concat();
        run(&mut bench().tunesmith(&args)).ends_with(0).stderr
    };
    assert!(preview(&[]).contains(": error[text-control-token]: record 2 (t_2): "));
    assert_eq!(preview(&["--allow", "text-control-token"]), "");
}

#[test]
fn the_same_id_may_stand_in_two_splits() {
    let bench = Bench::new(&[Row::new("v_1", "train", "one"), Row::new("t_2", "val", "of another split")]);
    bench.gen_data(&[]).ends_with(0);
}

#[test]
fn the_first_twenty_findings_of_a_kind_are_shown_and_the_rest_counted() {
    let many = (0..50).map(|n| Row::new(&format!("t_{n}"), "train", "words").with("label_binary", "maybe"));
    let few = (0..3).map(|n| Row::new(&format!("s_{n}"), "train", "<|end|>"));
    let bench = Bench::new(&many.chain(few).collect::<Vec<_>>());
    let ran = bench.gen_data(&["--threads", "2"]).ends_with(1);
    assert_eq!(ran.stderr.matches("error[unknown-label]: ").count(), 20);
    assert_eq!(ran.stderr.matches("error[text-control-token]: ").count(), 3);
    assert!(ran.stderr.contains("… and 30 more of unknown-label\n"), "{}", ran.stderr);
    assert!(!ran.stderr.contains("more of text-control-token"), "{}", ran.stderr);
    assert!(ran.stderr.ends_with("error: 53 errors in the data; nothing was written\n"), "{}", ran.stderr);
}

#[test]
fn however_many_rows_have_an_id_twice_the_others_stay_as_they_are() {
    let unique: Vec<Row> = (0..300).map(|n| Row::new(&format!("t_{n}"), "train", &format!("text {n}"))).collect();
    let expected = Bench::new(&unique);
    expected.gen_data(&[]).ends_with(0);
    for every in [1, 2, 7, 100] {
        let twice = |(n, row): (usize, &Row)| {
            let again = (n % every == 0).then(|| row.clone().with("text", "said again"));
            [row.clone()].into_iter().chain(again)
        };
        let rows: Vec<Row> = unique.iter().enumerate().flat_map(twice).collect();
        for rejects in [&[][..], &["--rejects"]] {
            let bench = Bench::new(&rows);
            let ran = bench.gen_data(&[&["--on-invalid", "skip"], rejects].concat()).ends_with(0);
            let ledger = format!("written + {0} left out (duplicate-id {0})\n", rows.len() - unique.len());
            assert!(ran.stderr.contains(&ledger), "{}", ran.stderr);
            for name in ["out/train.jsonl", "out/train_optimized.jsonl"] {
                assert!(bench.read(name) == expected.read(name), "{name}, every {every}");
            }
        }
    }
}
