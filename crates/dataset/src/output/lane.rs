//! What happens to the blocks of an output: written and hashed side by side, or compressed.

use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use super::Output;
use crate::{Compression, Error};

/// Takes the blocks of one output in order.
pub(crate) struct Lane {
    /// The output that it works for.
    pub(crate) output: Output,
    path: PathBuf,
    kind: Kind,
}

enum Kind {
    Write(File),
    Hash(Box<Sha256>, Count),
    Compress(zstd::stream::write::Encoder<'static, HashedFile>, u64),
}

/// What went through a lane.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    bytes: u64,
    lines: u64,
}

/// What a finished lane knows of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) output: Output,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    pub(crate) sha256: String,
}

impl Lane {
    /// The lanes that write `file` and hash what it will hold.
    pub(crate) fn of(
        output: Output,
        path: PathBuf,
        file: File,
        compress: Option<Compression>,
    ) -> Result<Vec<Lane>, Error> {
        let lane = |kind| Lane { output, path: path.clone(), kind };
        match compress {
            None => Ok(vec![lane(Kind::Write(file)), lane(Kind::Hash(Box::default(), Count::default()))]),
            Some(Compression::Zstd) => {
                let hashed = HashedFile { file, hash: Sha256::new(), bytes: 0 };
                let encoder = zstd::stream::write::Encoder::new(hashed, 3).map_err(Error::io("compress", &path))?;
                Ok(vec![lane(Kind::Compress(encoder, 0))])
            }
        }
    }

    /// Takes the next block.
    pub(crate) fn take(&mut self, block: &[u8]) -> Result<(), Error> {
        let taken = match &mut self.kind {
            Kind::Write(file) => file.write_all(block),
            Kind::Hash(hash, count) => {
                hash.update(block);
                count.bytes += block.len() as u64;
                count.lines += lines(block);
                Ok(())
            }
            Kind::Compress(encoder, count) => {
                *count += lines(block);
                encoder.write_all(block)
            }
        };
        taken.map_err(Error::io("write", &self.path))
    }

    /// Brings the file to the disk; the lane that hashes knows what it holds.
    pub(crate) fn finish(self) -> Result<Option<Finished>, Error> {
        let finished = |count: Count, hash: Sha256| {
            let sha256 = tunesmith_manifest::hex(&hash.finalize());
            Finished { output: self.output, bytes: count.bytes, lines: count.lines, sha256 }
        };
        match self.kind {
            Kind::Write(file) => file.sync_all().map(|()| None),
            Kind::Hash(hash, count) => Ok(Some(finished(count, *hash))),
            Kind::Compress(encoder, lines) => encoder.finish().and_then(|hashed| {
                hashed.file.sync_all()?;
                Ok(Some(finished(Count { bytes: hashed.bytes, lines }, hashed.hash)))
            }),
        }
        .map_err(Error::io("write", &self.path))
    }
}

fn lines(block: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', block).count() as u64
}

/// A file whose bytes are hashed on their way.
struct HashedFile {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for HashedFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.hash.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
