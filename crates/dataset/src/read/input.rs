//! A split file as a stream of bytes: found, hashed, decompressed.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};

use super::table::delimiter;
use crate::Error;

/// The endings of a split file, in the order in which they are looked for.
const ENDINGS: [&str; 12] = [
    "json",
    "jsonl",
    "json.gz",
    "jsonl.gz",
    "json.zst",
    "jsonl.zst",
    "csv",
    "tsv",
    "csv.gz",
    "tsv.gz",
    "csv.zst",
    "tsv.zst",
];

/// What to do about a Parquet file, which is not read here.
const PARQUET: &str = "the .parquet file of that name is read from Python: project.generate(inputs=…) and project.audit(inputs=…) \
                       of the wheel, see docs/python.md";

/// Bytes of a file's read buffer.
const BUFFER: usize = 1 << 18;

/// The file of a split in `folder`: its name with one of the endings.
pub(crate) fn find_split_file(folder: &Path, stem: &str) -> Result<PathBuf, Error> {
    let candidates = ENDINGS.iter().map(|ending| folder.join(format!("{stem}.{ending}")));
    let found: Vec<PathBuf> = candidates.filter(|path| path.symlink_metadata().is_ok()).collect();
    match found.as_slice() {
        [] => {
            let is_parquet = folder.join(format!("{stem}.parquet")).is_file();
            let hint = if is_parquet { PARQUET } else { "say where the splits are with --unified-dir" };
            Err(Error::NoSplitFile { folder: folder.to_owned(), stem: stem.to_owned(), hint })
        }
        [one] if !one.exists() => {
            let error = io::Error::new(io::ErrorKind::NotFound, "it is a link to a file that is not there");
            Err(Error::Io { verb: "read", path: one.clone(), error })
        }
        [one] => Ok(one.clone()),
        [first, second, ..] => Err(Error::TwoSplitFiles { first: first.clone(), second: second.clone() }),
    }
}

/// A file being read; decompressed where its first bytes say that it is compressed.
pub(crate) struct Input {
    reader: Box<dyn Read + Send>,
    hash: Arc<Mutex<Sha256>>,
    /// How cells are separated, where it is a table.
    pub(super) delimiter: Option<u8>,
}

impl Input {
    /// Opens a file.
    pub(crate) fn open(path: &Path) -> io::Result<Input> {
        Input::open_counted(path, Arc::default())
    }

    /// Opens a file; the bytes read are added to `count`.
    pub(crate) fn open_counted(path: &Path, count: Arc<AtomicU64>) -> io::Result<Input> {
        let hash = Arc::new(Mutex::new(Sha256::new()));
        let file = Hashed { file: File::open(path)?, hash: Arc::clone(&hash), count };
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Input { delimiter: delimiter(&name), ..Input::of(BufReader::with_capacity(BUFFER, file), hash)? })
    }

    /// A file that is in memory already; it is not hashed.
    pub(crate) fn of_bytes(bytes: Vec<u8>) -> io::Result<Input> {
        Input::of(io::Cursor::new(bytes), Arc::default())
    }

    fn of(mut file: impl io::BufRead + Send + 'static, hash: Arc<Mutex<Sha256>>) -> io::Result<Input> {
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic)?;
        let whole = io::Cursor::new(magic.clone()).chain(file);
        let reader: Box<dyn Read + Send> = match magic.as_slice() {
            [0x1F, 0x8B, ..] => Box::new(flate2::read::MultiGzDecoder::new(whole)),
            [0x28, 0xB5, 0x2F, 0xFD] => Box::new(zstd::stream::read::Decoder::new(whole)?),
            _ => Box::new(whole),
        };
        Ok(Input { reader, hash, delimiter: None })
    }

    /// A handle to the file's hash, which is complete once the file was read to its end.
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Arc::clone(&self.hash))
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

/// SHA-256 of the bytes read so far.
pub(crate) struct Fingerprint(Arc<Mutex<Sha256>>);

impl Fingerprint {
    /// The hash in hexadecimal.
    pub(crate) fn hex(&self) -> String {
        let hash = self.0.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |hash| hash.clone());
        tunesmith_manifest::hex(&hash.finalize())
    }
}

struct Hashed {
    file: File,
    hash: Arc<Mutex<Sha256>>,
    count: Arc<AtomicU64>,
}

impl Read for Hashed {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        if let Ok(mut hash) = self.hash.lock() {
            hash.update(&buffer[..read]);
        }
        Ok(read)
    }
}
