//! Findings without personal data: what an audit shows may be sent around.

use std::sync::Arc;

use tunesmith_dataset::DataFinding;
use tunesmith_personal::{find, masked as masked_text};
use tunesmith_template::{Position, Source};

/// The finding, with a `*` for each character of personal data in the excerpts that it shows, so that places stay where
/// they are, and with masks in what it says.
pub(crate) fn masked(mut finding: DataFinding) -> DataFinding {
    finding.source = source(finding.source);
    let diagnostic = &mut finding.diagnostic;
    let in_place = |text: &mut String| *text = masked_text(text).into_owned();
    in_place(&mut diagnostic.message);
    diagnostic.record.iter_mut().for_each(|record| in_place(&mut record.id));
    diagnostic.help.iter_mut().for_each(in_place);
    for label in &mut diagnostic.labels {
        in_place(&mut label.message);
        label.record.iter_mut().for_each(|record| in_place(&mut record.id));
        label.source = label.source.take().map(|of_label| Arc::new(source(Arc::unwrap_or_clone(of_label))));
    }
    finding
}

fn source(source: Source) -> Source {
    let text = starred(source.text());
    if text == source.text() {
        return source;
    }
    let first = Position { line: source.first_line(), column: source.position(0).column };
    Source::excerpt(source.path(), text, first)
}

/// The text of a record with stars in place of personal data. Where JSON writes a string otherwise than it reads
/// (`https:\/\/…`), personal data in it may not be seen in its text: then all of the string is starred.
fn starred(text: &str) -> String {
    let ranges = find(text).into_iter().map(|found| found.range);
    let mut out = star(text, ranges);
    for string in strings(&out).into_iter().rev() {
        let read: Result<String, _> = serde_json::from_str(&out[string.start..string.end]);
        if out[string.start..string.end].contains('\\') && read.is_ok_and(|read| !find(&read).is_empty()) {
            out = star(&out, std::iter::once(string.start + 1..string.end - 1));
        }
    }
    out
}

/// As many bytes as before, so that what was found in the text is where it was: a byte is a star.
fn star(text: &str, ranges: impl Iterator<Item = std::ops::Range<usize>>) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for range in ranges {
        out.push_str(&text[at..range.start]);
        out.extend(std::iter::repeat_n('*', range.len()));
        at = range.end;
    }
    out.push_str(&text[at..]);
    out
}

/// The strings of a piece of JSON, with their quotes.
fn strings(text: &str) -> Vec<std::ops::Range<usize>> {
    let (mut strings, mut start, mut is_escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (byte, start) {
            _ if is_escaped => is_escaped = false,
            (b'\\', Some(_)) => is_escaped = true,
            (b'"', None) => start = Some(at),
            (b'"', Some(from)) => {
                strings.push(from..at + 1);
                start = None;
            }
            _ => {}
        }
    }
    strings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_is_starred_where_it_stands() {
        let text = r#"{"body": "write to jo@example.com today", "id": "1"}"#;
        assert_eq!(starred(text), r#"{"body": "write to ************** today", "id": "1"}"#);
    }

    #[test]
    fn a_string_that_hides_personal_data_behind_escapes_is_starred_whole() {
        let text = r#"{"body": "see jo\u0040example.com", "id": "1"}"#;
        let starred = starred(text);
        assert_eq!(starred.len(), text.len());
        assert!(starred.starts_with(r#"{"body": "****"#) && starred.ends_with(r#"*", "id": "1"}"#), "{starred}");
        assert_eq!(super::starred(r#"{"body": "a \"quoted\" word"}"#), r#"{"body": "a \"quoted\" word"}"#);
    }
}
