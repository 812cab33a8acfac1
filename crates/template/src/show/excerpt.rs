//! Lines of a source, cut to what a screen shows.

use std::ops::Range;

use crate::Source;

/// Characters of a line that are shown, and how many of them in front of the place that matters.
const WIDTH: usize = 110;
const BEFORE: usize = 45;

/// Places further apart are shown apart.
const MAX_LINES: usize = 200;

/// Some consecutive lines of a source, as shown.
pub(super) struct Excerpt {
    /// The lines, long ones cut, characters that a terminal would not show replaced.
    pub(super) text: String,
    /// Number of the first line.
    pub(super) first_line: usize,
    /// Offsets in the source, and where they are in `text`, ascending.
    places: Vec<(usize, usize)>,
}

impl Excerpt {
    /// The lines of `focus` and of the other places; each line is cut around the first of them in it.
    pub(super) fn new(source: &Source, focus: Range<usize>, others: &[Range<usize>]) -> Excerpt {
        let all = || std::iter::once(&focus).chain(others);
        let start = all().map(|range| line_start(source.text(), range.start)).min().unwrap_or_default();
        let end = all().map(|range| line_end(source.text(), range.start)).max().unwrap_or_default();
        let first_line = source.position(start).line;
        let mut excerpt = Excerpt { text: String::new(), first_line, places: Vec::new() };
        let mut at = start;
        for line in source.text()[start..end].split('\n') {
            let here = at..at + line.len();
            let mut shown = all().filter(|range| here.start <= range.start && range.start <= here.end);
            excerpt.add_line(here.clone(), source.text(), shown.next().cloned().unwrap_or(here.start..here.start));
            at = here.end + 1;
        }
        excerpt
    }

    /// Whether `range` fits into the same picture: in a near line, or in the part of this line that is shown.
    pub(super) fn reaches(&self, source: &Source, range: &Range<usize>) -> bool {
        let (first, last) = match self.places.as_slice() {
            [first, .., last] => (first.0, last.0),
            _ => return false,
        };
        let inside = first <= range.start && range.end <= last;
        let lines = source.position(range.start).line.abs_diff(self.first_line);
        inside || (1..MAX_LINES).contains(&lines)
    }

    /// Where a range of the source is in the text; what reaches beyond its line ends with it.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        let find = |offset: usize| {
            let next = self.places.partition_point(|&(source, _)| source <= offset);
            self.places[..next].last().map_or(0, |&(_, place)| place)
        };
        let start = find(range.start);
        let line = self.text[start..].find('\n').map_or(self.text.len(), |length| start + length);
        start..find(range.end).clamp(start, line)
    }

    fn add_line(&mut self, line: Range<usize>, text: &str, focus: Range<usize>) {
        if !self.places.is_empty() {
            self.text.push('\n');
        }
        let content = text[line.clone()].trim_end_matches('\r');
        let before = content[..(focus.start - line.start).min(content.len())].chars().count();
        let cut = content.chars().nth(WIDTH + 10).is_some();
        let skip = if cut { before.saturating_sub(BEFORE) } else { 0 };
        let take = if cut { WIDTH } else { usize::MAX };
        if skip > 0 {
            self.text.push('…');
        }
        let mut end = line.start;
        for (at, c) in content.char_indices().skip(skip).take(take) {
            self.places.push((line.start + at, self.text.len()));
            self.text.push(if is_hidden(c) { char::REPLACEMENT_CHARACTER } else { c });
            end = line.start + at + c.len_utf8();
        }
        self.places.push((end.max(line.start), self.text.len()));
        if end < line.start + content.len() {
            self.text.push('…');
        }
    }
}

/// Characters without width, and control characters.
fn is_hidden(c: char) -> bool {
    let control = c.is_control() && c != '\t';
    control || tunesmith_runtime::is_hidden(c)
}

fn line_start(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].rfind('\n').map_or(0, |newline| newline + 1)
}

fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    text[at..].find('\n').map_or(text.len(), |length| at + length)
}
