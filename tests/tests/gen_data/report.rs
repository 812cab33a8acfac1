//! Standard output is the documented report to the byte, and standard error says the rest.

use expect_test::{Expect, expect};
use tunesmith_tests::{Bench, Form, Row, run};

/// Runs on the sample data, from a folder where the defaults find it.
#[track_caller]
fn check_sample(args: &[&str], stdout: &Expect, stderr: &Expect) {
    let bench = Bench::sample();
    let ran = run(&mut bench.tunesmith(&[&["gen-data"], args].concat())).ends_with(0);
    stdout.assert_eq(&ran.stdout);
    stderr.assert_eq(&ran.stderr);
}

#[test]
fn the_report_on_the_sample_data_is_the_documented_one() {
    check_sample(
        &[],
        &expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: ./data/processed/unified
        Output directory: ./finetuning/data/prepared
        Include test split: False
        Generate optimized: True
        Template: combined/combined_gptoss_v1.json
        Strategy: combined_optimized
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ finetuning/data/prepared/train.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation.jsonl (55 samples)

        OPTIMIZED format:
          ✓ finetuning/data/prepared/train_optimized.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation_optimized.jsonl (55 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./finetuning/data/prepared
        ============================================================
    "#]],
        &expect![[r#"
            INFO: Words for "no value" were taken for null 8 times (rationale_text 8); --warn stringified-null shows where.
            INFO: The split filter left out 1401 of 4142 rows (34 %), whose own split is not their file's; --pool-splits keeps them, each in its own split.
            INFO: Rows with the text of an earlier one: 16 (0 in another split, 0 with another label); cargo xtask audit shows where.
            data/processed/unified/unified_train.json: 3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)
            data/processed/unified/unified_val.json: 514 rows read = 55 written + 459 left out (split=test 68, split=train 391)
        "#]],
    );
}

#[test]
fn the_test_split_has_its_own_line_in_each_format() {
    check_sample(
        &["--include-test"],
        &expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: ./data/processed/unified
        Output directory: ./finetuning/data/prepared
        Include test split: True
        Generate optimized: True
        Template: combined/combined_gptoss_v1.json
        Strategy: combined_optimized
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ finetuning/data/prepared/train.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation.jsonl (55 samples)
          ✓ finetuning/data/prepared/test.jsonl (578 samples)

        OPTIMIZED format:
          ✓ finetuning/data/prepared/train_optimized.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation_optimized.jsonl (55 samples)
          ✓ finetuning/data/prepared/test_optimized.jsonl (578 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./finetuning/data/prepared
        ============================================================
    "#]],
        &expect![[r#"
            INFO: Words for "no value" were taken for null 9 times (rationale_text 9); --warn stringified-null shows where.
            INFO: The split filter left out 1832 of 5151 rows (36 %), whose own split is not their file's; --pool-splits keeps them, each in its own split.
            INFO: Rows with the text of an earlier one: 25 (9 in another split, 0 with another label); cargo xtask audit shows where.
            data/processed/unified/unified_train.json: 3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)
            data/processed/unified/unified_val.json: 514 rows read = 55 written + 459 left out (split=test 68, split=train 391)
            data/processed/unified/unified_test.json: 1009 rows read = 578 written + 431 left out (split=train 355, split=val 76)
        "#]],
    );
}

#[test]
fn the_simple_format_alone_names_no_template() {
    check_sample(
        &["--simple-only"],
        &expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: ./data/processed/unified
        Output directory: ./finetuning/data/prepared
        Include test split: False
        Generate optimized: False
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ finetuning/data/prepared/train.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation.jsonl (55 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./finetuning/data/prepared
        ============================================================
    "#]],
        &expect![[r#"
            INFO: Words for "no value" were taken for null 8 times (rationale_text 8); --warn stringified-null shows where.
            INFO: The split filter left out 1401 of 4142 rows (34 %), whose own split is not their file's; --pool-splits keeps them, each in its own split.
            INFO: Rows with the text of an earlier one: 16 (0 in another split, 0 with another label); cargo xtask audit shows where.
            data/processed/unified/unified_train.json: 3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)
            data/processed/unified/unified_val.json: 514 rows read = 55 written + 459 left out (split=test 68, split=train 391)
        "#]],
    );
}

#[test]
fn a_strategy_that_is_not_found_leaves_out_the_optimized_format_alone() {
    check_sample(
        &["--strategy", "combined_optimised"],
        &expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: ./data/processed/unified
        Output directory: ./finetuning/data/prepared
        Include test split: False
        Generate optimized: True
        Template: combined/combined_gptoss_v1.json
        Strategy: combined_optimised
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ finetuning/data/prepared/train.jsonl (2686 samples)
          ✓ finetuning/data/prepared/validation.jsonl (55 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./finetuning/data/prepared
        ============================================================
    "#]],
        &expect![[r#"
            WARNING: Strategy combined_optimised not found in template. Using simple format only.
            INFO: Strategies in combined/combined_gptoss_v1.json: combined_optimized, combined_focused, combined_conservative. Did you mean combined_optimized?
            INFO: Words for "no value" were taken for null 8 times (rationale_text 8); --warn stringified-null shows where.
            INFO: The split filter left out 1401 of 4142 rows (34 %), whose own split is not their file's; --pool-splits keeps them, each in its own split.
            INFO: Rows with the text of an earlier one: 16 (0 in another split, 0 with another label); cargo xtask audit shows where.
            data/processed/unified/unified_train.json: 3628 rows read = 2686 written + 942 left out (split=test 578, split=val 364)
            data/processed/unified/unified_val.json: 514 rows read = 55 written + 459 left out (split=test 68, split=train 391)
        "#]],
    );
}

#[test]
fn pooling_keeps_every_row_in_its_own_split() {
    check_sample(
        &["--pool-splits", "--include-test", "--simple-only"],
        &expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: ./data/processed/unified
        Output directory: ./finetuning/data/prepared
        Include test split: True
        Generate optimized: False
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ finetuning/data/prepared/train.jsonl (3432 samples)
          ✓ finetuning/data/prepared/validation.jsonl (495 samples)
          ✓ finetuning/data/prepared/test.jsonl (1224 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./finetuning/data/prepared
        ============================================================
    "#]],
        &expect![[r#"
            INFO: Words for "no value" were taken for null 10 times (rationale_text 10); --warn stringified-null shows where.
            INFO: Rows with the text of an earlier one: 63 (35 in another split, 0 with another label); cargo xtask audit shows where.
            data/processed/unified/unified_train.json: 3628 rows read = 3628 written + 0 left out
            data/processed/unified/unified_val.json: 514 rows read = 514 written + 0 left out
            data/processed/unified/unified_test.json: 1009 rows read = 1009 written + 0 left out
        "#]],
    );
}

#[test]
fn the_header_shows_options_as_typed_and_the_file_lines_are_normal() {
    let bench = Bench::small();
    let mut command = bench.tunesmith(&["gen-data", "--unified-dir", ".//data/.", "--output-dir", "./a/./b//"]);
    let ran = run(command.arg("--simple-only")).ends_with(0);
    expect![[r#"
        ============================================================
        FINE-TUNING DATA GENERATION
        ============================================================
        Unified data directory: .//data/.
        Output directory: ./a/./b//
        Include test split: False
        Generate optimized: False
        ============================================================

        Generating fine-tuning data files...

        ============================================================
        GENERATION COMPLETE
        ============================================================

        SIMPLE format:
          ✓ a/b/train.jsonl (3 samples)
          ✓ a/b/validation.jsonl (2 samples)

        ============================================================
        [SUCCESS] Fine-tuning data generation complete
        Output directory: ./a/./b//
        ============================================================
    "#]]
    .assert_eq(&ran.stdout);
    assert!(bench.path("a/b/train.jsonl").is_file());
}

#[test]
fn relative_folders_are_relative_to_the_caller() {
    let bench = Bench::small();
    std::fs::create_dir_all(bench.path("deep/er")).unwrap();
    let mut command =
        bench.tunesmith(&["gen-data", "--unified-dir", "../../data", "--output-dir", "out", "--simple-only"]);
    let ran = run(command.current_dir(bench.path("deep/er"))).ends_with(0);
    assert!(ran.stdout.contains("  ✓ out/train.jsonl (3 samples)\n"), "{}", ran.stdout);
    assert!(bench.path("deep/er/out/train.jsonl").is_file());
}

#[test]
fn a_split_without_own_rows_is_used_whole_and_says_so_in_three_lines() {
    let bench = Bench::small();
    let rows = ["train", "test", "val", "test", "spare"].iter().enumerate();
    let rows: Vec<Row> = rows.map(|(n, split)| Row::new(&format!("v_{n}"), split, "words")).collect();
    bench.split("val", Form::Array, &rows.into_iter().filter(|row| row.text_of("split") != "val").collect::<Vec<_>>());
    let ran = bench.gen_data(&["--simple-only"]).ends_with(0);
    expect![[r#"
        WARNING: No samples found with split=val in unified_val.json
        INFO: Using all 4 samples from file instead
        WARNING: These rows say that they belong to: train 1, test 2, spare 1 (test rows in validation data)
        INFO: Rows with the text of an earlier one: 3 (0 in another split, 0 with another label); cargo xtask audit shows where.
        data/unified_val.json:5:275: warning[unknown-split]: record 4 (v_4): split is "spare"; allowed: "train", "val", "test"
          |
        5 | …bedding": "", "original_id": "v_4", "split": "spare"}
          |                                               ^^^^^^^
        data/unified_train.json: 3 rows read = 3 written + 0 left out
        data/unified_val.json: 4 rows read = 4 written + 0 left out
    "#]]
    .assert_eq(&ran.stderr);
    assert!(ran.stdout.contains("  ✓ out/validation.jsonl (4 samples)\n"), "{}", ran.stdout);
}

#[test]
fn own_rows_count_however_many_other_splits_a_file_names() {
    let others = (0..30).map(|n| Row::new(&format!("t_{n}"), &format!("fold_{n}"), "words"));
    let rows: Vec<Row> = others.chain([Row::new("t_own", "train", "words")]).collect();
    let ran = Bench::new(&rows).gen_data(&["--simple-only"]).ends_with(0);
    assert!(ran.stdout.contains("  ✓ out/train.jsonl (1 samples)\n"), "{}", ran.stdout);
    assert!(ran.stderr.contains("31 rows read = 1 written + 30 left out"), "{}", ran.stderr);
}

#[test]
fn the_old_spellings_mean_the_same() {
    let new = Bench::small();
    new.split("test", Form::Array, &[Row::new("e_1", "test", "words")]);
    let ran = new.gen_data(&["--include-test", "--prompt-template", "combined/combined_gptoss_v1.json"]).ends_with(0);
    let old = Bench::small();
    old.split("test", Form::Array, &[Row::new("e_1", "test", "words")]);
    for output_dir in ["--output_dir", "--data-output-dir", "--data_output_dir"] {
        let args = ["gen-data", "--unified_dir", "data", output_dir, "out", "--include_test"];
        let template = ["--prompt_template", "combined/combined_gptoss_v1.json"];
        let same = run(&mut old.tunesmith(&[&args[..], &template].concat())).ends_with(0);
        assert_eq!((same.stdout, same.stderr), (ran.stdout.clone(), ran.stderr.clone()), "{output_dir}");
        assert_eq!(old.outputs(), new.outputs(), "{output_dir}");
    }
    let simple =
        run(&mut old.tunesmith(&["gen-data", "--unified_dir", "data", "--output_dir", "out", "--simple_only"]));
    assert!(simple.ends_with(0).stdout.contains("Generate optimized: False\n"));
}

#[test]
fn a_template_is_known_by_its_path_in_the_repository_too() {
    let bench = Bench::small();
    let ran = bench.gen_data(&["--prompt-template", "./templates/combined/combined_gptoss_v1.json"]).ends_with(0);
    assert!(ran.stdout.contains("Template: ./templates/combined/combined_gptoss_v1.json\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("  ✓ out/train_optimized.jsonl (3 samples)\n"), "{}", ran.stdout);
}
