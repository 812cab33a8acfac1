//! Links and other things planted where a run writes: nothing is written through them.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::Command;

use tunesmith_tests::{Bench, run};

use crate::Two;

/// A bench with a folder `outside/` that must stay as it is.
fn two() -> Two {
    let two = Two::new(2, &[]);
    fs::create_dir(two.bench.path("outside")).unwrap();
    two.bench.write("outside/mine.txt", "mine");
    two
}

#[track_caller]
fn check_outside(bench: &Bench) {
    let names: Vec<_> = fs::read_dir(bench.path("outside")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["mine.txt"]);
    assert_eq!(bench.text("outside/mine.txt"), "mine");
}

/// Puts a link in the place of `name` in `out/`.
fn plant(two: &Two, name: &str, target: PathBuf) {
    let place = two.bench.path("out").join(name);
    let _ = fs::remove_file(&place);
    symlink(target, place).unwrap();
}

#[test]
fn links_at_the_names_of_outputs_are_replaced_and_not_followed() {
    let files =
        ["train.jsonl", "train_optimized.jsonl", "validation.jsonl", "validation_optimized.jsonl", "manifest.json"];
    for target in ["outside/mine.txt", "outside/new.txt", "outside/none/deep.txt"] {
        let two = two();
        for name in files {
            plant(&two, name, two.bench.path(target));
        }
        two.check_next_run(&[], target);
        check_outside(&two.bench);
        assert!(files.iter().all(|name| fs::symlink_metadata(two.bench.path("out").join(name)).unwrap().is_file()));
    }
}

#[test]
fn a_link_to_a_folder_at_the_name_of_an_output_is_replaced_too() {
    let two = two();
    plant(&two, "train.jsonl", two.bench.path("outside"));
    two.check_next_run(&[], "a link to a folder");
    check_outside(&two.bench);
}

#[test]
fn a_link_at_the_card_is_not_written_through() {
    let two = two();
    let card = two.bench.read("out/README.md");
    plant(&two, "README.md", two.bench.path("outside/mine.txt"));
    let ran = run(&mut two.bench.tunesmith(&crate::new_args(&[]))).ends_with(1);
    assert!(ran.stderr.contains("out/README.md was not written by tunesmith"), "{}", ran.stderr);
    check_outside(&two.bench);
    two.bench.write("card.md", &card);
    plant(&two, "README.md", two.bench.path("card.md"));
    two.check_next_run(&[], "a link to a card of ours");
    assert_eq!(two.bench.read("card.md"), card);
    plant(&two, "README.md", two.bench.path("outside/none.md"));
    two.check_next_run(&[], "a link to nothing");
    check_outside(&two.bench);
}

#[test]
fn links_at_the_lock_and_the_temporary_folder_are_removed_and_not_followed() {
    for target in ["outside", "outside/mine.txt", "outside/none.txt"] {
        for name in [".tunesmith.lock", ".tunesmith-tmp"] {
            let two = two();
            plant(&two, name, two.bench.path(target));
            two.check_next_run(&[], &format!("{name} to {target}"));
            check_outside(&two.bench);
        }
    }
}

#[test]
fn a_link_in_a_left_over_temporary_folder_is_removed_alone() {
    let two = two();
    fs::create_dir_all(two.bench.path("out/.tunesmith-tmp/deep")).unwrap();
    plant(&two, ".tunesmith-tmp/deep/all", two.bench.path("outside"));
    plant(&two, ".tunesmith-tmp/train.jsonl", two.bench.path("outside/mine.txt"));
    two.check_next_run(&[], "a left-over folder");
    check_outside(&two.bench);
}

#[test]
fn another_name_of_an_output_keeps_its_file() {
    let two = two();
    let train = two.bench.path("out/train.jsonl");
    fs::hard_link(&train, two.bench.path("kept.jsonl")).unwrap();
    two.check_next_run(&[], "a hard link");
    assert_eq!(two.bench.read("kept.jsonl"), two.old["train.jsonl"]);
}

#[test]
fn pipes_planted_at_any_name_do_not_make_a_run_wait() {
    for name in [".tunesmith.lock", ".tunesmith-tmp", "train.jsonl", "manifest.json"] {
        let two = two();
        let place = two.bench.path("out").join(name);
        let _ = fs::remove_file(&place);
        run(Command::new("mkfifo").arg(&place)).ends_with(0);
        two.check_next_run(&[], name);
    }
    let two = two();
    fs::remove_file(two.bench.path("out/README.md")).unwrap();
    run(Command::new("mkfifo").arg(two.bench.path("out/README.md"))).ends_with(0);
    run(&mut two.bench.tunesmith(&crate::new_args(&[]))).ends_with(1);
}

#[test]
fn an_output_folder_may_be_a_link_that_its_owner_made() {
    let two = two();
    fs::rename(two.bench.path("out"), two.bench.path("elsewhere")).unwrap();
    symlink(two.bench.path("elsewhere"), two.bench.path("out")).unwrap();
    two.check_next_run(&[], "a link to the output folder");
    assert!(fs::symlink_metadata(two.bench.path("out")).unwrap().is_symlink());
}
