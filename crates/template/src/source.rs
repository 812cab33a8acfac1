//! A source file and places in it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A range of bytes in a [`Source`]'s text, end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset behind the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` up to `end`.
    pub fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The empty span at `offset`.
    pub fn at(offset: usize) -> Span {
        Span::new(offset, offset)
    }

    /// The span as a range, to slice with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// Line and column, both from 1; a column counts Unicode scalar values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, from 1. LF ends a line.
    pub line: usize,
    /// Column, from 1, in Unicode scalar values.
    pub column: usize,
}

/// A file's path, as messages show it, and its text.
///
/// A byte order mark is taken off the text (and remembered), so that it counts nothing in positions.
///
/// ```
/// use tunesmith_template::Source;
///
/// let source = Source::new("greet.json", "{\n  \"é\": 1\n}");
/// let one = source.text().find('1').unwrap();
/// let position = source.position(one);
/// assert_eq!((position.line, position.column), (2, 8));
/// ```
/// Its serialised form is path, text and first place: what a finding needs to be shown elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "SourceParts", from = "SourceParts")]
pub struct Source {
    path: String,
    text: String,
    bom: bool,
    invalid_utf8: Option<usize>,
    unreadable: Option<String>,
    line_starts: Vec<usize>,
    first: Position,
    /// Characters in front of each block of [`BLOCK`] bytes, so that columns of long lines cost nothing.
    counts: Vec<usize>,
}

const BLOCK: usize = 1024;

/// What is serialised of a [`Source`].
#[derive(Serialize, Deserialize)]
struct SourceParts {
    path: String,
    text: String,
    first: Position,
}

impl From<Source> for SourceParts {
    fn from(source: Source) -> SourceParts {
        SourceParts { path: source.path, text: source.text, first: source.first }
    }
}

impl From<SourceParts> for Source {
    fn from(excerpt: SourceParts) -> Source {
        Source::excerpt(excerpt.path, excerpt.text, excerpt.first)
    }
}

impl Source {
    /// A source from text.
    pub fn new(path: impl Into<String>, text: impl AsRef<str>) -> Source {
        Source::from_bytes(path, text.as_ref().as_bytes())
    }

    /// A source from bytes; where they stop being UTF-8 is kept for [`Source::invalid_utf8`].
    pub fn from_bytes(path: impl Into<String>, bytes: &[u8]) -> Source {
        let (bom, bytes) = match bytes.strip_prefix(b"\xEF\xBB\xBF") {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let invalid_utf8 = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
        let text = String::from_utf8_lossy(bytes).into_owned();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let first = Position { line: 1, column: 1 };
        let counts = text.as_bytes().chunks(BLOCK).scan(0, |sum, block| {
            let before = *sum;
            *sum += characters(block);
            Some(before)
        });
        let counts = counts.collect();
        Source { path: path.into(), text, bom, invalid_utf8, unreadable: None, line_starts, first, counts }
    }

    /// A file that cannot be read, which whoever named it must hear of; `reason` is what the system said.
    ///
    /// ```
    /// use tunesmith_template::{Levels, Source, check, doc};
    ///
    /// let mut files = doc::files();
    /// files.schema = Source::unreadable("data/ticket.schema.json", "no such file");
    /// let checked = check(&files, &Levels::default(), None);
    /// let finding = &checked.reports[0].diagnostics[0];
    /// assert_eq!(finding.message, "cannot read `data/ticket.schema.json`: no such file");
    /// ```
    pub fn unreadable(path: impl Into<String>, reason: impl Into<String>) -> Source {
        Source { unreadable: Some(reason.into()), ..Source::new(path, "") }
    }

    /// A piece of a larger file: `text` begins at `first` there.
    pub fn excerpt(path: impl Into<String>, text: impl AsRef<str>, first: Position) -> Source {
        Source { first, ..Source::new(path, text) }
    }

    /// Number of the text's first line in its file.
    pub fn first_line(&self) -> usize {
        self.first.line
    }

    /// The path, as messages show it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the file began with a byte order mark.
    pub fn has_bom(&self) -> bool {
        self.bom
    }

    /// Offset of the first byte that is not UTF-8; the text holds U+FFFD from there on.
    pub fn invalid_utf8(&self) -> Option<usize> {
        self.invalid_utf8
    }

    /// Why the file cannot be read, where it cannot.
    pub fn unreadable_because(&self) -> Option<&str> {
        self.unreadable.as_deref()
    }

    /// Line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        let indent = if line == 1 { self.first.column } else { 1 };
        Position {
            line: line - 1 + self.first.line,
            column: self.characters_before(offset) - self.characters_before(start) + indent,
        }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / BLOCK;
        let counted = self.counts.get(block).copied();
        let counted = counted.unwrap_or_else(|| characters(&self.text.as_bytes()[..block * BLOCK]));
        counted + characters(&self.text.as_bytes()[block * BLOCK..offset])
    }
}

/// Bytes that begin a character.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xC0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_position(bytes: &[u8], offset: usize, line: usize, column: usize) {
        let position = Source::from_bytes("x.json", bytes).position(offset);
        assert_eq!(position, Position { line, column });
    }

    #[test]
    fn columns_count_scalar_values_and_skip_the_byte_order_mark() {
        check_position(b"\xEF\xBB\xBF{}", 0, 1, 1);
        check_position("é😀x".as_bytes(), 6, 1, 3);
    }

    #[test]
    fn columns_of_long_lines_are_exact() {
        let text = "aé😀".repeat(1_000);
        for (at, (offset, _)) in text.char_indices().enumerate() {
            check_position(text.as_bytes(), offset, 1, at + 1);
        }
    }

    #[test]
    fn line_feed_ends_a_line_and_carriage_return_does_not() {
        check_position(b"a\r\nb", 3, 2, 1);
        check_position(b"a\rb", 2, 1, 3);
    }

    #[test]
    fn an_offset_behind_the_text_is_its_end() {
        check_position(b"ab\n", 99, 2, 1);
    }
}
