//! `gen-data --for`: what is written for each trainer passes its rules, is in the manifest, and comes and goes with the run.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tunesmith_dataset::{Compression, Generated, Options, SystemText};
use tunesmith_runtime::{Project, Settings};
use tunesmith_tests::{Bench, Form, Ran, Row, generate, run, start, with_template};
use tunesmith_trainers::{Asked, Trainer, all, find, validate};

const SHOWN: &str = r#"{"strategies": {"shown": {
  "name": "shown",
  "description": "Shows two examples.",
  "system_prompt": "Answer \"hate_speech\" or not_hate.",
  "user_template": "{persona}: {text}",
  "examples": [
    {"text": "Tea with\nthe neighbours.", "label_binary": "normal"},
    {"text": "A rude remark.", "label_binary": "hate", "rationale_text": "rude"}
  ]
}}}"#;

/// Rows enough for those who ask for ten.
fn bench() -> Bench {
    let rows = |split: &str| -> Vec<Row> {
        let row = |n| {
            let (id, text) = (format!("{split}_{n}"), format!("{split} \"says\"\n{n} things"));
            if n % 2 == 0 { Row::new(&id, split, &text) } else { Row::hate(&id, split, &text, "says") }
        };
        (0..12).map(row).collect()
    };
    let bench = Bench::new(&rows("train"));
    bench.split("val", Form::Array, &rows("val"));
    bench
}

fn for_all(bench: &Bench) -> Options {
    Options { trainers: all().collect(), ..bench.options() }
}

fn shown(options: Options) -> Generated {
    let options = Options { template: Some("shown.json".to_owned()), formats: vec!["optimized".to_owned()], ..options };
    with_template("shown.json", SHOWN).with_project(|project| generate(options, project))
}

#[track_caller]
fn check_generated(generated: &Generated) {
    let error = generated.result.as_ref().err().map(ToString::to_string);
    assert_eq!(error, None);
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
            } else {
                let name = entry.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                found.insert(name, fs::read(entry).unwrap());
            }
        }
    }
    found
}

/// The files of rows that a trainer reads in an output.
fn rows_for(bench: &Bench, trainer: &Trainer) -> Vec<PathBuf> {
    let is_rows = |name: &&String| name.ends_with(".jsonl");
    let names: Vec<String> = files(&bench.path("out")).into_keys().collect();
    let own: Vec<&String> = names.iter().filter(|name| name.starts_with(&format!("{}/", trainer.name))).collect();
    assert!(own.iter().any(|name| !name.ends_with(".jsonl")), "{}: no start file in {own:?}", trainer.name);
    let own: Vec<&String> = own.into_iter().filter(is_rows).collect();
    let standard = || names.iter().filter(|name| !name.contains('/')).filter(is_rows).collect();
    let read: Vec<&String> = if own.is_empty() { standard() } else { own };
    read.into_iter().map(|name| bench.path("out").join(name)).collect()
}

#[track_caller]
fn check_all_validate(bench: &Bench, formats: usize) {
    for trainer in all() {
        let paths = rows_for(bench, trainer);
        assert_eq!(paths.len(), 2 * formats, "{}: {paths:?}", trainer.name);
        for path in paths {
            let found = validate(&path, &Asked { trainer: Some(trainer), ..Asked::default() }).unwrap();
            let messages: Vec<_> = found.findings.shown().iter().map(|shown| &shown.diagnostic.message).collect();
            assert_eq!(found.rows, 12, "{}", path.display());
            assert!(messages.is_empty(), "{} for {}: {messages:?}", path.display(), trainer.name);
            assert!(found.shape.is_some_and(|shape| trainer.shapes.contains(&shape)), "{}", path.display());
        }
    }
}

fn args_for_all() -> Vec<&'static str> {
    all().flat_map(|trainer| ["--for", trainer.name]).collect()
}

#[test]
fn what_is_written_for_each_trainer_passes_its_rules_and_verify() {
    let bench = bench();
    bench.gen_data(&args_for_all()).ends_with(0);
    check_all_validate(&bench, 2);
    bench.verify().ends_with(0);
    let manifest: Value = serde_json::from_slice(&bench.read("out/manifest.json")).unwrap();
    let listed: Vec<&str> =
        manifest["outputs"].as_array().unwrap().iter().map(|output| output["name"].as_str().unwrap()).collect();
    for name in files(&bench.path("out")).keys().filter(|name| name.contains('/')) {
        assert!(listed.contains(&name.as_str()), "{name} is not in the manifest");
    }

    bench.write("out/mlx/simple/valid.jsonl", "{}\n");
    bench.verify().ends_with(1);
}

#[test]
fn with_examples_too() {
    let bench = bench();
    check_generated(&shown(for_all(&bench)));
    check_all_validate(&bench, 1);
}

#[test]
fn a_start_file_names_files_that_are_there_and_the_training_length() {
    let bench = bench();
    bench.gen_data(&args_for_all()).ends_with(0);
    for (name, text) in files(&bench.path("out")) {
        let text = String::from_utf8(text).unwrap();
        let is_start = name.contains('/') && !name.ends_with(".jsonl");
        let folder = bench.path("out").join(&name);
        let folder = folder.parent().unwrap();
        for word in text.split(|c: char| c.is_whitespace() || "\"'=,{}[]".contains(c)).filter(|_| is_start) {
            assert!(!word.contains('@') || word == "\"$@\"" || word == "$@", "{name}: {word}");
            if word.ends_with(".jsonl") {
                assert!(folder.join(word).is_file(), "{name}: {word}");
            }
        }
    }
    for (trainer, file) in [("trl", "train.py"), ("axolotl", "axolotl.yaml"), ("llama-factory", "train.yaml")] {
        assert!(bench.text(&format!("out/{trainer}/simple/{file}")).contains("2048"), "{trainer}");
    }
    let datasets = bench.text("out/llama-factory/optimized/dataset_info.json");
    let datasets: Value = serde_json::from_str(&datasets).unwrap();
    assert_eq!(datasets["train"]["file_name"], "../../train_optimized.jsonl");
    assert_eq!(datasets["validation"]["file_name"], "../../validation_optimized.jsonl");
}

#[test]
fn without_a_training_length_a_start_file_has_one_that_cuts_no_row_or_none() {
    let bench = bench();
    let project = with_template("shown.json", SHOWN);
    let generated = project.with_project(|project| {
        let settings = Settings { max_tokens: None, ..project.settings.clone() };
        generate(for_all(&bench), &Project { settings: &settings, ..*project })
    });
    check_generated(&generated);
    let longest = |files: [&str; 2]| files.iter().flat_map(|file| bench.text(file).lines().map(str::len).max()).max();
    let run = longest(["out/train.jsonl", "out/validation.jsonl"]).unwrap() + 256;
    let nemo = longest(["out/nemo/simple/training.jsonl", "out/nemo/simple/validation.jsonl"]).unwrap() + 256;
    for (file, setting) in [
        ("axolotl/simple/axolotl.yaml", format!("\nsequence_len: {run}\n")),
        ("llama-factory/simple/train.yaml", format!("\ncutoff_len: {run}\n")),
        ("mlx/simple/lora.yaml", format!("\nmax_seq_length: {run}\n")),
        ("nemo/simple/train.py", format!("\nlength = {nemo}\n")),
        ("trl/simple/train.py", "\"max_length\": None,".to_owned()),
        ("unsloth/simple/train.py", "\"max_seq_length\": None,".to_owned()),
    ] {
        assert!(bench.text(&format!("out/{file}")).contains(&setting), "{file}: {setting}");
    }
    for file in ["torchtune/simple/train.sh", "litgpt/simple/train.sh"] {
        assert!(!bench.text(&format!("out/{file}")).contains("max_seq_len"), "{file}");
    }
}

#[test]
fn trainers_that_count_steps_train_each_row_three_times() {
    let bench = bench();
    bench.gen_data(&["--for", "mlx", "--for", "nemo"]).ends_with(0);
    assert!(bench.text("out/mlx/simple/lora.yaml").contains("\niters: 36\n"));
    assert!(bench.text("out/nemo/simple/train.py").contains("max_steps = 5\n"));
}

#[test]
fn a_run_for_no_trainer_removes_what_one_made_with_its_folders() {
    let bench = bench();
    bench.gen_data(&[]).ends_with(0);
    let plain = files(&bench.path("out"));
    bench.gen_data(&args_for_all()).ends_with(0);
    assert!(bench.path("out/mlx/simple/valid.jsonl").exists());
    bench.gen_data(&[]).ends_with(0);
    assert_eq!(files(&bench.path("out")).keys().collect::<Vec<_>>(), plain.keys().collect::<Vec<_>>());
    for trainer in all() {
        assert!(!bench.path("out").join(trainer.name).exists(), "{}", trainer.name);
    }
    bench.verify().ends_with(0);
}

#[test]
fn a_file_of_somebody_else_in_a_trainers_folder_is_not_replaced_without_force() {
    let bench = bench();
    fs::create_dir_all(bench.path("out/mlx/simple")).unwrap();
    bench.write("out/mlx/simple/train.jsonl", "mine");
    let ran = bench.gen_data(&["--for", "mlx"]).ends_with(1);
    assert!(ran.stderr.contains("out/mlx/simple/train.jsonl"), "{}", ran.stderr);
    assert_eq!(files(&bench.path("out")).keys().filter(|name| !name.starts_with('.')).count(), 1);
    assert_eq!(bench.text("out/mlx/simple/train.jsonl"), "mine");
    bench.gen_data(&["--for", "mlx", "--force"]).ends_with(0);
    assert_ne!(bench.text("out/mlx/simple/train.jsonl"), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_where_a_trainers_folder_would_be_is_refused() {
    let bench = bench();
    fs::create_dir_all(bench.path("out")).unwrap();
    fs::create_dir(bench.path("elsewhere")).unwrap();
    std::os::unix::fs::symlink(bench.path("elsewhere"), bench.path("out/mlx")).unwrap();
    for args in [&["--for", "mlx"][..], &["--for", "mlx", "--force"]] {
        let ran = bench.gen_data(args).ends_with(1);
        assert!(ran.stderr.contains("out/mlx"), "{}", ran.stderr);
        assert!(files(&bench.path("elsewhere")).is_empty());
        assert!(!bench.path("out/train.jsonl").exists());
    }
}

#[test]
fn a_run_that_fails_leaves_everything_as_it_was() {
    let bench = bench();
    bench.gen_data(&["--for", "mlx"]).ends_with(0);
    let old = files(&bench.path("out"));
    bench.split("val", Form::Array, &[Row::new("v", "val", "")]);
    bench.gen_data(&args_for_all()).ends_with(1);
    assert_eq!(files(&bench.path("out")), old);
    assert!(!bench.path("out/trl").exists());
}

/// The run waits for its training rows at a pipe; then a file that it has made already goes, so that it fails between two files.
#[cfg(unix)]
#[test]
fn a_run_that_fails_while_files_are_put_in_place_puts_the_old_ones_back() {
    let bench = bench();
    bench.gen_data(&["--for", "mlx"]).ends_with(0);
    let old = files(&bench.path("out"));
    let rows = bench.read("data/unified_train.json");
    fs::remove_file(bench.path("data/unified_train.json")).unwrap();
    run(Command::new("mkfifo").arg(bench.path("data/unified_train.json"))).ends_with(0);
    let child = start(&mut bench.command(&["--for", "mlx", "--for", "trl", "--system", "fold"]));
    // Opens once the run has opened the other end.
    let mut pipe = fs::OpenOptions::new().write(true).open(bench.path("data/unified_train.json")).unwrap();
    fs::remove_file(bench.path("out/.tunesmith-tmp/trl/simple/train.jsonl")).unwrap();
    std::io::Write::write_all(&mut pipe, &rows).unwrap();
    drop(pipe);
    let ran = Ran::from(child.wait_with_output().unwrap()).ends_with(1);
    assert!(ran.stderr.contains("trl/simple/train.jsonl"), "{}", ran.stderr);
    assert_eq!(files(&bench.path("out")), old);
    assert!(!bench.path("out/trl").exists());
}

#[test]
fn folded_no_row_has_a_system_turn_and_each_keeps_the_text() {
    for with_examples in [false, true] {
        let bench = bench();
        let options = Options { system: SystemText::Fold, ..for_all(&bench) };
        let generated = if with_examples {
            shown(options)
        } else {
            with_template("shown.json", SHOWN).with_project(|project| generate(options, project))
        };
        check_generated(&generated);
        for (name, text) in files(&bench.path("out")).into_iter().filter(|(name, _)| name.ends_with(".jsonl")) {
            for line in String::from_utf8(text).unwrap().lines() {
                let row: Value = serde_json::from_str(line).unwrap();
                assert!(!row.to_string().contains(r#""role":"system""#), "{name}: {line}");
                let system = ["system", "systemInstruction"].map(|key| row.get(key).cloned());
                let empty = |value: &Option<Value>| value.as_ref().is_none_or(|value| value == "");
                assert!(system.iter().all(empty), "{name}: {line}");
                let folded = r#"Answer \"hate_speech\" or not_hate.\n\n"#;
                let text = if with_examples { folded } else { "hate_speech" };
                assert!(line.contains(text), "{name}: {line}");
            }
        }
    }
}

#[test]
fn two_threads_write_the_bytes_of_one() {
    let bench = bench();
    let of = |threads: &str| {
        bench.gen_data(&[&args_for_all()[..], &["--threads", threads, "--force"]].concat()).ends_with(0);
        let mut files = files(&bench.path("out"));
        files.remove("manifest.json");
        files
    };
    assert_eq!(of("1"), of("2"));
}

#[test]
fn a_trainer_gets_plain_files_though_the_runs_own_are_compressed() {
    let bench = bench();
    let mlx = vec![find("mlx").unwrap(), find("openai").unwrap()];
    let options = Options { compress: Some(Compression::Zstd), trainers: mlx, ..bench.options() };
    check_generated(&with_template("shown.json", SHOWN).with_project(|project| generate(options, project)));
    assert!(bench.path("out/train.jsonl.zst").exists() && !bench.path("out/train.jsonl").exists());
    for name in ["mlx/simple/valid.jsonl", "openai/simple/train.jsonl", "openai/optimized/validation.jsonl"] {
        assert_eq!(bench.text(&format!("out/{name}")).lines().count(), 12, "{name}");
    }
}

#[test]
fn of_examples_the_answers_are_not_trained_where_a_row_can_say_so() {
    let bench = bench();
    check_generated(&shown(for_all(&bench)));
    for (trainer, key) in [("openai", "weight"), ("mistral", "weight"), ("together", "weight"), ("fireworks", "weight")]
    {
        check_keys(&bench, trainer, key, &[Some(0.into()), Some(0.into()), None]);
    }
    check_keys(&bench, "axolotl", "train", &[Some(false.into()), Some(false.into()), Some(true.into())]);
}

#[track_caller]
fn check_keys(bench: &Bench, trainer: &str, key: &str, expected: &[Option<Value>]) {
    for line in bench.text(&format!("out/{trainer}/optimized/train.jsonl")).lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let answers = row["messages"].as_array().unwrap().iter().filter(|turn| turn["role"] == "assistant");
        let found: Vec<Option<Value>> = answers.map(|turn| turn.get(key).cloned()).collect();
        assert_eq!(found, expected, "{trainer}: {line}");
    }
}

#[test]
fn a_request_is_folded_as_the_rows_are_that_were_written_so() {
    let bench = bench();
    bench.gen_data(&["--system", "fold", "--simple-only"]).ends_with(0);
    let rows = String::from_utf8(bench.read("out/train.jsonl")).unwrap();
    let row: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    let preview = |more: &[&str]| {
        let args = [&["preview", "--unified-dir", "data", "--format", "simple", "--system", "fold"], more].concat();
        run(&mut bench.tunesmith(&args)).ends_with(0).stdout
    };
    let body: Value = serde_json::from_str(&preview(&["--request"])).unwrap();
    let (asked, trained) = (body["messages"].as_array().unwrap(), row["messages"].as_array().unwrap());
    assert_eq!(asked[..], trained[..trained.len() - 1]);
    assert_eq!(asked[0]["role"], "user");
    let shown = preview(&[]);
    assert!(!shown.contains("── system ──") && shown.contains("── user ──"), "{shown}");
}
