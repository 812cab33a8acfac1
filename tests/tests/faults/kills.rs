//! Runs that end by a signal, at moments all over their life.

use std::fs;
use std::process::{Child, Command};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use tunesmith_tests::{run, start};

use crate::{Random, Two, new_args};

/// How many runs are killed.
const KILLS: u64 = 220;

/// Starts a run from the old or the new splits.
fn start_run(two: &Two, old: bool) -> Child {
    if old { start(&mut two.bench.command(&[])) } else { start(&mut two.bench.tunesmith(&new_args(&[]))) }
}

/// Waits a random time of a run's life; half of the times until the commit is near.
fn wait_for_a_moment(two: &Two, child: &mut Child, random: &mut Random, life: Duration) {
    let started = Instant::now();
    if random.below(2) == 0 {
        let moment = Duration::from_micros(random.below(life.as_micros() as u64 + 1));
        std::thread::sleep(moment);
        return;
    }
    let manifest = two.bench.path("out/.tunesmith-tmp/manifest.json");
    while !manifest.exists() && child.try_wait().unwrap().is_none() && started.elapsed() < 20 * life {
        std::hint::spin_loop();
    }
    let more = Duration::from_micros(random.below(3_000));
    let reached = Instant::now();
    while reached.elapsed() < more {
        std::hint::spin_loop();
    }
}

/// Reads every output again and again; counts the reads.
fn watch(two: &Two, done: &AtomicBool, reads: &AtomicU64) {
    while !done.load(Ordering::Acquire) {
        for name in two.old.keys() {
            let bytes = fs::read(two.bench.path("out").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(two.is_whole(name, &bytes), "a reader met a partial {name} of {} bytes", bytes.len());
            reads.fetch_add(1, Ordering::Relaxed);
        }
    }
}

#[test]
fn a_run_killed_at_any_moment_leaves_whole_files_and_the_next_one_succeeds() {
    let two = Two::new(120, &[]);
    let started = Instant::now();
    two.check_next_run(&[], "before");
    let life = started.elapsed();
    let (done, reads, mut random) = (AtomicBool::new(false), AtomicU64::new(0), Random(0x5eed));
    let (mut killed, mut torn) = (0, 0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| watch(&two, &done, &reads));
        for round in 0.. {
            if killed == KILLS || reader.is_finished() {
                break;
            }
            let mut child = start_run(&two, round % 2 == 0);
            wait_for_a_moment(&two, &mut child, &mut random, life);
            child.kill().unwrap();
            killed += u64::from(child.wait().unwrap().code().is_none());
            two.check_whole(&format!("kill {killed}"));
            torn += u64::from(two.bench.verify().code != Some(0));
            if round % 20 == 0 {
                two.check_next_run(&[], &format!("after kill {killed}"));
            }
        }
        done.store(true, Ordering::Release);
    });
    two.check_next_run(&[], "at the end");
    assert_eq!(killed, KILLS);
    assert!(reads.into_inner() > KILLS);
    println!("{killed} runs killed, {torn} of them between two files");
}

/// Ends runs by a signal that asks.
#[track_caller]
fn check_signal(signal: &str, seed: u64) {
    let two = Two::new(60, &[]);
    let mut random = Random(seed);
    let life = Duration::from_millis(60);
    for round in 0..15 {
        let mut child = start_run(&two, round % 2 == 0);
        wait_for_a_moment(&two, &mut child, &mut random, life);
        if child.try_wait().unwrap().is_none() {
            // Not waited for yet, so that the number is still this run's, even if it has ended.
            run(Command::new("kill").args([signal, &child.id().to_string()])).ends_with(0);
            child.wait().unwrap();
        }
        two.check_whole(&format!("{signal} {round}"));
    }
    two.check_next_run(&[], signal);
}

#[test]
fn an_interrupted_run_leaves_whole_files() {
    check_signal("-INT", 0x1234);
}

#[test]
fn a_terminated_run_leaves_whole_files() {
    check_signal("-TERM", 0x4321);
}

#[test]
fn the_first_run_in_a_folder_can_be_killed_too() {
    let two = Two::new(60, &[]);
    let mut random = Random(0xf1f0);
    for _ in 0..20 {
        fs::remove_dir_all(two.bench.path("out")).unwrap();
        let mut child = start_run(&two, false);
        wait_for_a_moment(&two, &mut child, &mut random, Duration::from_millis(60));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = two.bench.outputs();
        let whole = found.iter().filter(|(name, _)| !name.starts_with('.'));
        assert!(whole.clone().all(|(name, bytes)| two.new[name] == *bytes), "{:?}", found.keys());
        // Without its manifest a folder is not whole.
        let complete = whole.count() == two.new.len();
        assert_eq!(two.bench.verify().code, Some(i32::from(!complete)));
        two.check_next_run(&[], "after a first run");
    }
}
