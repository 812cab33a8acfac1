//! Files that may not grow further: RLIMIT_FSIZE at many sizes.

use std::process::Command;

use tunesmith_tests::{Ran, run, tunesmith};

use crate::{Two, new_args};

/// Runs from the new splits with files of at most `blocks` blocks of 512 bytes.
fn limited(two: &Two, blocks: usize, before: &str, args: &[&str]) -> Ran {
    let program = tunesmith().display();
    let shell = format!("{before} ulimit -f {blocks}; exec {program} {}", new_args(args).join(" "));
    run(Command::new("sh").args(["-c", &shell]).current_dir(two.bench.root()))
}

/// Tries limits up to what the longest file needs; returns how many runs they ended.
#[track_caller]
fn check_limits(before: &str, rows: usize, steps: usize, args: &[&str]) -> usize {
    let two = Two::new(rows, args);
    let longest = two.new.values().map(Vec::len).max().unwrap();
    let blocks = longest.div_ceil(512) + 2;
    let mut ended = 0;
    for blocks in (0..=blocks).step_by(blocks.div_ceil(steps)).chain([blocks]) {
        let ran = limited(&two, blocks, before, args);
        assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
        let left = two.bench.outputs();
        if ran.code == Some(0) {
            assert!(left == two.new, "{blocks} blocks: {:?}", left.keys());
            two.bench.gen_data(args).ends_with(0);
            continue;
        }
        ended += 1;
        two.check_whole(&format!("{blocks} blocks"));
        if ran.code.is_some() {
            assert_eq!(ran.code, Some(1));
            assert!(ran.stderr.contains("error: cannot write out/.tunesmith-tmp/"), "{}", ran.stderr);
            two.check_old(&format!("{blocks} blocks"));
        }
    }
    two.check_next_run(args, "at the end");
    ended
}

#[test]
fn a_limit_on_files_that_ends_in_an_error_leaves_the_old_files() {
    let ended = check_limits("trap '' XFSZ;", 40, 40, &[]);
    assert!(ended > 20, "{ended} runs met their limit");
}

#[test]
fn a_limit_on_files_that_kills_leaves_the_old_files() {
    let ended = check_limits("", 40, 20, &[]);
    assert!(ended > 10, "{ended} runs met their limit");
}

#[test]
fn a_limit_that_only_the_manifest_meets_leaves_the_old_files() {
    // One short row: the manifest is the longest file.
    let two = Two::new(1, &["--simple-only"]);
    let blocks = (two.new["manifest.json"].len() - 1) / 512;
    assert!(two.new.iter().all(|(name, bytes)| bytes.len() <= blocks * 512 || name == "manifest.json"));
    let ran = limited(&two, blocks, "trap '' XFSZ;", &["--simple-only"]).ends_with(1);
    assert!(ran.stderr.contains("error: cannot write out/.tunesmith-tmp/manifest.json: "), "{}", ran.stderr);
    two.check_old("the manifest");
    assert!(check_limits("trap '' XFSZ;", 1, 40, &["--simple-only"]) > 2);
}

#[test]
fn a_limit_ends_compression_too() {
    assert!(check_limits("trap '' XFSZ;", 200, 10, &["--compress", "zstd"]) > 2);
}

#[test]
fn fewer_threads_than_asked_for_do_the_same() {
    let two = Two::new(40, &[]);
    // Of a user of its own, since root is not counted.
    let program = tunesmith().display();
    let limited = format!(
        "chmod -R a+rwX . && exec setpriv --reuid 65533 --clear-groups prlimit --nproc=1 {program} {} --threads 64 --quiet",
        new_args(&[]).join(" ")
    );
    let ran = run(Command::new("sh").args(["-c", &limited]).current_dir(two.bench.root()));
    if ran.code == Some(127) || ran.stderr.contains("setpriv") || ran.stderr.contains("Permission denied") {
        println!("skipped: setpriv(1), prlimit(1) and root are needed: {}", ran.stderr);
        return;
    }
    ran.ends_with(0);
    assert!(two.bench.outputs() == two.new);
}
