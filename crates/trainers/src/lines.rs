//! A file as lines, by large blocks: what is in memory is one block and the line that reaches beyond it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use memchr::memchr;

/// Bytes that are read at a time: they stay in the second-level cache while they are looked at.
const BLOCK: usize = 1 << 18;

/// The longest line; a longer one is none.
const LONGEST: usize = 256 << 20;

/// A line without its line feed.
pub(crate) struct Line<'l> {
    pub(crate) bytes: &'l [u8],
    /// Whether a line feed ends it.
    pub(crate) is_ended: bool,
}

/// What is read next.
pub(crate) enum Next<'l> {
    Line(Line<'l>),
    /// A line without end, of which this is the beginning.
    TooLong(&'l [u8]),
    End,
}

/// Reads a file line by line; decompressed where its first bytes say that it is gzip or zstd.
pub(crate) struct Lines {
    reader: Box<dyn Read>,
    buffer: Vec<u8>,
    /// What is read and not yet handed out.
    start: usize,
    end: usize,
    at_end: bool,
    is_compressed: bool,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> io::Result<Lines> {
        let mut file = File::open(path)?;
        let mut magic = Vec::new();
        file.by_ref().take(4).read_to_end(&mut magic)?;
        let (is_gzip, is_zstd) = (magic.starts_with(&[0x1F, 0x8B]), magic == [0x28, 0xB5, 0x2F, 0xFD]);
        let whole = io::Cursor::new(magic).chain(file);
        let reader: Box<dyn Read> = match (is_gzip, is_zstd) {
            (true, _) => Box::new(MultiGzDecoder::new(whole)),
            (_, true) => Box::new(zstd::Decoder::new(whole)?),
            _ => Box::new(whole),
        };
        let is_compressed = is_gzip || is_zstd;
        Ok(Lines { reader, buffer: vec![0; BLOCK], start: 0, end: 0, at_end: false, is_compressed })
    }

    /// Whether the file is compressed.
    pub(crate) fn is_compressed(&self) -> bool {
        self.is_compressed
    }

    /// The first bytes, which are still read as lines.
    pub(crate) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.start < wanted && !self.at_end {
            self.fill()?;
        }
        Ok(&self.buffer[self.start..self.end.min(self.start + wanted)])
    }

    pub(crate) fn next(&mut self) -> io::Result<Next<'_>> {
        let mut looked = 0;
        loop {
            let rest = &self.buffer[self.start..self.end];
            if let Some(feed) = memchr(b'\n', &rest[looked..]) {
                let from = self.start;
                self.start += looked + feed + 1;
                return Ok(Next::Line(Line { bytes: &self.buffer[from..self.start - 1], is_ended: true }));
            }
            looked = rest.len();
            if self.at_end {
                let from = self.start;
                self.start = self.end;
                let bytes = &self.buffer[from..self.end];
                return Ok(if bytes.is_empty() { Next::End } else { Next::Line(Line { bytes, is_ended: false }) });
            }
            if looked > LONGEST {
                return Ok(Next::TooLong(&self.buffer[self.start..self.start + 300]));
            }
            self.fill()?;
        }
    }

    /// Reads more behind what is there.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.start..self.end, 0);
        (self.start, self.end) = (0, self.end - self.start);
        if self.end == self.buffer.len() {
            self.buffer.resize(2 * self.end, 0);
        }
        let read = loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => break read?,
            }
        };
        self.at_end = read == 0;
        self.end += read;
        Ok(())
    }
}
