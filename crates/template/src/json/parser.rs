//! The parser proper: values, arrays, objects, and what it says of mistakes.

use super::{Kind, Member, Node, strings};
use crate::Span;

/// Deeper than any template needs and shallow enough for any stack.
const MAX_DEPTH: usize = 128;

/// A mistake in JSON text.
#[derive(Debug)]
pub struct Problem {
    /// What kind of mistake.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do instead.
    pub help: Option<String>,
    /// Another place that matters.
    pub(crate) label: Option<(Span, &'static str)>,
}

/// The kinds of mistakes in JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// It is not JSON (RFC 8259).
    Syntax,
    /// An escape is half of a surrogate pair, so that the string is no text.
    LoneSurrogate,
}

/// The value that could be read, if any, and every mistake found on the way.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) root: Option<Node>,
    pub(crate) problems: Vec<Problem>,
}

/// Parses a whole document.
///
/// Comments, trailing commas, single quotes and bad characters in strings are reported and stepped over, so
/// that the rest is still checked; anything else ends the parse with no value.
pub(crate) fn parse(text: &str) -> Parsed {
    parse_as("file", text)
}

/// Parses a whole document that messages call `what`.
pub(crate) fn parse_as(what: &'static str, text: &str) -> Parsed {
    let mut parser =
        Parser { text, what, at: 0, open: Vec::new(), problems: Vec::new(), derailed: false, single_quoted: 0 };
    let root = parser.document().ok();
    parser.count_single_quotes();
    Parsed { root, problems: parser.problems }
}

/// The parse cannot go on; the reason is among the problems.
pub(super) struct Stop;

pub(super) struct Parser<'t> {
    pub(super) text: &'t str,
    what: &'static str,
    pub(super) at: usize,
    /// Where the arrays and objects around the cursor open.
    open: Vec<usize>,
    pub(super) problems: Vec<Problem>,
    /// Whether a mistake was stepped over that may well explain the next one.
    pub(super) derailed: bool,
    /// Strings in single quotes; only the first one is reported.
    pub(super) single_quoted: usize,
}

impl<'t> Parser<'t> {
    fn document(&mut self) -> Result<Node, Stop> {
        self.skip_space();
        if self.rest().is_empty() {
            return Err(self.stop(
                Span::at(0),
                "the file is empty",
                Some("a template is one JSON object: {\"strategies\": {…}}"),
            ));
        }
        let root = self.value()?;
        self.skip_space();
        if self.rest().is_empty() {
            return Ok(root);
        }
        let message = format!("unexpected {} after the end of the document", self.found());
        Err(self.stop(self.token(), &message, Some("a file holds exactly one JSON value; remove what follows it")))
    }

    fn value(&mut self) -> Result<Node, Stop> {
        let start = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"' | b'\'') => Kind::String(strings::string(self)?),
            Some(b'-' | b'+' | b'.' | b'0'..=b'9') => self.number()?,
            _ => self.literal()?,
        };
        Ok(Node { span: Span::new(start, self.at), kind })
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Kind, Stop>) -> Result<Kind, Stop> {
        if self.open.len() == MAX_DEPTH {
            let message = format!("nested more than {MAX_DEPTH} levels deep");
            return Err(self.stop(Span::new(self.at, self.at + 1), &message, None));
        }
        self.open.push(self.at);
        let kind = inner(self);
        self.open.pop();
        kind
    }

    fn object(&mut self) -> Result<Kind, Stop> {
        self.at += 1;
        let mut members = Vec::new();
        self.items(b'}', "an object", |parser| {
            let key = parser.key()?;
            parser.skip_space();
            if parser.peek() != Some(b':') {
                let message = format!("expected `:` after the key, found {}", parser.found());
                return Err(parser.stop(parser.token(), &message, None));
            }
            parser.at += 1;
            parser.skip_space();
            let value = parser.value()?;
            members.push(Member { key, value });
            Ok(())
        })?;
        Ok(Kind::Object(members))
    }

    fn array(&mut self) -> Result<Kind, Stop> {
        self.at += 1;
        let mut nodes = Vec::new();
        self.items(b']', "an array", |parser| {
            nodes.push(parser.value()?);
            Ok(())
        })?;
        Ok(Kind::Array(nodes))
    }

    /// Comma-separated items up to `close`.
    fn items(
        &mut self,
        close: u8,
        what: &str,
        mut item: impl FnMut(&mut Self) -> Result<(), Stop>,
    ) -> Result<(), Stop> {
        let mut comma: Option<usize> = None;
        let mut first = true;
        loop {
            self.skip_space();
            if self.peek() == Some(close) {
                if let Some(at) = comma {
                    self.report(
                        Span::new(at, at + 1),
                        "trailing comma",
                        Some("remove it: JSON allows a comma only between two items"),
                    );
                }
                self.at += 1;
                return Ok(());
            }
            if !first && comma.is_none() {
                let close = close as char;
                let message = format!("expected `,` or `{close}` in {what}, found {}", self.found());
                let begins_item = self.peek().is_some_and(|byte| matches!(byte, b'"' | b'{' | b'[' | b'0'..=b'9'));
                let help = begins_item.then_some("put a comma between this and what stands before it");
                return Err(self.stop(self.token(), &message, help));
            }
            item(self)?;
            first = false;
            self.skip_space();
            comma = (self.peek() == Some(b',')).then_some(self.at);
            self.at += usize::from(comma.is_some());
        }
    }

    fn key(&mut self) -> Result<crate::Text, Stop> {
        if matches!(self.peek(), Some(b'"' | b'\'')) {
            return strings::string(self);
        }
        let message = format!("expected a key in double quotes, found {}", self.found());
        Err(self.stop(self.token(), &message, None))
    }

    fn number(&mut self) -> Result<Kind, Stop> {
        let span = self.token();
        let text = &self.text[span.range()];
        if !is_number(text) {
            let message = format!("`{text}` is not a JSON number");
            return Err(self.stop(
                span,
                &message,
                Some("no leading zero, no `+`, and a digit on both sides of a decimal point"),
            ));
        }
        self.at = span.end;
        Ok(Kind::Number(text.to_owned()))
    }

    fn literal(&mut self) -> Result<Kind, Stop> {
        let span = self.token();
        let kind = match &self.text[span.range()] {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            _ => {
                let message = format!("expected a value, found {}", self.found());
                let help = python_literal(&self.text[span.range()]);
                return Err(self.stop(span, &message, help));
            }
        };
        self.at = span.end;
        Ok(kind)
    }

    /// White space, and comments, which are reported.
    fn skip_space(&mut self) {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
            let rest = self.rest();
            let length = match rest.as_bytes() {
                [b'/', b'/', ..] | [b'#', ..] => rest.find('\n').unwrap_or(rest.len()),
                [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
                _ => return,
            };
            let help = "JSON has no comments; a key that begins with `_` is one: \"_note\": \"…\"";
            self.report(Span::new(self.at, self.at + length), "comment in JSON", Some(help));
            self.at += length;
        }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The word, number or single character at the cursor; empty at the end.
    fn token(&self) -> Span {
        let rest = self.rest();
        let word =
            rest.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.'))).unwrap_or(rest.len());
        let length = if word > 0 { word } else { rest.chars().next().map_or(0, char::len_utf8) };
        Span::new(self.at, self.at + length)
    }

    /// The token at the cursor, for "found …".
    fn found(&self) -> String {
        match &self.text[self.token().range()] {
            "" => format!("the end of the {}", self.what),
            "\"" => "`\"`".to_owned(),
            token => format!("`{}`", token.escape_debug()),
        }
    }

    pub(super) fn report(&mut self, span: Span, message: &str, help: Option<&str>) {
        let (message, help) = (message.to_owned(), help.map(str::to_owned));
        self.problems.push(Problem { kind: ProblemKind::Syntax, span, message, help, label: None });
    }

    /// Reports what ends the parse, unless an earlier mistake explains it.
    pub(super) fn stop(&mut self, span: Span, message: &str, help: Option<&str>) -> Stop {
        if self.derailed {
            return Stop;
        }
        self.report(span, message, help);
        let innermost = self.open.last().filter(|_| span.start == self.text.len());
        let label = innermost.map(|&open| (Span::new(open, open + 1), "never closed"));
        if let Some(problem) = self.problems.last_mut() {
            problem.label = label;
        }
        Stop
    }

    /// Says of the first string in single quotes how many there are.
    fn count_single_quotes(&mut self) {
        let first = self.problems.iter_mut().find(|problem| problem.message == strings::SINGLE_QUOTES);
        if let Some(help) = first.and_then(|problem| problem.help.as_mut()).filter(|_| self.single_quoted > 1) {
            help.push_str(&format!("; {} here do not", self.single_quoted));
        }
    }
}

/// The JSON spelling of what Python and JavaScript write.
fn python_literal(token: &str) -> Option<&'static str> {
    match token {
        "True" => Some("write true"),
        "False" => Some("write false"),
        "None" | "undefined" | "nil" | "NULL" => Some("write null"),
        "NaN" | "Infinity" => Some("JSON has no such number"),
        _ => None,
    }
}

/// RFC 8259, section 6.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}
