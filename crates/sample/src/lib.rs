//! Writes unified split files of any size, out of the committed sample.
//!
//! The rows of the sample are written in their order, round after round. The first round is the sample itself;
//! every later one varies it: see `vary.rs`. A row depends on the sample, the seed and the row's number alone, so
//! that the same seed gives the same bytes on every machine, and ten million rows need no more memory than ten.
//!
//! Invariants, each held by a test:
//! - A row depends on the sample, the seed and its number alone: the same seed gives the same bytes on every machine.
//! - Every row is sound: the run takes it without a finding.
//!
//! ```
//! # fn main() -> std::io::Result<()> {
//! let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/processed/unified");
//! let dir = tempfile::tempdir()?;
//! let written = tunesmith_sample::write(sample.as_ref(), dir.path(), 6000, tunesmith_sample::DEFAULT_SEED)?;
//! assert_eq!(written[0].path, dir.path().join("unified_train.json"));
//! assert_eq!(written.iter().map(|file| file.rows).collect::<Vec<_>>(), [4226, 599, 1175]);
//! # Ok(())
//! # }
//! ```

mod vary;

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize, Serializer};

use crate::vary::Variation;

/// The seed of the benchmark's data.
pub const DEFAULT_SEED: u64 = 20_260_101;

/// A file that [`write()`] made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Where it is.
    pub path: PathBuf,
    /// How many records it has.
    pub rows: u64,
}

/// Writes `rows` rows into the three split files of the folder `to`, which is created where it is missing; files that
/// are there already are replaced.
///
/// `from` is the folder of the committed sample; `seed` decides how its rows are varied. The files share the rows in the
/// proportions of the sample's. From three rows on, each file has at least one row whose split is the file's.
///
/// # Errors
///
/// Where a file cannot be read or written, a file of the sample has no row of its own split, or `to` is `from`.
pub fn write(from: &Path, to: &Path, rows: u64, seed: u64) -> io::Result<Vec<Written>> {
    let sample = [Split::read(from, "train")?, Split::read(from, "val")?, Split::read(from, "test")?];
    fs::create_dir_all(to).map_err(|error| explain("create", to, &error))?;
    // Nothing makes the sample again, were it written over.
    if fs::canonicalize(from).ok() == fs::canonicalize(to).ok() {
        return Err(explain("write", to, &io::Error::other("the committed sample is there")));
    }
    let variation = Variation::new(seed, sample.iter().flat_map(|split| &split.records));
    let ends = ends(rows, sample.each_ref().map(|split| split.records.len() as u64));
    let numbers = [0..ends[0], ends[0]..ends[1], ends[1]..rows];
    sample.iter().zip(numbers).map(|(split, numbers)| split.write(to, numbers, &variation)).collect()
}

/// The eleven fields, in the order in which a file has them.
#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Record {
    text: String,
    label_binary: String,
    label_multiclass: String,
    target_group_norm: String,
    persona_tag: String,
    source_dataset: String,
    is_synthetic: bool,
    rationale_text: Option<String>,
    fine_tuning_embedding: String,
    original_id: String,
    split: String,
}

/// A file of the committed sample.
struct Split {
    file: String,
    records: Vec<Record>,
    /// Index of the first row whose split is the file's.
    own: usize,
}

impl Split {
    fn read(from: &Path, name: &str) -> io::Result<Self> {
        let file = format!("unified_{name}.json");
        let path = from.join(&file);
        let parse = |bytes: Vec<u8>| Ok(serde_json::from_slice::<Vec<Record>>(&bytes)?);
        let find = |records: Vec<Record>| match records.iter().position(|record| record.split == name) {
            Some(own) => Ok((records, own)),
            None => Err(io::Error::other(format!("no row of the split {name}"))),
        };
        let read = fs::read(&path).and_then(parse).and_then(find);
        let (records, own) = read.map_err(|error| explain("read", &path, &error))?;
        Ok(Self { file, records, own })
    }

    /// Writes the rows that have these numbers, of all files together.
    fn write(&self, to: &Path, numbers: Range<u64>, variation: &Variation<'_>) -> io::Result<Written> {
        let path = to.join(&self.file);
        let out = File::create(&path).map_err(|error| explain("create", &path, &error))?;
        let mut out = BufWriter::with_capacity(1 << 18, out);
        let rows = numbers.clone().map(|number| self.row(number, &numbers, variation));
        let result = serde_json::Serializer::pretty(&mut out).collect_seq(rows).map_err(io::Error::from);
        let result = result.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush());
        result.map_err(|error| explain("write", &path, &error))?;
        Ok(Written { path, rows: numbers.end - numbers.start })
    }

    fn row(&self, number: u64, all: &Range<u64>, variation: &Variation<'_>) -> Cow<'_, Record> {
        let (index, len) = (number - all.start, self.records.len() as u64);
        // A file that ends before the first row of its own split begins with that row.
        if index == 0 && all.end - all.start <= self.own as u64 {
            return Cow::Borrowed(&self.records[self.own]);
        }
        let record = &self.records[(index % len) as usize];
        if index < len { Cow::Borrowed(record) } else { Cow::Owned(variation.of(record, number)) }
    }
}

/// Where the first two of three files end that share `rows` rows in the proportions of `lens`.
fn ends(rows: u64, lens: [u64; 3]) -> [u64; 2] {
    let all: u64 = lens.iter().sum();
    // The nearest whole number; the product may have more than 64 bits.
    let end = |len: u64| ((u128::from(rows) * u128::from(len) + u128::from(all / 2)) / u128::from(all)) as u64;
    let (first, second) = (end(lens[0]), end(lens[0] + lens[1]));
    if rows < 3 {
        return [first, second];
    }
    let first = first.clamp(1, rows - 2);
    [first, second.clamp(first + 1, rows - 1)]
}

/// Adds verb and path to an error of the file system.
fn explain(verb: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{verb} {}: {error}", path.display()))
}
