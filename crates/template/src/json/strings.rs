//! String literals: escapes, surrogates, and characters that may not stand there.

use super::parser::{Parser, Problem, ProblemKind, Stop};
use crate::{Span, Text};

/// What is said of a string in single quotes.
pub(super) const SINGLE_QUOTES: &str = "string in single quotes";

/// Reads the string at the cursor, which is on its opening quote.
pub(super) fn string(parser: &mut Parser<'_>) -> Result<Text, Stop> {
    let start = parser.at;
    let quote = parser.text.as_bytes()[start];
    if quote == b'\'' {
        single_quoted(parser);
    }
    let mut text = Text::new(Span::at(start));
    let first_problem = parser.problems.len();
    parser.at += 1;
    loop {
        plain_run(parser, &mut text, quote);
        match parser.peek() {
            None => {
                let help = "close the string with a double quote";
                return Err(parser.stop(Span::new(start, start + 1), "this string never ends", Some(help)));
            }
            Some(byte) if byte == quote => break,
            Some(b'\\') => escape(parser, &mut text),
            Some(_) => control(parser, &mut text, first_problem),
        }
    }
    parser.at += 1;
    text.finish(Span::new(start, parser.at));
    Ok(text)
}

fn single_quoted(parser: &mut Parser<'_>) {
    parser.single_quoted += 1;
    parser.derailed = true;
    if parser.single_quoted == 1 {
        let span = Span::new(parser.at, parser.at + 1);
        parser.report(span, SINGLE_QUOTES, Some("JSON strings stand in double quotes"));
    }
}

/// Copies up to the next quote, backslash or control character.
fn plain_run(parser: &mut Parser<'_>, text: &mut Text, quote: u8) {
    let start = parser.at;
    let bytes = &parser.text.as_bytes()[start..];
    let length = bytes.iter().position(|&byte| byte == quote || byte == b'\\' || byte < 0x20).unwrap_or(bytes.len());
    if length > 0 {
        text.push_plain(&parser.text[start..start + length], start);
        parser.at += length;
    }
}

/// A raw control character: reported, the first of its kind in a string. A line break is then taken as meant, another
/// one as unreadable, so that no rule about text finds it again.
fn control(parser: &mut Parser<'_>, text: &mut Text, first_problem: usize) {
    let start = parser.at;
    let character = char::from(parser.text.as_bytes()[start]);
    let crlf = parser.text[start..].starts_with("\r\n");
    let (message, help) = match character {
        '\n' => ("raw line break in a string".to_owned(), LINE_BREAK_HELP.to_owned()),
        '\r' if crlf => ("raw line break in a string".to_owned(), LINE_BREAK_HELP.to_owned()),
        '\t' => ("raw tab in a string".to_owned(), "write \\t".to_owned()),
        _ => {
            let code = u32::from(character);
            (format!("raw control character U+{code:04X} in a string"), format!("write \\u{code:04x}"))
        }
    };
    let length = if crlf { 2 } else { 1 };
    if !parser.problems[first_problem..].iter().any(|problem| problem.message == message) {
        parser.report(Span::new(start, start + length), &message, Some(&help));
    }
    parser.derailed |= character == '\n' || crlf;
    text.push_escaped(if character == '\n' || crlf { '\n' } else { char::REPLACEMENT_CHARACTER }, start);
    parser.at += length;
}

/// A surrogate pair.
const LONGEST_ESCAPE: usize = 12;

const LINE_BREAK_HELP: &str = "write \\n, or close the string with a double quote";

fn escape(parser: &mut Parser<'_>, text: &mut Text) {
    let start = parser.at;
    let rest = &parser.text[start..];
    // A file cut off in an escape is a string that never ends, and nothing else.
    if rest.len() < LONGEST_ESCAPE && !rest.contains('"') {
        parser.at = parser.text.len();
        return;
    }
    let escaped = parser.text.as_bytes().get(start + 1).copied();
    let simple = match escaped {
        Some(b'"') => '"',
        Some(b'\\') => '\\',
        Some(b'/') => '/',
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode_escape(parser, text),
        _ => return bad_escape(parser, text),
    };
    text.push_escaped(simple, start);
    parser.at += 2;
}

/// A backslash that begins no escape: reported, then taken literally.
fn bad_escape(parser: &mut Parser<'_>, text: &mut Text) {
    let start = parser.at;
    let shown: String = parser.text[start..].chars().take(2).collect();
    let message = format!("`{}` is not a JSON escape", shown.escape_debug().to_string().replace("\\\\", "\\"));
    parser.report(Span::new(start, start + shown.len()), &message, Some("write \\\\ for a backslash"));
    text.push_escaped('\\', start);
    parser.at += 1;
}

/// `\uXXXX`, or two of them that make a surrogate pair.
fn unicode_escape(parser: &mut Parser<'_>, text: &mut Text) {
    let start = parser.at;
    let Some(unit) = hex(parser.text, start) else { return bad_escape(parser, text) };
    let low = hex(parser.text, start + 6).filter(|low| (0xDC00..0xE000).contains(low));
    let (code, length) = match (unit, low) {
        (0xD800..0xDC00, Some(low)) => (0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00), 12),
        _ => (unit, 6),
    };
    let character = char::from_u32(code).unwrap_or_else(|| {
        lone_surrogate(parser, start);
        char::REPLACEMENT_CHARACTER
    });
    text.push_escaped(character, start);
    parser.at += length;
}

/// Reports half a pair; two halves in the wrong order are one mistake.
fn lone_surrogate(parser: &mut Parser<'_>, start: usize) {
    let half = |problem: &&mut Problem| problem.kind == ProblemKind::LoneSurrogate && problem.span.end == start;
    if let Some(problem) = parser.problems.last_mut().filter(half) {
        problem.span.end += 6;
        return;
    }
    parser.problems.push(Problem {
        kind: ProblemKind::LoneSurrogate,
        span: Span::new(start, start + 6),
        message: format!("`{}` is half of a surrogate pair", &parser.text[start..start + 6]),
        help: Some("write the character itself, or both halves: \\ud83d\\ude00".to_owned()),
        label: None,
    });
}

/// The code unit of a `\uXXXX` at `at`.
fn hex(text: &str, at: usize) -> Option<u32> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    all_hex.then(|| u32::from_str_radix(digits, 16).ok())?
}
