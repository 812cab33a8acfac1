//! The manifest and the dataset card: what they say is true, and files of earlier runs do not stay beside them.

use expect_test::expect;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tunesmith_tests::{Bench, Form, Row, repository};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn manifest(bench: &Bench) -> Value {
    serde_json::from_slice(&bench.read("out/manifest.json")).unwrap()
}

/// Compares the hashes of a list of the manifest with the files that it names.
#[track_caller]
fn check_hashes(list: &Value, key: &str, read: impl Fn(&str) -> Vec<u8>, names: &[&str]) {
    let listed: Vec<&str> = list.as_array().unwrap().iter().map(|file| file[key].as_str().unwrap()).collect();
    assert_eq!(listed, names);
    for file in list.as_array().unwrap() {
        let bytes = read(file[key].as_str().unwrap());
        assert_eq!(file["sha256"], sha256(&bytes), "{}", file[key]);
        assert!(file.get("bytes").is_none_or(|count| *count == bytes.len()), "{}", file[key]);
    }
}

#[test]
fn every_hash_in_the_manifest_is_true() {
    let bench = Bench::small();
    bench.split("val", Form::LinesZst, &[Row::new("v_1", "val", "one")]);
    bench.gen_data(&["--rejects"]).ends_with(0);
    let manifest = manifest(&bench);
    let in_repository = |name: &str| std::fs::read(repository().join(name)).unwrap();
    check_hashes(
        &manifest["inputs"],
        "path",
        |name| bench.read(name),
        &["data/unified_train.json", "data/unified_val.jsonl.zst"],
    );
    let templates = ["templates/simple/simple_v1.json", "templates/combined/combined_gptoss_v1.json"];
    check_hashes(&manifest["templates"], "path", in_repository, &templates);
    check_hashes(&manifest["contracts"], "path", in_repository, &["templates/responses/moderation_v1.json"]);
    let outputs =
        ["train.jsonl", "train_optimized.jsonl", "validation.jsonl", "validation_optimized.jsonl", "rejects.jsonl"];
    check_hashes(&manifest["outputs"], "name", |name| bench.read(&format!("out/{name}")), &outputs);
    check_hashes(&json!([manifest["card"]]), "path", |_| bench.read("out/README.md"), &["README.md"]);
}

#[test]
fn the_manifest_counts_every_row() {
    let rows = [
        Row::new("t_1", "train", "one"),
        Row::new("t_2", "train", ""),
        Row::new("t_3", "train", " "),
        Row::new("t_4", "val", "four"),
        Row::new("t_5", "train", "five").with("label_binary", "Normal"),
        Row::new("t_6", "elsewhere", "six"),
    ];
    let bench = Bench::new(&rows);
    bench.gen_data(&["--on-invalid", "skip"]).ends_with(0);
    let manifest = manifest(&bench);
    let left_out = json!({"empty-text": 1, "blank-text": 1, "unknown-label": 1, "split=val": 1, "split=elsewhere": 1});
    assert_eq!(manifest["inputs"][0]["rows_read"], 6);
    assert_eq!(manifest["inputs"][0]["rows_written"], json!({"train": 1}));
    assert_eq!(manifest["inputs"][0]["rows_left_out"], left_out);
    assert_eq!(manifest["inputs"][1]["rows_written"], json!({"validation": 2}));
    let rows: Vec<&Value> = manifest["outputs"].as_array().unwrap().iter().map(|output| &output["rows"]).collect();
    assert_eq!(rows, [1, 1, 2, 2]);
}

#[test]
fn the_manifest_names_the_tool_and_every_option_that_matters() {
    let bench = Bench::small();
    let options =
        ["--sample", "2", "--seed", "3", "--strategy", "combined_focused", "--warn", "text-nul", "--threads", "2"];
    bench.gen_data(&[&options[..], &["--shape", "prompt-completion", "--compress", "zstd"]].concat()).ends_with(0);
    let manifest = manifest(&bench);
    assert_eq!(
        (manifest["tool"].as_str(), manifest["version"].as_str()),
        (Some("tunesmith"), Some(env!("CARGO_PKG_VERSION")))
    );
    let options = json!({
        "include_test": false,
        "simple_only": false,
        "template": "combined/combined_gptoss_v1.json",
        "strategy": "combined_focused",
        "response": null,
        "pool_splits": false,
        "sample": 2,
        "seed": 3,
        "shape": "prompt-completion",
        "compress": "zstd",
        "on_invalid": "error",
        "levels": "warn=text-nul",
    });
    assert_eq!(manifest["options"], options);
}

#[test]
fn the_card_keeps_the_formats_apart_for_hugging_face() {
    let bench = Bench::small();
    bench.split("test", Form::Array, &[Row::new("e_1", "test", "one")]);
    bench.gen_data(&["--include-test"]).ends_with(0);
    let card = bench.text("out/README.md");
    let header = card.split("---\n").nth(1).unwrap();
    expect![[r#"
        configs:
        - config_name: simple
          data_files:
          - split: train
            path: train.jsonl
          - split: validation
            path: validation.jsonl
          - split: test
            path: test.jsonl
        - config_name: optimized
          data_files:
          - split: train
            path: train_optimized.jsonl
          - split: validation
            path: validation_optimized.jsonl
          - split: test
            path: test_optimized.jsonl
    "#]]
    .assert_eq(header);
    bench.gen_data(&["--simple-only", "--compress", "zstd"]).ends_with(0);
    let card = bench.text("out/README.md");
    expect![[r#"
        configs:
        - config_name: simple
          data_files:
          - split: train
            path: train.jsonl.zst
          - split: validation
            path: validation.jsonl.zst
    "#]]
    .assert_eq(card.split("---\n").nth(1).unwrap());
}

#[test]
fn files_that_are_no_longer_made_are_removed_and_named() {
    let bench = Bench::small();
    bench.split("test", Form::Array, &[Row::new("e_1", "test", "one")]);
    bench.gen_data(&["--include-test", "--rejects"]).ends_with(0);
    bench.write("out/notes.txt", "mine");
    let ran = bench.gen_data(&["--simple-only"]).ends_with(0);
    let removed: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("Removed")).collect();
    let names =
        ["train_optimized.jsonl", "validation_optimized.jsonl", "test.jsonl", "test_optimized.jsonl", "rejects.jsonl"];
    let expected = names.map(|name| format!("INFO: Removed {name}, which an earlier run made and this one does not"));
    assert_eq!(removed, expected);
    let left: Vec<String> = bench.outputs().into_keys().collect();
    assert_eq!(left, ["README.md", "manifest.json", "notes.txt", "train.jsonl", "validation.jsonl"]);
}

#[test]
fn a_manifest_cannot_have_other_files_removed() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    bench.write("keep.jsonl", "mine");
    bench.write("out/notes.jsonl", "mine");
    let mut manifest = manifest(&bench);
    for name in [
        "../keep.jsonl",
        "notes.jsonl",
        "./../keep.jsonl",
        "",
        ".",
        "..",
        "train/../../keep.jsonl",
        "test_optimized_optimized.jsonl",
    ] {
        let file = json!({"name": name, "sha256": "", "bytes": 0, "rows": 0});
        manifest["outputs"].as_array_mut().unwrap().push(file);
    }
    bench.write("out/manifest.json", manifest.to_string());
    let ran = bench.gen_data(&[]).ends_with(0);
    assert!(!ran.stderr.contains("Removed"), "{}", ran.stderr);
    assert_eq!((bench.text("keep.jsonl"), bench.text("out/notes.jsonl")), ("mine".to_owned(), "mine".to_owned()));
}

#[test]
fn rejected_rows_are_written_with_their_place() {
    let bench =
        Bench::new(&[Row::new("t_1", "train", "one"), Row::new("t_2", "train", "two").with("label_binary", "maybe")]);
    let ran = bench.gen_data(&["--on-invalid", "skip", "--rejects", "--simple-only"]).ends_with(0);
    assert!(!ran.stdout.contains("rejects"), "the report lists training files alone");
    let note = "INFO: rejects.jsonl holds the rows that were left out for a fault: 1.\n";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    let rejects = bench.text("out/rejects.jsonl");
    let reject: Value = serde_json::from_str(&rejects).unwrap();
    assert_eq!(rejects.lines().count(), 1);
    assert_eq!(
        (&reject["file"], &reject["line"], &reject["record"]),
        (&json!("data/unified_train.json"), &json!(3), &json!(2))
    );
    assert_eq!(reject["code"], "unknown-label");
    let row: Value = serde_json::from_str(reject["row"].as_str().unwrap()).unwrap();
    assert_eq!((&row["original_id"], &row["label_binary"]), (&json!("t_2"), &json!("maybe")));
}
