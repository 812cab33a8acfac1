//! A full disk and a folder that cannot be written, by mounts of our own. Needs Linux and the right to mount.

use std::process::Command;

use tunesmith_tests::{Ran, repository, run, tunesmith};

use crate::Two;

/// Runs a shell script that may mount; none where the platform does not let us.
fn in_own_mounts(two: &Two, script: &str) -> Option<Ran> {
    let mut probe = Command::new("unshare");
    probe.args(["--mount", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs new"]).current_dir(two.bench.root());
    if !probe.output().is_ok_and(|output| output.status.success()) {
        println!("skipped: no right to mount here (root and unshare(1) are needed)");
        return None;
    }
    let program = format!("program={}\nproject={}\n", tunesmith().display(), repository().display());
    let mut shell = Command::new("unshare");
    shell.args(["--mount", "sh", "-c", &(program + script)]).current_dir(two.bench.root());
    Some(run(&mut shell))
}

#[test]
fn a_full_disk_leaves_the_old_files_at_every_stage() {
    let two = Two::new(12, &[]);
    let pages: usize = two.new.values().map(|bytes| bytes.len().div_ceil(4096)).sum::<usize>() + 8;
    // The old outputs on a small disk, then less and less room for the new ones.
    let script = format!(
        "set -e
        mount -t tmpfs -o size=$((4 * 3 * {pages}))k tmpfs out
        $program gen-data --unified-dir data --output-dir out > old.log 2>&1
        for free in $(seq 0 {pages}); do
            rm -f out/filler
            room=$(($(stat -f -c %f out) - free))
            head -c $((room * 4096)) /dev/zero > out/filler
            code=0
            $program gen-data --unified-dir new --output-dir out > run.log 2> run.err || code=$?
            rm -f out/filler
            mkdir -p saved
            rm -rf saved/$free
            cp -r out saved/$free
            echo $code > saved/$free.code
            cp run.err saved/$free.err
            $program gen-data --unified-dir data --output-dir out > old.log 2>&1
        done"
    );
    let Some(ran) = in_own_mounts(&two, &script) else { return };
    ran.ends_with(0);
    let mut full = 0;
    for free in 0..=pages {
        let code = two.bench.text(&format!("saved/{free}.code"));
        let error = two.bench.text(&format!("saved/{free}.err"));
        let saved = two.bench.path(&format!("saved/{free}"));
        let found: crate::Outputs = std::fs::read_dir(saved)
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
            .collect();
        assert!(!error.contains("panicked"), "{error}");
        if code == "0\n" {
            assert!(found == two.new, "{free} pages free: {:?}", found.keys());
        } else {
            full += 1;
            assert_eq!(code, "1\n", "{error}");
            assert!(error.contains("No space left on device"), "{error}");
            assert!(found == two.old, "{free} pages free: {:?}", found.keys());
        }
    }
    assert!(full > 10 && full <= pages, "{full} of {pages} runs met a full disk");
    println!("{full} runs met a full disk");
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_that_names_it() {
    let two = Two::new(2, &[]);
    let script = "mount --bind out out && mount -o remount,ro,bind out && exec $program gen-data --unified-dir new --output-dir out";
    let Some(ran) = in_own_mounts(&two, script) else { return };
    let ran = ran.ends_with(1);
    assert!(ran.stderr.contains("out/.tunesmith.lock: Read-only file system"), "{}", ran.stderr);
    two.check_old("read-only");
}

#[test]
fn a_place_where_no_folder_can_be_made_is_an_error_that_names_it() {
    let two = Two::new(2, &[]);
    let script = "mount --bind new new && mount -o remount,ro,bind new && exec $program gen-data --unified-dir data --output-dir new/deep/out";
    let Some(ran) = in_own_mounts(&two, script) else { return };
    let ran = ran.ends_with(1);
    assert!(ran.stderr.contains("error: cannot create new/deep/out: Read-only file system"), "{}", ran.stderr);
}

#[test]
fn an_output_that_cannot_be_replaced_leaves_all_others_as_they_were() {
    // The files are put in the order of their names in the manifest, the manifest last.
    for name in ["train.jsonl", "train_optimized.jsonl", "validation_optimized.jsonl", "README.md", "manifest.json"] {
        let two = Two::new(2, &[]);
        let script =
            format!("mount --bind out/{name} out/{name} && exec $program gen-data --unified-dir new --output-dir out");
        let Some(ran) = in_own_mounts(&two, &script) else { return };
        let ran = ran.ends_with(1);
        assert!(ran.stderr.contains(&format!("error: cannot replace out/{name}: ")), "{}", ran.stderr);
        two.check_old(name);
        two.check_next_run(&[], name);
    }
}

#[test]
fn a_stale_output_that_cannot_be_removed_leaves_all_as_it_was() {
    let two = Two::new(2, &[]);
    let script = "mount --bind out/validation_optimized.jsonl out/validation_optimized.jsonl && \
        exec $program gen-data --unified-dir new --output-dir out --simple-only";
    let Some(ran) = in_own_mounts(&two, script) else { return };
    let ran = ran.ends_with(1);
    assert!(ran.stderr.contains("error: cannot remove out/validation_optimized.jsonl: "), "{}", ran.stderr);
    two.check_old("a stale output");
}
