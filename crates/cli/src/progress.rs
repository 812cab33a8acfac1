//! The progress bar.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use tunesmith_dataset::Progress;

/// Runs, and shows rows, rate and time on runs over a second, where a person is watching.
pub(crate) fn shown<T>(quiet: bool, run: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if quiet || !std::io::stderr().is_terminal() || std::env::var_os("CI").is_some() {
        return run(&progress);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let bar = scope.spawn(|| draw(&progress, &done));
        let result = run(&progress);
        done.store(true, Ordering::Release);
        bar.thread().unpark();
        result
    })
}

fn draw(progress: &Progress, done: &AtomicBool) {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(1) {
        if done.load(Ordering::Acquire) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(100));
    }
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left");
    let bar = ProgressBar::new(progress.total()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    while !done.load(Ordering::Acquire) {
        let rows = progress.rows();
        let rate = rows as f64 / started.elapsed().as_secs_f64();
        bar.set_length(progress.total());
        bar.set_position(progress.bytes());
        bar.set_message(format!("{} rows, {} rows/s", HumanCount(rows), HumanCount(rate as u64)));
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
