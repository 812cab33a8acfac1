//! Ctrl-C and other signals, which Python sees when it is asked.

use std::time::{Duration, Instant};

use pyo3::prelude::*;

use crate::reader::Fault;

/// How long a signal waits.
pub(crate) const LOOK: Duration = Duration::from_millis(100);

/// When somebody looked last.
pub(crate) struct Signals(Instant);

impl Default for Signals {
    fn default() -> Signals {
        Signals(Instant::now())
    }
}

impl Signals {
    /// Looks, unless that was done a moment ago; an error where a signal says that the work ends.
    pub(crate) fn look(&mut self) -> Result<(), Fault> {
        if self.0.elapsed() > LOOK {
            Python::attach(|py| py.check_signals()).map_err(Fault::Python)?;
            self.0 = Instant::now();
        }
        Ok(())
    }
}
