//! One line as a JSON value: the place of everything in it, and every mistake behind which the rest can still be read.
//!
//! Own code because `validate` needs what no library offers at once, for every row that is not plainly clean: the span of
//! each key and value, duplicate keys, the way back from a decoded text to the line, and all mistakes of a line. The
//! compiler's parser offers that too, for files of some kilobytes.
//! Source: RFC 8259.

use std::borrow::Cow;

use tunesmith_runtime::shown;
use tunesmith_template::rules::files;
use tunesmith_template::{Rule, Span};

/// Deeper than any row, and shallow enough for any stack.
const MAX_DEPTH: usize = 128;

/// What to do about a line that is something else.
pub(crate) const ONE_OBJECT: &str =
    "each line is one JSON object, such as {\"messages\": […]}: take this line away, or write it so";

/// A value and where it stands in the line.
#[derive(Debug)]
pub(crate) struct Node<'t> {
    pub(crate) span: Span,
    pub(crate) value: Value<'t>,
}

/// The kinds of values.
#[derive(Debug)]
pub(crate) enum Value<'t> {
    Null,
    Bool,
    Number,
    Text(Cow<'t, str>),
    List(Vec<Node<'t>>),
    Object(Vec<Member<'t>>),
}

/// A key with its value.
#[derive(Debug)]
pub(crate) struct Member<'t> {
    pub(crate) key: Cow<'t, str>,
    pub(crate) key_span: Span,
    pub(crate) node: Node<'t>,
}

impl<'t> Node<'t> {
    /// The kind in words, for messages.
    pub(crate) fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool => "a boolean",
            Value::Number => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    pub(crate) fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value { Some(text) } else { None }
    }

    pub(crate) fn list(&self) -> Option<&[Node<'t>]> {
        if let Value::List(items) = &self.value { Some(items) } else { None }
    }

    pub(crate) fn members(&self) -> Option<&[Member<'t>]> {
        if let Value::Object(members) = &self.value { Some(members) } else { None }
    }

    /// The value under a key; the last of several, as most readers take it.
    pub(crate) fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.members()?.iter().rev().find(|member| member.key == key).map(|member| &member.node)
    }
}

/// Something wrong with the line itself.
#[derive(Debug)]
pub(crate) struct Mistake {
    pub(crate) rule: &'static Rule,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<&'static str>,
}

/// A line that was read.
#[derive(Debug)]
pub(crate) struct Parsed<'t> {
    /// The value, unless reading had to stop.
    pub(crate) root: Option<Node<'t>>,
    pub(crate) mistakes: Vec<Mistake>,
    /// Whether the line ends inside the value.
    pub(crate) is_cut: bool,
}

/// Reads a line.
pub(crate) fn parse(line: &str) -> Parsed<'_> {
    let mut parser = Parser { line, at: 0, depth: 0, mistakes: Vec::new(), is_cut: false };
    let root = parser.line().ok();
    Parsed { root, mistakes: parser.mistakes, is_cut: parser.is_cut }
}

/// Where an offset of the decoded text stands in the line; `node` is the string.
pub(crate) fn raw_offset(line: &str, node: &Node<'_>, decoded: usize) -> usize {
    let (mut at, mut length) = (node.span.start + 1, 0);
    while length < decoded && at + 1 < node.span.end {
        let rest = &line[at..node.span.end - 1];
        let (raw, c) = unit(rest);
        length += c.len_utf8();
        at += raw;
    }
    at
}

/// The reading cannot go on; the reason is among the mistakes.
struct Stop;

struct Parser<'t> {
    line: &'t str,
    at: usize,
    depth: usize,
    mistakes: Vec<Mistake>,
    is_cut: bool,
}

impl<'t> Parser<'t> {
    fn line(&mut self) -> Result<Node<'t>, Stop> {
        self.skip_space();
        let root = self.value()?;
        self.skip_space();
        if self.at == self.line.len() {
            return Ok(root);
        }
        let rest = Span::new(self.at, self.line.len());
        Err(match self.peek() {
            Some(b'{') => {
                self.stop(rest, "a second object on the same line", Some("one row a line, nothing else on it"))
            }
            Some(b',') => self.stop(
                Span::new(self.at, self.at + 1),
                "a comma behind the row",
                Some("lines are not separated by commas: take it away"),
            ),
            _ => {
                let message = format!("{} behind the end of the row", self.found());
                self.stop(rest, &message, Some("one row a line, nothing else on it"))
            }
        })
    }

    fn value(&mut self) -> Result<Node<'t>, Stop> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.word()?,
        };
        Ok(Node { span: Span::new(start, self.at), value })
    }

    fn nested(&mut self, inner: fn(&mut Self) -> Result<Value<'t>, Stop>) -> Result<Value<'t>, Stop> {
        if self.depth == MAX_DEPTH {
            return Err(self.stop_here(
                &format!("nested more than {MAX_DEPTH} levels deep"),
                Some("no trainer reads this: write it as a text"),
            ));
        }
        self.depth += 1;
        self.at += 1;
        let value = inner(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Result<Value<'t>, Stop> {
        let mut items = Vec::new();
        while self.goes_on(b']', items.is_empty())? {
            items.push(self.value()?);
        }
        Ok(Value::List(items))
    }

    fn object(&mut self) -> Result<Value<'t>, Stop> {
        let mut members: Vec<Member<'t>> = Vec::new();
        while self.goes_on(b'}', members.is_empty())? {
            let start = self.at;
            if self.peek() != Some(b'"') {
                return Err(self.expected("a key in double quotes"));
            }
            let key = self.string()?;
            let key_span = Span::new(start, self.at);
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.expected("`:`"));
            }
            self.at += 1;
            self.skip_space();
            if members.iter().any(|member| member.key == key) {
                let message = format!("the key `{}` stands twice in this object", shown(&key));
                let help = Some("readers differ in which of the two they take: keep one");
                self.mistake(&files::LINE_DUPLICATE_KEY, key_span, message, help);
            }
            let node = self.value()?;
            members.push(Member { key, key_span, node });
        }
        Ok(Value::Object(members))
    }

    /// Whether another item follows; steps over what stands between items, or over `close`.
    fn goes_on(&mut self, close: u8, is_first: bool) -> Result<bool, Stop> {
        self.skip_space();
        if self.peek() == Some(close) {
            self.at += 1;
            return Ok(false);
        }
        if is_first {
            return Ok(true);
        }
        if self.peek() != Some(b',') {
            return Err(self.expected(if close == b'}' { "`,` or `}`" } else { "`,` or `]`" }));
        }
        let comma = Span::new(self.at, self.at + 1);
        self.at += 1;
        self.skip_space();
        if self.peek() == Some(close) {
            let message = format!("a comma in front of `{}`", char::from(close));
            self.mistake(&files::LINE_SYNTAX, comma, message, Some("take it away"));
            self.at += 1;
            return Ok(false);
        }
        Ok(true)
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Stop> {
        let line = self.line;
        let open = self.at;
        let mut from = open + 1;
        let mut decoded = String::new();
        self.at = from;
        loop {
            let Some(stop) =
                line.as_bytes()[self.at..].iter().position(|&byte| byte < 0x20 || matches!(byte, b'"' | b'\\'))
            else {
                self.is_cut = true;
                self.at = line.len();
                return Err(self.stop(Span::new(open, line.len()), "a string without its closing quote", None));
            };
            self.at += stop;
            match line.as_bytes()[self.at] {
                b'"' => {
                    let rest = &line[from..self.at];
                    self.at += 1;
                    return Ok(if decoded.is_empty() && from == open + 1 {
                        Cow::Borrowed(rest)
                    } else {
                        decoded.push_str(rest);
                        Cow::Owned(decoded)
                    });
                }
                b'\\' => {
                    decoded.push_str(&line[from..self.at]);
                    decoded.push(self.escape()?);
                    from = self.at;
                }
                control => {
                    let message = format!("a raw control character (U+{control:04X}) in a string");
                    let help = "JSON wants it as an escape, such as \\n or \\t: write the row with a JSON library";
                    self.mistake(&files::LINE_SYNTAX, Span::new(self.at, self.at + 1), message, Some(help));
                    self.at += 1;
                }
            }
        }
    }

    /// The character of an escape; the cursor stands at the backslash, and then behind it all.
    fn escape(&mut self) -> Result<char, Stop> {
        let start = self.at;
        let rest = &self.line[start..];
        if rest.len() < 2 || rest.as_bytes()[1] == b'u' && rest.len() < 6 {
            self.is_cut = true;
            return Err(self.stop(Span::new(start, self.line.len()), "an escape without its end", None));
        }
        let (length, c) = unit(rest);
        self.at += length;
        let span = Span::new(start, self.at);
        if length < 2 || !is_escape(rest) {
            let next = rest[1..].chars().next().unwrap_or_default();
            self.at = start + 1 + next.len_utf8();
            let message = format!("there is no escape `\\{next}`");
            let help = Some("a backslash of the text itself is written as \\\\");
            self.mistake(&files::LINE_SYNTAX, Span::new(start, self.at), message, help);
            return Ok(next);
        }
        if c == char::REPLACEMENT_CHARACTER && !rest[2..].to_ascii_lowercase().starts_with("fffd") {
            let message = format!("`{}` is half of a surrogate pair", &rest[..6]);
            let help =
                Some("the text was cut in the middle of a character: cut it between characters, or leave it whole");
            self.mistake(&files::LINE_ENCODING, span, message, help);
        }
        Ok(c)
    }

    fn number(&mut self) -> Result<Value<'t>, Stop> {
        let start = self.at;
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
        let length = self.line.as_bytes()[start..].iter().take_while(|byte| is_part(byte)).count();
        let text = &self.line[start..start + length];
        self.at += length;
        let span = Span::new(start, self.at);
        if text == "-Infinity" || text == "-NaN" {
            self.not_a_number(span);
        } else if number_length(text.as_bytes()) != Some(text.len()) {
            let help = Some("a number is written as in -1.5e3; a word stands in double quotes");
            self.mistake(&files::LINE_SYNTAX, span, format!("`{}` is no JSON number", shown(text)), help);
        }
        Ok(Value::Number)
    }

    fn word(&mut self) -> Result<Value<'t>, Stop> {
        let start = self.at;
        let rest = &self.line[start..];
        let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        let span = Span::new(start, start + length);
        self.at += length;
        let (value, instead) = match &rest[..length] {
            "null" => return Ok(Value::Null),
            "true" | "false" => return Ok(Value::Bool),
            "NaN" | "Infinity" | "nan" | "inf" => {
                self.not_a_number(span);
                return Ok(Value::Number);
            }
            "None" => (Value::Null, "null"),
            "True" => (Value::Bool, "true"),
            "False" => (Value::Bool, "false"),
            "undefined" => (Value::Null, "null"),
            _ => {
                self.at = start;
                return Err(self.expected("a value"));
            }
        };
        let message = format!("`{}` is no JSON; it is written `{instead}`", &rest[..length]);
        let help = Some("write rows with a JSON library: Python's repr and str are no JSON");
        self.mistake(&files::LINE_SYNTAX, span, message, help);
        Ok(value)
    }

    fn not_a_number(&mut self, span: Span) {
        let message = format!("`{}` is no JSON", &self.line[span.range()]);
        let help = "Python writes it and reads it, and nothing else does: write null, or leave the key out";
        self.mistake(&files::LINE_SYNTAX, span, message, Some(help));
    }

    fn expected(&mut self, what: &str) -> Stop {
        if self.at == self.line.len() {
            self.is_cut = true;
            return self.stop(Span::at(self.at), &format!("the line ends where {what} is expected"), None);
        }
        let help = match self.peek() {
            _ if self.at == 0 => Some(ONE_OBJECT),
            Some(b'\'') => Some("JSON has double quotes alone: Python's repr and str are no JSON"),
            Some(b'/' | b'#') => Some("JSON has no comments: take it away"),
            Some(b'}' | b']') => Some("something is missing in front of it, or it is one too many"),
            Some(b'"') => Some("a comma or colon is missing in front of it"),
            _ if "“”„«".chars().any(|quote| self.line[self.at..].starts_with(quote)) => {
                Some("JSON has straight double quotes alone: a word processor changed them")
            }
            _ if what == "a key in double quotes" => Some("write the row with a JSON library"),
            _ => Some("a quote of the text itself is written as \\\", and every text stands in double quotes"),
        };
        let message = format!("expected {what}, found {}", self.found());
        self.stop_here(&message, help)
    }

    fn found(&self) -> String {
        let c = self.line[self.at..].chars().next().unwrap_or_default();
        if c.is_control() || tunesmith_runtime::is_hidden(c) {
            format!("U+{:04X}", u32::from(c))
        } else {
            format!("`{c}`")
        }
    }

    fn stop_here(&mut self, message: &str, help: Option<&'static str>) -> Stop {
        let length = self.line[self.at..].chars().next().map_or(0, char::len_utf8);
        self.stop(Span::new(self.at, self.at + length), message, help)
    }

    fn stop(&mut self, span: Span, message: &str, help: Option<&'static str>) -> Stop {
        self.mistake(&files::LINE_SYNTAX, span, message.to_owned(), help);
        Stop
    }

    fn mistake(&mut self, rule: &'static Rule, span: Span, message: String, help: Option<&'static str>) {
        self.mistakes.push(Mistake { rule, span, message, help });
    }

    fn peek(&self) -> Option<u8> {
        self.line.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        let space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
        self.at += self.line.as_bytes()[self.at..].iter().take_while(|byte| space(byte)).count();
    }
}

/// Bytes of the JSON number at the front.
pub(crate) fn number_length(bytes: &[u8]) -> Option<usize> {
    let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(bytes.first() == Some(&b'-'));
    let whole = digits(at);
    if whole == 0 || whole > 1 && bytes[at] == b'0' {
        return None;
    }
    at += whole;
    if bytes.get(at) == Some(&b'.') {
        let fraction = digits(at + 1);
        at += 1 + fraction;
        (fraction > 0).then_some(())?;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = digits(at);
        at += exponent;
        (exponent > 0).then_some(())?;
    }
    Some(at)
}

fn is_escape(rest: &str) -> bool {
    match rest.as_bytes().get(1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => true,
        Some(b'u') => hex(rest.as_bytes(), 2).is_some(),
        _ => false,
    }
}

/// How many bytes of a string's inside stand for one character, and which; U+FFFD for half of a surrogate pair.
fn unit(rest: &str) -> (usize, char) {
    let bytes = rest.as_bytes();
    let Some(b'\\') = bytes.first() else {
        return rest.chars().next().map_or((1, ' '), |c| (c.len_utf8(), c));
    };
    let simple = match bytes.get(1) {
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        Some(b'u') => return unicode(bytes),
        Some(&byte) if byte.is_ascii() => char::from(byte),
        _ => return (1, '\\'),
    };
    (2, simple)
}

/// What a `\u` escape stands for, with the second half of a pair.
pub(crate) fn unicode(bytes: &[u8]) -> (usize, char) {
    let Some(high) = hex(bytes, 2) else { return (2, 'u') };
    if let Some(c) = char::from_u32(high) {
        return (6, c);
    }
    let low = hex(bytes, 8).filter(|low| bytes[6] == b'\\' && bytes[7] == b'u' && (0xDC00..0xE000).contains(low));
    let pair = low.filter(|_| high < 0xDC00).map(|low| 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    match pair.and_then(char::from_u32) {
        Some(c) => (12, c),
        None => (6, char::REPLACEMENT_CHARACTER),
    }
}

/// Four hexadecimal digits.
pub(crate) fn hex(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 4)?.iter().try_fold(0, |sum, &byte| Some(sum << 4 | char::from(byte).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mistakes(line: &str) -> Vec<(usize, String)> {
        parse(line).mistakes.into_iter().map(|mistake| (mistake.span.start, mistake.message)).collect()
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        for (line, at, message) in [
            (r#"{"a": NaN}"#, 6, "`NaN` is no JSON"),
            (r#"{"a": -Infinity}"#, 6, "`-Infinity` is no JSON"),
            (r#"{"a": None}"#, 6, "`None` is no JSON; it is written `null`"),
            (r#"{"a": 1,}"#, 7, "a comma in front of `}`"),
            (r#"{'a': 1}"#, 1, "expected a key in double quotes, found `'`"),
            (r#"{"a": 1} {"a": 2}"#, 9, "a second object on the same line"),
            (r#"{"a": 1},"#, 8, "a comma behind the row"),
            (r#"{"a": "x\q"}"#, 8, "there is no escape `\\q`"),
            (r#"{"a": "\ud83d"}"#, 7, "`\\ud83d` is half of a surrogate pair"),
            (r#"{"a": "\ude00\ud83d"}"#, 7, "`\\ude00` is half of a surrogate pair"),
            ("{\"a\": \"x\ty\"}", 8, "a raw control character (U+0009) in a string"),
            (r#"{"a": 1, "a": 2}"#, 9, "the key `a` stands twice in this object"),
            (r#"{"a": 01}"#, 6, "`01` is no JSON number"),
            (r#"{"a" 1}"#, 5, "expected `:`, found `1`"),
        ] {
            assert_eq!(mistakes(line).first(), Some(&(at, message.to_owned())), "{line}");
        }
        for line in [r#"{"a": "x"#, r#"{"a":"#, r#"{"a": [1"#, r#"{"a": "\u00"#, "{"] {
            assert!(parse(line).is_cut, "{line}");
        }
    }

    #[test]
    fn decoded_offsets_lead_back_to_the_line() {
        let line = r#"["a\n\ud83d\ude00<|x|>"]"#;
        let parsed = parse(line);
        let root = parsed.root.unwrap();
        let node = &root.list().unwrap()[0];
        let at = node.text().unwrap().find('<').unwrap();
        assert_eq!(raw_offset(line, node, at), line.find('<').unwrap());
    }

    /// The value as the other parser reads it.
    fn same(node: &Node<'_>, value: &serde_json::Value) -> bool {
        match (&node.value, value) {
            (Value::Null, serde_json::Value::Null)
            | (Value::Bool, serde_json::Value::Bool(_))
            | (Value::Number, serde_json::Value::Number(_)) => true,
            (Value::Text(text), serde_json::Value::String(other)) => text == other,
            (Value::List(items), serde_json::Value::Array(others)) => {
                items.len() == others.len() && items.iter().zip(others).all(|(item, other)| same(item, other))
            }
            (Value::Object(members), serde_json::Value::Object(others)) => {
                others.iter().all(|(key, other)| members.iter().any(|m| m.key == key.as_str() && same(&m.node, other)))
            }
            _ => false,
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        /// Sound for one parser, sound for the other, but for duplicate keys, which the other lets pass.
        #[test]
        fn agrees_with_another_parser(line in r#"[\[\]{}":,\\ 019.eE+\-tfnulrsa\u{e9}]{0,24}|\{"a": ?["\\u0-9a-fd\[\]]{0,14}\}"#) {
            let parsed = parse(&line);
            let is_sound = parsed.mistakes.iter().all(|mistake| mistake.rule.code == files::LINE_DUPLICATE_KEY.code);
            let other = serde_json::from_str::<serde_json::Value>(&line);
            // A number beyond what a double holds is JSON all the same.
            let is_large = other.as_ref().is_err_and(|error| error.to_string().starts_with("number out of range"));
            prop_assert_eq!(parsed.root.is_some() && is_sound, other.is_ok() || is_large, "{}: {:?}", line, parsed.mistakes);
            if let (Some(root), Ok(value)) = (&parsed.root, &other) {
                prop_assert!(is_sound && same(root, value), "{line}");
            }
        }
    }
}
