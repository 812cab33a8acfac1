//! Whole processes, timed in turn.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// What the runs of one command took.
#[derive(Clone, Debug, Default)]
pub(crate) struct Measured {
    /// Wall-clock seconds, ascending.
    pub(crate) seconds: Vec<f64>,
    /// Highest resident set of any run, in KiB; 0 where the system does not say.
    pub(crate) peak: u64,
}

impl Measured {
    pub(crate) fn median(&self) -> f64 {
        self.seconds.get(self.seconds.len() / 2).copied().unwrap_or(f64::NAN)
    }

    pub(crate) fn spread(&self) -> (f64, f64) {
        (self.seconds.first().copied().unwrap_or(f64::NAN), self.seconds.last().copied().unwrap_or(f64::NAN))
    }
}

/// Runs the commands in turn, A B C A B C …, after one uncounted round, so that a slow spell of the machine
/// hits them all.
pub(crate) fn compare(commands: &[(&str, Vec<OsString>)], runs: usize) -> anyhow::Result<Vec<Measured>> {
    let mut measured = vec![Measured::default(); commands.len()];
    for run in 0..=runs {
        for ((_, command), measured) in commands.iter().zip(&mut measured) {
            let (seconds, peak) = measure(command)?;
            if run > 0 {
                measured.seconds.push(seconds);
                measured.peak = measured.peak.max(peak);
            }
        }
    }
    measured.iter_mut().for_each(|measured| measured.seconds.sort_by(f64::total_cmp));
    Ok(measured)
}

/// Runs a command; returns its wall-clock seconds and its highest resident set in KiB.
pub(crate) fn measure(command: &[OsString]) -> anyhow::Result<(f64, u64)> {
    let (program, args) = command.split_first().context("an empty command")?;
    let started = Instant::now();
    let mut child = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let (id, ended) = (child.id(), AtomicBool::new(false));
    let (status, seconds, peak) = std::thread::scope(|scope| {
        let peak = scope.spawn(|| peak(id, &ended));
        let status = child.wait();
        let seconds = started.elapsed().as_secs_f64();
        ended.store(true, Ordering::Relaxed);
        (status, seconds, peak.join().unwrap_or(0))
    });
    if !status?.success() {
        bail!("{} failed", program.to_string_lossy());
    }
    Ok((seconds, peak))
}

/// The highest resident set of a process in KiB, which Linux tells as long as it runs; looked at seldom, so as not to
/// take from it the core that it is measured on.
fn peak(id: u32, ended: &AtomicBool) -> u64 {
    let status = format!("/proc/{id}/status");
    let mut peak = 0;
    while !ended.load(Ordering::Relaxed) {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(kib.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(20));
    }
    peak
}
