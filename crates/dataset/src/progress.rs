//! How far a run is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::inputs::InputFile;

/// How far a run is; to be looked at from another thread.
#[derive(Debug, Default)]
pub struct Progress {
    pub(crate) rows: AtomicU64,
    pub(crate) bytes: Arc<AtomicU64>,
    total: AtomicU64,
}

impl Progress {
    /// Rows read so far, of all passes.
    pub fn rows(&self) -> u64 {
        self.rows.load(Ordering::Relaxed)
    }

    /// Bytes of the split files read so far, of all passes.
    pub fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// Bytes that the whole run will read.
    pub fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    /// Says how many bytes `passes` over these files read.
    pub(crate) fn will_read(&self, files: &[InputFile], passes: u64) {
        let size = |file: &InputFile| std::fs::metadata(&file.path).map_or(0, |meta| meta.len());
        self.total.store(files.iter().map(size).sum::<u64>() * passes, Ordering::Relaxed);
    }
}
