//! Every kind of error: the exit code, a message that says what to do, and outputs as they were.

use std::fs;
use std::io::Write;
use std::process::Command;

use tunesmith_tests::{Bench, Form, Row, run, start};

/// Runs after a good run and after `spoil`; the outputs must stay as they were.
#[track_caller]
fn check_error(spoil: impl FnOnce(&Bench), args: &[&str], code: i32, messages: &[&str]) {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    spoil(&bench);
    let before = bench.outputs();
    let ran = bench.gen_data(args).ends_with(code);
    for message in messages {
        assert!(ran.stderr.contains(message), "{message:?} is not in\n{}", ran.stderr);
    }
    assert_eq!(ran.stderr.matches("panicked").count(), 0);
    assert!(!ran.stdout.contains("GENERATION COMPLETE"), "{}", ran.stdout);
    assert_eq!(bench.outputs(), before);
}

#[test]
fn a_missing_folder_of_splits_is_named() {
    let spoil = |bench: &Bench| fs::rename(bench.path("data"), bench.path("moved")).unwrap();
    check_error(spoil, &[], 1, &["error: ", "data: No such file or directory", "--unified-dir"]);
}

#[test]
fn a_missing_split_file_is_named_with_the_remedy() {
    let spoil = |bench: &Bench| fs::remove_file(bench.path("data/unified_val.json")).unwrap();
    check_error(spoil, &[], 1, &["error: cannot find unified_val.json in data", "--unified-dir"]);
    check_error(|_| {}, &["--include-test"], 1, &["error: cannot find unified_test.json in data"]);
    let spoil = |bench: &Bench| bench.write("data/unified_test.parquet", "PAR1");
    check_error(
        spoil,
        &["--include-test"],
        1,
        &["error: cannot find unified_test.json in data", "is read from Python"],
    );
    let pooled = ["error: cannot find unified_test.json in data", "--pool-splits reads the files of all splits"];
    check_error(|_| {}, &["--pool-splits"], 1, &pooled);
}

#[test]
fn two_files_for_a_split_are_refused() {
    let spoil = |bench: &Bench| bench.write("data/unified_train.jsonl.gz", "");
    let message =
        "error: data/unified_train.json and data/unified_train.jsonl.gz are the same split; keep one of them\n";
    check_error(spoil, &[], 1, &[message]);
}

#[test]
fn a_folder_in_the_place_of_a_split_file_is_an_error() {
    let spoil = |bench: &Bench| {
        fs::remove_file(bench.path("data/unified_val.json")).unwrap();
        fs::create_dir(bench.path("data/unified_val.json")).unwrap();
    };
    check_error(spoil, &[], 1, &["error: cannot read data/unified_val.json: Is a directory"]);
}

#[test]
fn a_file_in_the_place_of_the_output_folder_is_an_error() {
    let bench = Bench::small();
    bench.write("out", "mine");
    let ran = bench.gen_data(&[]).ends_with(1);
    assert!(
        ran.stderr.ends_with("error: the output directory out is not a directory; choose another with --output-dir\n"),
        "{}",
        ran.stderr
    );
    let below =
        run(&mut bench.tunesmith(&["gen-data", "--unified-dir", "data", "--output-dir", "out/below"])).ends_with(1);
    assert!(below.stderr.contains("error: the output directory out/below is not a directory"), "{}", below.stderr);
    assert_eq!(bench.text("out"), "mine");
}

#[test]
fn a_readme_of_somebody_else_is_not_replaced() {
    let spoil = |bench: &Bench| bench.write("out/README.md", "# My notes\n");
    check_error(
        spoil,
        &[],
        1,
        &["out/README.md was not written by tunesmith", "move it away or choose another --output-dir"],
    );
    let bench = Bench::small();
    fs::create_dir(bench.path("out")).unwrap();
    bench.write("out/README.md", [0xFF, 0xFE]);
    bench.gen_data(&[]).ends_with(1);
    assert_eq!(bench.outputs().into_keys().collect::<Vec<_>>(), ["README.md"]);
}

#[test]
fn a_folder_in_the_place_of_any_output_is_found_before_anything_is_replaced() {
    for name in ["train.jsonl", "validation_optimized.jsonl", "manifest.json", "README.md"] {
        let spoil = |bench: &Bench| {
            fs::remove_file(bench.path("out").join(name)).unwrap();
            fs::create_dir(bench.path("out").join(name)).unwrap();
            bench.split("train", Form::Array, &[Row::new("n_1", "train", "new words")]);
        };
        check_error(spoil, &[], 1, &["error: ", &format!("out/{name}")]);
    }
}

#[test]
fn bad_data_is_an_error_of_the_data() {
    let spoil =
        |bench: &Bench| bench.split("val", Form::Array, &[Row::new("v_1", "val", "words").with("label_binary", "hat")]);
    let messages = [
        "data/unified_val.json:2:37: error[unknown-label]: record 1 (v_1): ",
        "error: 1 error in the data; nothing was written\n",
    ];
    check_error(spoil, &[], 1, &messages);
}

#[test]
fn a_split_without_a_row_to_write_is_an_error() {
    let spoil = |bench: &Bench| {
        bench.split("val", Form::Array, &[Row::new("v_1", "val", ""), Row::new("v_2", "test", "words")])
    };
    let message = "error: no row of data/unified_val.json is left to write: 2 rows read = 0 written + 2 left out (split=test 1, empty-text 1)";
    check_error(spoil, &[], 1, &[message]);
}

#[test]
fn a_template_that_is_not_compiled_in_is_an_error_that_says_how() {
    check_error(
        |_| {},
        &["--prompt-template", "other.json"],
        2,
        &[
            "error: the template `other.json` is not part of this project",
            "combined/combined_gptoss_v1.json",
            "cargo xtask gen-data",
        ],
    );
}

#[test]
fn mistakes_on_the_command_line_end_with_2() {
    check_error(
        |_| {},
        &["--response", "moderation"],
        2,
        &["error: there is no response contract `moderation`", "moderation_v1"],
    );
    check_error(
        |_| {},
        &["--allow", "contract-mismach"],
        2,
        &["error: there is no finding `contract-mismach`; did you mean `contract-mismatch`?\n"],
    );
    check_error(|_| {}, &["--deny", "everything"], 2, &["error: there is no finding `everything`"]);
    check_error(|_| {}, &["--includetest"], 2, &["error: unexpected argument '--includetest'", "--include-test"]);
    check_error(|_| {}, &["--sample", "0"], 2, &["error: invalid value '0' for '--sample <N>'"]);
    check_error(|_| {}, &["--threads", "0"], 2, &["error: invalid value '0' for '--threads <N>'"]);
    check_error(
        |_| {},
        &["--shape", "chatml"],
        2,
        &["error: invalid value 'chatml' for '--shape <SHAPE>'", "prompt-completion"],
    );
    check_error(|_| {}, &["--on-invalid", "ignore"], 2, &["error: invalid value 'ignore'"]);
}

#[test]
fn an_error_leaves_no_folder_behind_that_was_not_there() {
    let bench = Bench::new(&[Row::new("t_1", "train", "words").with("label_binary", "hat")]);
    bench.gen_data(&[]).ends_with(1);
    assert!(!bench.path("out").exists());
}

#[test]
fn a_report_that_nobody_reads_is_no_error() {
    let bench = Bench::small();
    let mut child = start(&mut bench.command(&[]));
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    bench.verify().ends_with(0);
}

/// A run that has the lock and waits for its training rows, and the pipe that it waits at.
#[cfg(unix)]
fn waiting_run(bench: &Bench) -> (std::process::Child, fs::File) {
    let pipe = bench.path("data/unified_train.json");
    fs::remove_file(&pipe).unwrap();
    run(Command::new("mkfifo").arg(&pipe)).ends_with(0);
    let child = start(&mut bench.command(&[]));
    // Opens once the run has opened the other end.
    (child, fs::OpenOptions::new().write(true).open(&pipe).unwrap())
}

#[cfg(unix)]
#[test]
fn a_second_run_at_the_same_time_is_refused_and_names_the_lock() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let rows = Form::Array.bytes(&[Row::new("n_1", "train", "new words")]);
    let (first, mut pipe) = waiting_run(&bench);
    let other = Bench::small();
    let out = bench.path("out");
    let mut second = other.tunesmith(&["gen-data", "--unified-dir", "data", "--output-dir", out.to_str().unwrap()]);
    let lock = out.join(".tunesmith.lock");
    let message = format!(
        "error: another run is writing to this directory: it holds the lock {}; wait for it to end\n",
        lock.display()
    );
    assert_eq!(run(&mut second).ends_with(1).stderr, message);
    pipe.write_all(&rows).unwrap();
    drop(pipe);
    let first = tunesmith_tests::Ran::from(first.wait_with_output().unwrap()).ends_with(0);
    assert!(first.stdout.contains("  ✓ out/train.jsonl (1 samples)\n"), "{}", first.stdout);
    assert!(!lock.exists());
    assert_eq!(run(&mut second).ends_with(0).stderr.matches("error").count(), 0, "the lock went with the first run");
}

#[test]
fn a_file_that_no_run_made_is_replaced_only_by_force() {
    let bench = Bench::small();
    fs::create_dir(bench.path("out")).unwrap();
    bench.write("out/validation.jsonl", "mine\n");
    let ran = bench.gen_data(&[]).ends_with(1);
    assert!(ran.stderr.contains("error: out/validation.jsonl was not made by tunesmith"), "{}", ran.stderr);
    assert_eq!(bench.outputs().into_iter().collect::<Vec<_>>(), [("validation.jsonl".to_owned(), b"mine\n".to_vec())]);
    bench.gen_data(&["--force"]).ends_with(0);
    bench.verify().ends_with(0);
    bench.gen_data(&[]).ends_with(0);
}

#[test]
fn a_stale_output_that_was_edited_is_kept_and_named() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    bench.write("out/train_optimized.jsonl", "edited\n");
    let ran = bench.gen_data(&["--simple-only"]).ends_with(0);
    assert!(ran.stderr.contains("INFO: Removed validation_optimized.jsonl"), "{}", ran.stderr);
    assert!(ran.stderr.contains("WARNING: Kept train_optimized.jsonl"), "{}", ran.stderr);
    assert_eq!(bench.text("out/train_optimized.jsonl"), "edited\n");
}

#[cfg(unix)]
#[test]
fn an_output_is_never_an_input_through_a_link_either() {
    let bench = Bench::small();
    bench.gen_data(&[]).ends_with(0);
    let input = bench.read("data/unified_train.json");
    fs::rename(bench.path("data/unified_train.json"), bench.path("out/train.jsonl")).unwrap();
    std::os::unix::fs::symlink(bench.path("out/train.jsonl"), bench.path("data/unified_train.json")).unwrap();
    let ran = bench.gen_data(&[]).ends_with(1);
    let message = "error: the output out/train.jsonl is the input data/unified_train.json; choose another --output-dir";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
    assert_eq!(bench.read("out/train.jsonl"), input);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_file_that_is_not_there_is_called_so() {
    let bench = Bench::small();
    fs::remove_file(bench.path("data/unified_train.json")).unwrap();
    std::os::unix::fs::symlink("nowhere.json", bench.path("data/unified_train.json")).unwrap();
    let ran = bench.gen_data(&[]).ends_with(1);
    let message = "error: cannot read data/unified_train.json: it is a link to a file that is not there";
    assert!(ran.stderr.contains(message), "{}", ran.stderr);
}

#[test]
fn outputs_do_not_go_among_the_templates() {
    let bench = Bench::small();
    fs::create_dir_all(bench.path("templates")).unwrap();
    for folder in ["templates", "templates/new/out"] {
        let args = ["gen-data", "--unified-dir", "data", "--output-dir", folder];
        let ran = run(&mut bench.tunesmith(&args)).ends_with(2);
        assert!(ran.stderr.contains(&format!("the output directory {folder} is in ./templates")), "{}", ran.stderr);
    }
    assert_eq!(fs::read_dir(bench.path("templates")).unwrap().count(), 0);
}
