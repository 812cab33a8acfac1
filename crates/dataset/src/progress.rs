//! How far a run is.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::inputs::InputFile;

/// How far a run is; to be looked at from another thread. A run has one step or several.
#[derive(Debug, Default)]
pub struct Progress {
    pub(crate) rows: AtomicU64,
    pub(crate) done: Arc<AtomicU64>,
    total: AtomicU64,
    step: Mutex<&'static str>,
    stopped: AtomicBool,
}

impl Progress {
    /// Rows read so far, in all steps.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// How much of the step is done: bytes of the files, or whatever the step counts.
    pub fn done(&self) -> u64 {
        self.done.load(Ordering::Relaxed)
    }

    /// How much the whole step is.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Asks the run to end without having written anything: it reads no further, and fails as where a file cannot be read.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Whether it was asked to end.
    pub fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// What is being done.
    pub fn step(&self) -> &'static str {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a step.
    ///
    /// ```
    /// let progress = tunesmith_dataset::Progress::default();
    /// progress.begin("comparing texts", 200);
    /// progress.advance(50);
    /// assert_eq!((progress.step(), progress.done(), progress.total()), ("comparing texts", 50, 200));
    /// ```
    pub fn begin(&self, step: &'static str, total: u64) {
        *self.step.lock().unwrap_or_else(PoisonError::into_inner) = step;
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    /// Says that so much more of the step is done.
    pub fn advance(&self, more: u64) {
        self.done.fetch_add(more, Ordering::Relaxed);
    }

    /// Begins a step that reads these files `passes` times.
    pub(crate) fn begin_reading(&self, step: &'static str, files: &[InputFile], passes: u64) {
        let size = |file: &InputFile| std::fs::metadata(&file.path).map_or(0, |meta| meta.len());
        self.begin(step, files.iter().map(size).sum::<u64>() * passes);
    }
}
