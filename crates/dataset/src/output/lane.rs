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
    Hash(Box<Sha256>, u64, Count),
    Compress(zstd::stream::write::Encoder<'static, HashedFile>, Count),
}

/// What went through a lane.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    lines: u64,
    /// Bytes of the longest line.
    longest: u64,
    /// Bytes of the line that has no end yet.
    open: u64,
}

/// What a finished lane knows of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    pub(crate) output: Output,
    pub(crate) bytes: u64,
    pub(crate) lines: u64,
    /// Bytes of the longest line, without its line feed.
    pub(crate) longest: u64,
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
            None => Ok(vec![lane(Kind::Write(file)), lane(Kind::Hash(Box::default(), 0, Count::default()))]),
            Some(Compression::Zstd) => {
                let hashed = HashedFile { file, hash: Sha256::new(), bytes: 0 };
                let encoder = zstd::stream::write::Encoder::new(hashed, 3).map_err(Error::io("compress", &path))?;
                Ok(vec![lane(Kind::Compress(encoder, Count::default()))])
            }
        }
    }

    /// Takes the next block.
    pub(crate) fn take(&mut self, block: &[u8]) -> Result<(), Error> {
        let taken = match &mut self.kind {
            Kind::Write(file) => file.write_all(block),
            Kind::Hash(hash, bytes, count) => {
                hash.update(block);
                *bytes += block.len() as u64;
                count.add(block);
                Ok(())
            }
            Kind::Compress(encoder, count) => {
                count.add(block);
                encoder.write_all(block)
            }
        };
        taken.map_err(Error::io("write", &self.path))
    }

    /// Brings the file to the disk; the lane that hashes knows what it holds.
    pub(crate) fn finish(self) -> Result<Option<Finished>, Error> {
        let finished = |bytes: u64, Count { lines, longest, .. }: Count, hash: Sha256| {
            let sha256 = tunesmith_manifest::hex(&hash.finalize());
            Finished { output: self.output, bytes, lines, longest, sha256 }
        };
        match self.kind {
            Kind::Write(file) => file.sync_all().map(|()| None),
            Kind::Hash(hash, bytes, count) => Ok(Some(finished(bytes, count, *hash))),
            Kind::Compress(encoder, count) => encoder.finish().and_then(|hashed| {
                hashed.file.sync_all()?;
                Ok(Some(finished(hashed.bytes, count, hashed.hash)))
            }),
        }
        .map_err(Error::io("write", &self.path))
    }
}

impl Count {
    fn add(&mut self, block: &[u8]) {
        let mut start = 0;
        for feed in memchr::memchr_iter(b'\n', block) {
            self.longest = self.longest.max(self.open + (feed - start) as u64);
            self.lines += 1;
            (self.open, start) = (0, feed + 1);
        }
        self.open += (block.len() - start) as u64;
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_over_the_ends_of_blocks() {
        let text = b"a\nbcd\n\nef\n";
        for at in 0..=text.len() {
            let mut count = Count::default();
            count.add(&text[..at]);
            count.add(&text[at..]);
            assert_eq!((count.lines, count.longest, count.open), (4, 3, 0), "{at}");
        }
    }
}
