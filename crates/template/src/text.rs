//! Strings that remember where in the source each of their characters stands.

use std::ops::Range;

use crate::Span;

/// A decoded string with a map back to the source.
///
/// Offsets inside a JSON string shift at each escape, and inside a `user_template` at each doubled
/// brace; the map keeps the places where they do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    value: String,
    span: Span,
    /// (offset in `value`, offset in the source), ascending; between two entries both advance alike.
    jumps: Vec<(usize, usize)>,
}

impl Text {
    /// An empty text whose source is `span` (a string with its quotes).
    pub(crate) fn new(span: Span) -> Text {
        Text { value: String::new(), span, jumps: Vec::new() }
    }

    /// Adds characters that stand in the source as they are, from `offset` on.
    pub(crate) fn push_plain(&mut self, plain: &str, offset: usize) {
        self.jumps.push((self.value.len(), offset));
        self.value.push_str(plain);
    }

    /// Adds a character that the source writes otherwise, as an escape at `offset`.
    pub(crate) fn push_escaped(&mut self, character: char, offset: usize) {
        self.jumps.push((self.value.len(), offset));
        self.value.push(character);
    }

    /// Adds a range of another text.
    pub(crate) fn push_part(&mut self, other: &Text, range: Range<usize>) {
        let start = self.value.len();
        self.jumps.push((start, other.source_offset(range.start)));
        let first = other.jumps.partition_point(|&(value, _)| value <= range.start);
        let inside = other.jumps[first..].iter().take_while(|&&(value, _)| value < range.end);
        self.jumps.extend(inside.map(|&(value, source)| (start + value - range.start, source)));
        self.value.push_str(&other.value[range]);
    }

    /// Closes the text: `span` with its quotes; the offset behind the last character is the closing quote.
    pub(crate) fn finish(&mut self, span: Span) {
        self.span = span;
        self.jumps.push((self.value.len(), span.end.saturating_sub(1)));
    }

    /// The decoded string.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The whole string in the source, quotes included.
    pub fn span(&self) -> Span {
        self.span
    }

    /// Source offset of the character at `offset` of [`Text::value`]; for an escape its backslash.
    pub fn source_offset(&self, offset: usize) -> usize {
        let next = self.jumps.partition_point(|&(value, _)| value <= offset);
        match self.jumps[..next].last() {
            Some(&(value, source)) => source + (offset - value),
            None => self.span.start,
        }
    }

    /// Source span of a range of [`Text::value`].
    pub fn source_span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source_offset(start), self.source_offset(end))
    }

    /// The first character behind the opening quote: where a finding about something missing points.
    pub fn inside_start(&self) -> Span {
        let first = self.value.chars().next().map_or(0, char::len_utf8);
        Span::new(self.span.start + 1, self.source_offset(first).max(self.span.start + 1))
    }
}
