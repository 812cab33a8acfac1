//! Folders that vanish while a run works in them.

use std::fs::{self, File};
use std::io::Write;
use std::process::{Child, Command};

use tunesmith_tests::{Form, Ran, Row, run, start};

use crate::{Two, new_args};

/// A run from the new splits that has the lock and waits for its training rows at a pipe.
fn waiting_run(two: &Two) -> (Child, File) {
    let pipe = two.bench.path("new/unified_train.json");
    fs::remove_file(&pipe).unwrap();
    run(Command::new("mkfifo").arg(&pipe)).ends_with(0);
    let child = start(&mut two.bench.tunesmith(&new_args(&[])));
    // Opens once the run has opened the other end.
    (child, fs::OpenOptions::new().write(true).open(&pipe).unwrap())
}

/// Gives the waiting run its rows and lets it end.
fn end((child, mut pipe): (Child, File)) -> Ran {
    pipe.write_all(&Form::Array.bytes(&[Row::new("n_1", "train", "words")])).unwrap();
    drop(pipe);
    let ran = Ran::from(child.wait_with_output().unwrap());
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    ran
}

#[test]
fn a_run_whose_output_folder_vanishes_fails_and_brings_nothing_back() {
    let two = Two::new(2, &[]);
    let waiting = waiting_run(&two);
    fs::remove_dir_all(two.bench.path("out")).unwrap();
    let ran = end(waiting).ends_with(1);
    assert!(ran.stderr.contains("error: cannot create out/.tunesmith-tmp/README.md: "), "{}", ran.stderr);
    assert!(!two.bench.path("out").exists());
}

#[test]
fn a_run_whose_temporary_folder_vanishes_leaves_the_old_files() {
    let two = Two::new(2, &[]);
    let waiting = waiting_run(&two);
    fs::remove_dir_all(two.bench.path("out/.tunesmith-tmp")).unwrap();
    end(waiting).ends_with(1);
    two.check_old("the temporary folder");
}

#[test]
fn a_run_whose_temporary_file_vanishes_puts_the_old_files_back() {
    let two = Two::new(2, &[]);
    let waiting = waiting_run(&two);
    fs::remove_file(two.bench.path("out/.tunesmith-tmp/validation.jsonl")).unwrap();
    let ran = end(waiting).ends_with(1);
    assert!(ran.stderr.contains("validation.jsonl"), "{}", ran.stderr);
    two.check_old("a temporary file");
}

#[test]
fn a_run_whose_input_folder_vanishes_fails_and_leaves_the_old_files() {
    let two = Two::new(2, &[]);
    let waiting = waiting_run(&two);
    fs::remove_dir_all(two.bench.path("new")).unwrap();
    let ran = end(waiting).ends_with(1);
    assert!(ran.stderr.contains("error: cannot read new/unified_val.json: "), "{}", ran.stderr);
    two.check_old("the input folder");
}

#[test]
fn what_a_killed_run_left_is_cleared_by_the_next() {
    let two = Two::new(2, &[]);
    let (mut child, pipe) = waiting_run(&two);
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    let left: Vec<String> = two.bench.outputs().into_keys().filter(|name| name.starts_with('.')).collect();
    assert_eq!(left, [".tunesmith-tmp", ".tunesmith.lock"]);
    two.bench.gen_data(&[]).ends_with(0);
    two.check_old("after a killed run");
}

#[test]
fn many_runs_at_once_end_with_whole_files_of_one_of_them() {
    let two = Two::new(100, &[]);
    for round in 0..6 {
        let commands =
            (0..6).map(|n| if n % 2 == 0 { two.bench.command(&[]) } else { two.bench.tunesmith(&new_args(&[])) });
        let children: Vec<Child> = commands.map(|mut command| start(&mut command)).collect();
        let ran: Vec<Ran> = children.into_iter().map(|child| Ran::from(child.wait_with_output().unwrap())).collect();
        let refused = |ran: &Ran| {
            ran.code == Some(1) && ran.stderr.contains("it holds the lock out/.tunesmith.lock; wait for it to end")
        };
        assert!(ran.iter().all(|ran| ran.code == Some(0) || refused(ran)), "{ran:?}");
        assert!(ran.iter().any(|ran| ran.code == Some(0)), "{ran:?}");
        let left = two.bench.outputs();
        assert!(left == two.old || left == two.new, "round {round}: {:?}", left.keys());
    }
}

#[test]
fn what_a_killed_run_put_beyond_the_files_before_it_goes_with_the_next() {
    let two = Two::new(2, &[]);
    let more = Two::new(2, &["--rejects"]);
    // As a run that made one file more leaves it when it is killed just before its manifest is put.
    fs::create_dir(two.bench.path("out/.tunesmith-tmp")).unwrap();
    two.bench.write("out/rejects.jsonl", &more.new["rejects.jsonl"]);
    two.bench.write("out/.tunesmith-tmp/manifest.json", &more.new["manifest.json"]);
    two.bench.write("out/notes.jsonl", "mine");
    let ran = run(&mut two.bench.tunesmith(&new_args(&[]))).ends_with(0);
    let note = "INFO: Removed rejects.jsonl, which an earlier run made and this one does not\n";
    assert!(ran.stderr.contains(note), "{}", ran.stderr);
    assert_eq!(two.bench.text("out/notes.jsonl"), "mine");
    fs::remove_file(two.bench.path("out/notes.jsonl")).unwrap();
    two.check_next_run(&[], "one file more");
}

#[test]
fn a_file_of_somebody_else_stays_though_a_killed_run_would_have_replaced_it() {
    let two = Two::new(2, &[]);
    let more = Two::new(2, &["--rejects"]);
    fs::create_dir(two.bench.path("out/.tunesmith-tmp")).unwrap();
    two.bench.write("out/rejects.jsonl", "mine");
    two.bench.write("out/.tunesmith-tmp/manifest.json", &more.new["manifest.json"]);
    run(&mut two.bench.tunesmith(&new_args(&[]))).ends_with(0);
    assert_eq!(two.bench.text("out/rejects.jsonl"), "mine");
}

#[test]
fn a_failed_run_removes_each_folder_that_it_made_and_no_other() {
    let two = Two::new(2, &[]);
    std::fs::create_dir(two.bench.path("mine")).unwrap();
    two.bench.write("new/unified_val.json", "[");
    let args = ["gen-data", "--unified-dir", "new", "--output-dir", "mine/a/b/c"];
    run(&mut two.bench.tunesmith(&args)).ends_with(1);
    assert!(two.bench.path("mine").exists() && !two.bench.path("mine/a").exists());
}

#[test]
fn a_stale_file_that_is_gone_already_is_no_error() {
    let two = Two::new(2, &[]);
    fs::remove_file(two.bench.path("out/validation_optimized.jsonl")).unwrap();
    run(&mut two.bench.tunesmith(&[&crate::new_args(&[])[..], &["--simple-only"]].concat())).ends_with(0);
    two.bench.verify().ends_with(0);
}
