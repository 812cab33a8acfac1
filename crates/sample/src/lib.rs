//! Writes the synthetic sample of unified split files: `unified_train.json`, `unified_val.json` and
//! `unified_test.json`.
//!
//! Every row is made up, from the word lists in this crate. The same seed gives the same bytes on every
//! machine. A row depends on the seed and its number alone, so that ten million rows need no more memory
//! than ten.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let dir = tempfile::tempdir()?;
//! let written = tunesmith_sample::write(dir.path(), tunesmith_sample::DEFAULT_SEED, Some(30))?;
//! assert_eq!(written.iter().map(|file| file.rows).sum::<u64>(), 30);
//!
//! let differences = tunesmith_sample::check(dir.path(), tunesmith_sample::DEFAULT_SEED, Some(30))?;
//! assert!(differences.is_empty());
//! # Ok(())
//! # }
//! ```

mod check;
mod persona;
mod phrases;
mod plan;
mod record;
mod rng;
mod style;
mod text;

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serializer;

pub use crate::check::{Difference, check};
pub use crate::plan::DEFAULT_ROWS;

use crate::plan::FilePlan;
use crate::record::Ids;

/// The seed of the files in `data/processed/unified/`.
pub const DEFAULT_SEED: u64 = 20_260_101;

/// The most rows that a sample can have: 10^12.
pub const MAX_ROWS: u64 = 1_000_000_000_000;

/// A file that [`write()`] made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// How many records it has.
    pub rows: u64,
}

/// Writes the three files into `dir`, which is created where it is missing; files that are there already
/// are replaced.
///
/// `rows` is the number of rows of all files together, [`DEFAULT_ROWS`] where it is `None`. Any other number
/// is divided over files, splits and labels in the same proportions. From three rows on, each file has
/// at least one row, and one whose split is the file's.
///
/// # Errors
///
/// Where a file cannot be written, or `rows` is more than [`MAX_ROWS`].
pub fn write(dir: &Path, seed: u64, rows: Option<u64>) -> io::Result<Vec<Written>> {
    let sample = Sample::plan(seed, rows)?;
    fs::create_dir_all(dir).map_err(|error| explain("create", dir, &error))?;
    sample.files.iter().map(|file| write_file(dir, &sample, file)).collect()
}

fn write_file(dir: &Path, sample: &Sample, file: &FilePlan) -> io::Result<Written> {
    let path = dir.join(file.name);
    let out = File::create(&path).map_err(|error| explain("create", &path, &error))?;
    let mut out = BufWriter::with_capacity(1 << 18, out);
    sample.emit(file, &mut out).and_then(|()| out.flush()).map_err(|error| explain("write", &path, &error))?;
    Ok(Written { path, rows: file.rows })
}

/// Everything that is decided before the first row is made.
struct Sample {
    seed: u64,
    ids: Ids,
    files: Vec<FilePlan>,
}

impl Sample {
    fn plan(seed: u64, rows: Option<u64>) -> io::Result<Self> {
        let rows = rows.unwrap_or(DEFAULT_ROWS);
        if rows > MAX_ROWS {
            let message = format!("{rows} rows asked for, {MAX_ROWS} is the most");
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        Ok(Self { seed, ids: Ids::new(seed, rows), files: plan::files(seed, rows) })
    }

    /// Writes the bytes of `file`, one row after the other.
    fn emit(&self, file: &FilePlan, out: &mut impl Write) -> io::Result<()> {
        let rows = (0..file.rows).map(|index| record::make(file, &self.ids, self.seed, index));
        serde_json::Serializer::pretty(&mut *out).collect_seq(rows)?;
        out.write_all(b"\n")
    }
}

/// Adds verb and path to an error of the file system.
fn explain(verb: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{verb} {}: {error}", path.display()))
}
