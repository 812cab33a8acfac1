//! The progress bar.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use tunesmith_dataset::Progress;

/// Runs, and shows step, rows, rate and time on runs over a second, where a person is watching.
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
    let style = ProgressStyle::with_template("{prefix}  {bar:30} {percent:>3} %  {msg}{eta} left");
    let bar = ProgressBar::new(progress.total()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let (mut begun, mut rows_before) = (started, 0);
    bar.set_prefix(progress.step());
    while !done.load(Ordering::Acquire) {
        let step = progress.step();
        if step != bar.prefix() {
            // The time that is left is told by the step's own pace.
            bar.reset();
            (begun, rows_before) = (Instant::now(), progress.rows());
            bar.set_prefix(step);
        }
        bar.set_length(progress.total());
        bar.set_position(progress.done());
        bar.set_message(match progress.rows() - rows_before {
            0 => String::new(),
            rows => {
                let rate = rows as f64 / begun.elapsed().as_secs_f64();
                format!("{} rows, {} rows/s  ", HumanCount(rows), HumanCount(rate as u64))
            }
        });
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
