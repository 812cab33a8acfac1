//! Says whether files are what [`write()`](crate::write()) would make.

use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::plan::FilePlan;
use crate::{Sample, explain};

/// A file that is not what [`write()`](crate::write()) would make, and the first line that shows it.
///
/// It displays as `path:line: expected …, found …`, or as `path: no such file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub path: PathBuf,
    /// The first differing line, from 1; `None` where there is no such file.
    pub line: Option<u64>,
    /// The line that should be there, with its line end; empty beyond the last.
    pub expected: String,
    /// The line that is there, with its line end; empty beyond the last.
    pub found: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match self.line {
            None => write!(f, "{path}: no such file"),
            Some(line) => {
                let (expected, found) = (shown(&self.expected), shown(&self.found));
                write!(f, "{path}:{line}: expected {expected}, found {found}")
            }
        }
    }
}

/// A line as a message shows it. The line end stays visible, since it may be the whole difference.
fn shown(line: &str) -> String {
    if line.is_empty() {
        return "the end of the file".to_owned();
    }
    let text = line.strip_suffix('\n').unwrap_or(line).trim_start();
    let end = match (text.ends_with('\r'), line.ends_with('\n')) {
        (true, _) => " with a carriage return",
        (false, false) => " without a line end",
        (false, true) => "",
    };
    format!("`{}`{end}", text.trim_end_matches('\r'))
}

/// Compares the three files in `dir` with what [`write()`](crate::write()) would make from the same
/// arguments, at most one difference a file.
///
/// # Errors
///
/// Where a file is there but cannot be read, or `rows` is more than [`MAX_ROWS`](crate::MAX_ROWS).
pub fn check(dir: &Path, seed: u64, rows: Option<u64>) -> io::Result<Vec<Difference>> {
    let sample = Sample::plan(seed, rows)?;
    let mut differences = Vec::new();
    for file in &sample.files {
        let path = dir.join(file.name);
        differences.extend(check_file(&path, &sample, file).map_err(|error| explain("read", &path, &error))?);
    }
    Ok(differences)
}

fn check_file(path: &Path, sample: &Sample, file: &FilePlan) -> io::Result<Option<Difference>> {
    let found = match File::open(path) {
        Ok(found) => BufReader::with_capacity(1 << 18, found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some(Difference {
                path: path.to_owned(),
                line: None,
                expected: String::new(),
                found: String::new(),
            }));
        }
        Err(error) => return Err(error),
    };
    let mut comparison = Comparison::new(found);
    let mut out = BufWriter::new(&mut comparison);
    let emitted = sample.emit(file, &mut out).and_then(|()| out.flush());
    // What is left in the buffer after a mismatch does not matter.
    drop(out.into_parts());
    match emitted {
        Err(error) if comparison.mismatch.is_none() => return Err(error),
        Ok(()) if comparison.mismatch.is_none() => comparison.expect_end()?,
        _ => {}
    }
    let lossy = |line: Vec<u8>| String::from_utf8_lossy(&line).into_owned();
    Ok(comparison.mismatch.map(|(expected, found)| Difference {
        path: path.to_owned(),
        line: Some(comparison.line),
        expected: lossy(expected),
        found: lossy(found),
    }))
}

/// A writer that keeps nothing: it compares each line with the next one of `found`.
struct Comparison<R> {
    found: R,
    /// The line that is being written, from 1.
    line: u64,
    expected: Vec<u8>,
    actual: Vec<u8>,
    mismatch: Option<(Vec<u8>, Vec<u8>)>,
}

impl<R: BufRead> Comparison<R> {
    fn new(found: R) -> Self {
        Self { found, line: 1, expected: Vec::new(), actual: Vec::new(), mismatch: None }
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.actual.clear();
        self.found.read_until(b'\n', &mut self.actual)?;
        if self.actual != self.expected {
            self.mismatch = Some((self.expected.clone(), self.actual.clone()));
            // The first difference is all that is asked for, so no more rows are made.
            return Err(io::Error::other("a line differs"));
        }
        self.line += 1;
        self.expected.clear();
        Ok(())
    }

    /// Looks for lines that are left over.
    fn expect_end(&mut self) -> io::Result<()> {
        self.actual.clear();
        if self.found.read_until(b'\n', &mut self.actual)? > 0 {
            self.mismatch = Some((Vec::new(), self.actual.clone()));
        }
        Ok(())
    }
}

impl<R: BufRead> Write for Comparison<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
            self.expected.extend_from_slice(piece);
            if piece.ends_with(b"\n") {
                self.end_line()?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
