//! A split file in chunks of whole records, with the place where each begins.

use std::borrow::Cow;
use std::io::{self, Read};
use std::ops::Range;

use tunesmith_runtime::Schema;
use tunesmith_template::Position;

use super::input::Input;
use super::scan::{self, Expect, LONGEST, Layout};
use super::table::{self, Ragged, Table};
use super::{dictionary, shape};

/// Bytes of records that are worked on at a time: their output fits the second-level cache.
const CHUNK: usize = 1 << 16;

/// Bytes that are shown of a place that cannot be read.
const EXCERPT: usize = 300;

/// Whole records and where they stand in the file.
#[derive(Debug)]
pub(crate) struct Chunk {
    /// Bytes of the file, from the end of the chunk before.
    bytes: Vec<u8>,
    /// Place of the first byte.
    start: Position,
    /// Number of the first record, from 1.
    first: u64,
    /// Where the records stand in `bytes`.
    records: Vec<Range<usize>>,
    /// Of a table's records, which are no longer as they stand in the file, their places there.
    places: Vec<Position>,
}

impl Default for Chunk {
    fn default() -> Chunk {
        Chunk { bytes: Vec::new(), start: START, first: 1, records: Vec::new(), places: Vec::new() }
    }
}

impl Chunk {
    /// Rows that were cut by somebody else; `first` is the number of the first one, and of its line.
    pub(crate) fn of_texts<'t>(first: u64, texts: impl IntoIterator<Item = &'t [u8]>) -> Chunk {
        let (mut bytes, mut records) = (Vec::new(), Vec::new());
        for text in texts {
            let start = bytes.len();
            bytes.extend_from_slice(text);
            records.push(start..bytes.len());
            bytes.push(b'\n');
        }
        let start = Position { line: usize::try_from(first).unwrap_or(1), column: 1 };
        Chunk { bytes, start, first, records, places: Vec::new() }
    }

    /// Rows whose text nobody asks for.
    pub(crate) fn of_stubs(first: u64, count: usize) -> Chunk {
        Chunk { records: vec![0..2; count], ..Chunk::of_texts(first, [b"{}".as_slice()]) }
    }

    /// Bytes in it.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The records, in their order.
    pub(crate) fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows_of(0..self.records.len())
    }

    /// Some of the records, by their places among these.
    pub(crate) fn rows_of(&self, places: Range<usize>) -> impl Iterator<Item = Row<'_>> {
        (places.start..places.end.min(self.records.len())).map(|index| Row { chunk: self, index })
    }
}

/// A record of a chunk: its bytes, and where they stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row<'c> {
    chunk: &'c Chunk,
    index: usize,
}

impl<'c> Row<'c> {
    /// Number of the record in its file, from 1.
    pub(crate) fn number(self) -> u64 {
        self.chunk.first + self.index as u64
    }

    /// The record's bytes.
    pub(crate) fn bytes(self) -> &'c [u8] {
        &self.chunk.bytes[self.chunk.records[self.index].clone()]
    }

    /// The record's text; what is not UTF-8 in it is replaced.
    pub(crate) fn text(self) -> Cow<'c, str> {
        String::from_utf8_lossy(self.bytes())
    }

    /// Place of the record's first character.
    pub(crate) fn position(self) -> Position {
        if let Some(place) = self.chunk.places.get(self.index) {
            return *place;
        }
        advance(self.chunk.start, &self.chunk.bytes[..self.chunk.records[self.index].start])
    }
}

/// Why a file cannot be read on.
#[derive(Debug)]
pub(crate) enum ReadFailure {
    /// The system says so.
    Io(io::Error),
    /// The file is not an array of records, nor lines of them.
    Syntax {
        /// Where.
        position: Position,
        /// The text from there on, cut.
        excerpt: String,
        /// What is wrong.
        message: String,
        /// What to do.
        help: &'static str,
    },
}

/// Reads a file chunk by chunk.
pub(crate) struct Chunks<'s> {
    input: Input,
    schema: &'s Schema,
    layout: Option<Layout>,
    /// Where it is one, a table whose first line was read.
    table: Option<Table>,
    /// Bytes that are read and not yet handed out.
    pending: Vec<u8>,
    position: Position,
    records: u64,
    at_end: bool,
}

impl<'s> Chunks<'s> {
    /// Begins at the start of a file of records by a schema.
    pub(crate) fn new(input: Input, schema: &'s Schema) -> Chunks<'s> {
        Chunks {
            input,
            schema,
            layout: None,
            table: None,
            pending: Vec::new(),
            position: START,
            records: 0,
            at_end: false,
        }
    }

    /// Fills `chunk` with the next records; false at the end of the file.
    pub(crate) fn next(&mut self, chunk: &mut Chunk) -> Result<bool, ReadFailure> {
        if let Some(delimiter) = self.input.delimiter {
            return self.next_of_table(delimiter, chunk);
        }
        let mut wanted = CHUNK;
        loop {
            self.fill(wanted)?;
            let layout = self.layout()?;
            let scan = match layout {
                Layout::Array(mut expect) => {
                    let scan = scan::array(&self.pending, &mut expect);
                    self.layout = Some(Layout::Array(expect));
                    scan
                }
                Layout::Lines => scan::lines(&self.pending, self.at_end),
            };
            if !scan.records.is_empty() {
                self.hand_out(chunk, scan.records, scan.consumed);
                return Ok(true);
            }
            if let Some((at, expected)) = scan.unexpected {
                return Err(self.unexpected(at, expected));
            }
            self.check_length(scan.consumed, "a string that never ends, or a file that is not a split")?;
            if self.at_end {
                return self.finish(scan.consumed).map(|()| false);
            }
            self.drop_front(scan.consumed);
            wanted = (self.pending.len() * 2).max(CHUNK);
        }
    }

    /// The same for a table, whose records become JSON.
    fn next_of_table(&mut self, delimiter: u8, chunk: &mut Chunk) -> Result<bool, ReadFailure> {
        chunk.bytes.clear();
        chunk.records.clear();
        chunk.places.clear();
        (chunk.start, chunk.first) = (self.position, self.records + 1);
        let mut wanted = CHUNK;
        loop {
            self.fill(wanted)?;
            let mut table = match self.table.take() {
                Some(table) => table,
                None => match self.open_table(delimiter)? {
                    Some(table) => table,
                    None => {
                        wanted = self.more(wanted)?;
                        continue;
                    }
                },
            };
            let (mut consumed, mut position) = (0, self.position);
            let ended = loop {
                let blank = table::blank(&self.pending[consumed..]).end;
                position = advance(position, &self.pending[consumed..consumed + blank]);
                consumed += blank;
                let (rest, start) = (&self.pending[consumed..], chunk.bytes.len());
                if rest.is_empty() {
                    break Ok(());
                }
                match table.record(rest, self.at_end, &mut chunk.bytes) {
                    None => break Ok(()),
                    Some(Err(ragged)) => break Err(ragged),
                    Some(Ok(length)) => {
                        chunk.records.push(start..chunk.bytes.len());
                        chunk.bytes.push(b'\n');
                        chunk.places.push(position);
                        position = advance(position, &rest[..length]);
                        consumed += length;
                    }
                }
            };
            self.table = Some(table);
            if let Err(Ragged { message, help }) = ended {
                return Err(self.syntax(consumed, message, help));
            }
            self.drop_front(consumed);
            self.records += chunk.records.len() as u64;
            if !chunk.records.is_empty() {
                return Ok(true);
            }
            if self.at_end {
                return self.finish(0).map(|()| false);
            }
            wanted = self.more(wanted)?;
        }
    }

    /// How many bytes are read where those at hand are not enough.
    fn more(&self, wanted: usize) -> Result<usize, ReadFailure> {
        self.check_length(0, "a quote that is never closed, or a file that is not a split")?;
        Ok((self.pending.len() * 2).max(wanted))
    }

    /// Refuses a record, begun at this place of what is pending, that is too long.
    fn check_length(&self, at: usize, help: &'static str) -> Result<(), ReadFailure> {
        if self.pending.len() - at <= LONGEST {
            return Ok(());
        }
        Err(self.syntax(at, format!("record {} is longer than 16 MiB", self.records + 1), help))
    }

    /// Reads the first line of a table; nothing where it is not whole yet.
    fn open_table(&mut self, delimiter: u8) -> Result<Option<Table>, ReadFailure> {
        if self.pending.starts_with(b"\xEF\xBB\xBF") {
            self.pending.drain(..3);
        }
        if let Some(encoding) = other_encoding(&self.pending) {
            return Err(self.syntax(0, encoding.to_owned(), "save it as UTF-8"));
        }
        self.drop_front(table::blank(&self.pending).end);
        if self.pending.is_empty() && self.at_end {
            return Err(self.syntax(0, "the file is empty".to_owned(), "the first line of a table names its columns"));
        }
        match Table::open(&self.pending, delimiter, self.schema, self.at_end) {
            None => Ok(None),
            Some(Err(Ragged { message, help })) => Err(self.syntax(0, message, help)),
            Some(Ok((table, consumed))) => {
                self.drop_front(consumed);
                Ok(Some(table))
            }
        }
    }

    /// Reads until `wanted` bytes are pending or the file ends.
    fn fill(&mut self, wanted: usize) -> Result<(), ReadFailure> {
        let missing = wanted.saturating_sub(self.pending.len());
        if self.at_end || missing == 0 {
            return Ok(());
        }
        let read = self.input.by_ref().take(missing as u64).read_to_end(&mut self.pending).map_err(ReadFailure::Io)?;
        self.at_end = read < missing;
        Ok(())
    }

    /// The layout, by the first character; a byte order mark is taken off.
    fn layout(&mut self) -> Result<Layout, ReadFailure> {
        if let Some(layout) = self.layout {
            return Ok(layout);
        }
        if self.pending.starts_with(b"\xEF\xBB\xBF") {
            self.pending.drain(..3);
        }
        while !self.at_end && self.pending.trim_ascii_start().is_empty() {
            self.drop_front(self.pending.len());
            self.fill(CHUNK)?;
        }
        if let Some(encoding) = other_encoding(&self.pending) {
            return Err(self.syntax(0, encoding.to_owned(), "save it as UTF-8"));
        }
        let rest = self.pending.trim_ascii_start();
        let text = || String::from_utf8_lossy(rest);
        let (fault, help) = match rest {
            [b'[', ..] => return Ok(*self.layout.insert(Layout::Array(Expect::Open))),
            // A pretty-printed object begins so; taken for lines, each of them would be a finding.
            [b'{', b'\n' | b'\r', ..] => match shape(&text()).or_else(|| dictionary(&text())) {
                Some((what, help)) => (format!("the file is {what}"), help),
                None => ("one JSON object over several lines".to_owned(), HELP),
            },
            [b'{', ..] => return Ok(*self.layout.insert(Layout::Lines)),
            [_, ..] => ("neither an array of records nor one record a line".to_owned(), HELP),
            [] => return Err(self.syntax(0, "the file is empty".to_owned(), HELP)),
        };
        Err(self.syntax(self.pending.len() - rest.len(), fault, help))
    }

    fn hand_out(&mut self, chunk: &mut Chunk, records: Vec<Range<usize>>, consumed: usize) {
        let count = records.len() as u64;
        chunk.start = self.position;
        chunk.first = self.records + 1;
        chunk.records = records;
        chunk.places.clear();
        chunk.bytes.clear();
        chunk.bytes.extend_from_slice(&self.pending[..consumed]);
        self.records += count;
        self.drop_front(consumed);
    }

    fn drop_front(&mut self, count: usize) {
        self.position = advance(self.position, &self.pending[..count]);
        self.pending.drain(..count);
    }

    /// The file has ended: was it whole?
    fn finish(&mut self, consumed: usize) -> Result<(), ReadFailure> {
        let whole = !matches!(self.layout, Some(Layout::Array(expect)) if expect != Expect::End);
        if !whole {
            let message = if consumed < self.pending.len() {
                format!("the file ends in the middle of record {}", self.records + 1)
            } else {
                format!("the file ends behind record {}, before the closing `]`", self.records)
            };
            return Err(self.syntax(
                self.pending.len(),
                message,
                "half a file is not taken for a whole one; copy it again",
            ));
        }
        if self.records == 0 {
            return Err(self.syntax(0, "the file holds no records".to_owned(), "nothing could be trained on it"));
        }
        Ok(())
    }

    fn unexpected(&self, at: usize, expected: &'static str) -> ReadFailure {
        if self.pending[at..].starts_with(b"\xEF\xBB\xBF") {
            return self.syntax(at, BOM_INSIDE.to_owned(), BOM_HELP);
        }
        let found =
            String::from_utf8_lossy(&self.pending[at..(at + 4).min(self.pending.len())]).chars().next().unwrap_or(' ');
        let after = if self.records == 0 { String::new() } else { format!(" behind record {}", self.records) };
        self.syntax(at, format!("expected {expected}{after}, found `{}`", found.escape_debug()), HELP)
    }

    fn syntax(&self, at: usize, message: String, help: &'static str) -> ReadFailure {
        let position = advance(self.position, &self.pending[..at]);
        let line = self.pending[at..].split(|&byte| byte == b'\n').next().unwrap_or_default();
        let excerpt = String::from_utf8_lossy(&line[..line.len().min(EXCERPT)]).into_owned();
        ReadFailure::Syntax { position, excerpt, message, help }
    }
}

/// The place of a file's first character.
const START: Position = Position { line: 1, column: 1 };

/// What is said of a byte order mark that is not at the file's start.
pub(super) const BOM_INSIDE: &str = "a byte order mark in the middle of the file, where another file was appended";
const BOM_HELP: &str = "remove it, and the brackets between the two lists";

/// What a file is that is not UTF-8, by its first bytes.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => Some("the file is UTF-32"),
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some("the file is UTF-16"),
        [0, 0, 0, 0, ..] => Some("the file begins with zeros: it was not written to its end"),
        [b'[' | b'{', 0, 0, 0, ..] | [0, 0, 0, b'[' | b'{', ..] => Some("the file is UTF-32"),
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => Some("the file is UTF-16"),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => Some("the file is UTF-16"),
        [0, ..] | [_, 0, ..] => Some("the file is no text"),
        _ => None,
    }
}

const HELP: &str = "a split file is a JSON array of records, or JSON Lines: one record a line";

/// The place behind `bytes`.
fn advance(from: Position, bytes: &[u8]) -> Position {
    let chars = |bytes: &[u8]| bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count();
    match memchr::memrchr(b'\n', bytes) {
        Some(last) => Position {
            line: from.line + memchr::memchr_iter(b'\n', &bytes[..=last]).count(),
            column: chars(&bytes[last + 1..]) + 1,
        },
        None => Position { line: from.line, column: from.column + chars(bytes) },
    }
}
