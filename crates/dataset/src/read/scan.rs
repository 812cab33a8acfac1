//! Where records begin and end: a scan for structure alone; what is inside a record is the parser's to judge.

use std::ops::Range;

use memchr::{memchr, memchr2};

/// The longest record; longer ones are left for the caller to refuse.
pub(crate) const LONGEST: usize = 16 << 20;

/// The two layouts of a split file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// `[{…}, {…}]`
    Array(Expect),
    /// One record a line.
    Lines,
}

/// What an array's next token may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expect {
    /// `[`
    Open,
    /// A record or `]`.
    First,
    /// A record.
    Record,
    /// `,` or `]`.
    Separator,
    /// Nothing but white space.
    End,
}

/// What a scan over the bytes at hand came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Scan {
    /// The whole records.
    pub(crate) records: Vec<Range<usize>>,
    /// How many bytes are done with.
    pub(crate) consumed: usize,
    /// A token that may not stand there: its offset, and what was expected.
    pub(crate) unexpected: Option<(usize, &'static str)>,
}

/// Finds the whole records of an array, going on from `expect`.
pub(crate) fn array(bytes: &[u8], expect: &mut Expect) -> Scan {
    let mut scan = Scan { records: Vec::new(), consumed: 0, unexpected: None };
    while let Some(at) = skip_space(bytes, scan.consumed) {
        scan.consumed = at;
        let token = bytes[at];
        *expect = match (*expect, token) {
            (Expect::Open, b'[') => Expect::First,
            (Expect::First | Expect::Record, b'{') => {
                let Some(end) = object_end(bytes, at).filter(|end| end - at <= LONGEST) else { return scan };
                scan.records.push(at..end);
                scan.consumed = end;
                *expect = Expect::Separator;
                continue;
            }
            (Expect::Separator, b',') => Expect::Record,
            (Expect::First | Expect::Separator, b']') => Expect::End,
            (expected, _) => {
                scan.unexpected = Some((at, expected.name()));
                return scan;
            }
        };
        scan.consumed = at + 1;
    }
    scan.consumed = bytes.len();
    scan
}

/// Finds the whole lines, blank ones left out; at the end of the file the last one needs no line feed.
pub(crate) fn lines(bytes: &[u8], at_end: bool) -> Scan {
    let mut scan = Scan { records: Vec::new(), consumed: 0, unexpected: None };
    while scan.consumed < bytes.len() {
        let start = scan.consumed;
        let end = match memchr(b'\n', &bytes[start..]) {
            Some(feed) => start + feed,
            None if at_end => bytes.len(),
            None => return scan,
        };
        if end - start > LONGEST {
            return scan;
        }
        let line = &bytes[start..end];
        if !line.trim_ascii().is_empty() {
            scan.records.push(start..start + line.trim_ascii_end().len());
        }
        scan.consumed = (end + 1).min(bytes.len());
    }
    scan
}

impl Expect {
    /// What was expected, for messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Expect::Open => "`[`",
            Expect::First => "a record or `]`",
            Expect::Record => "a record",
            Expect::Separator => "`,` or `]`",
            Expect::End => "nothing more",
        }
    }
}

/// Offset behind the object that opens at `start`, where it is whole.
fn object_end(bytes: &[u8], start: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = string_end(bytes, at + 1)?;
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Offset behind the closing quote of a string whose inside begins at `at`.
fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

fn skip_space(bytes: &[u8], at: usize) -> Option<usize> {
    let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    bytes[at..].iter().position(|byte| !space(byte)).map(|offset| at + offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_count() {
        let bytes = br#"[{"a": "}]\""}, {"b": [1]}]"#;
        let mut expect = Expect::Open;
        let scan = array(bytes, &mut expect);
        assert_eq!(scan.records, [1..14, 16..26]);
        assert_eq!((scan.consumed, expect), (27, Expect::End));
    }

    #[test]
    fn a_cut_record_is_left_for_later() {
        for cut in 2..13 {
            let mut expect = Expect::Open;
            let scan = array(&br#"[{"a": "}]\""}"#[..cut], &mut expect);
            assert_eq!((scan.records.len(), scan.consumed, expect), (0, 1, Expect::First), "{cut}");
        }
    }

    #[test]
    fn a_trailing_comma_is_unexpected() {
        let mut expect = Expect::Open;
        assert_eq!(array(b"[{},]", &mut expect).unexpected, Some((4, "a record")));
    }

    #[test]
    fn the_last_line_counts_only_at_the_end() {
        assert_eq!(lines(b"{}\n\n{}\n{", false).records, [0..2, 4..6]);
        assert_eq!(lines(b"{}\r\n{}", true).records, [0..2, 4..6]);
    }
}
