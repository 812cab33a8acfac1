//! JSON text with the keys in the order in which they are given, laid out so that a reviewer can read it.

use tunesmith_runtime::escape_required;

/// A JSON value to be written.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// A string.
    Text(String),
    /// Anything else that is no list or object, as JSON text.
    Raw(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl From<&str> for Json {
    fn from(text: &str) -> Json {
        Json::Text(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Json {
        Json::Text(text)
    }
}

/// `{…}`
pub(super) fn object<'k>(members: impl IntoIterator<Item = (&'k str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// `[…]`
pub(super) fn list<T: Into<Json>>(items: impl IntoIterator<Item = T>) -> Json {
    Json::List(items.into_iter().map(Into::into).collect())
}

/// `true`, `false`, `null` or a number.
pub(super) fn raw(json: impl ToString) -> Json {
    Json::Raw(json.to_string())
}

impl Json {
    /// The object with more members; one whose key is there already takes its place.
    pub(super) fn with<'k>(self, more: impl IntoIterator<Item = (&'k str, Json)>) -> Json {
        let Json::Object(mut members) = self else { return self };
        for (key, value) in more {
            match members.iter_mut().find(|(other, _)| other == key) {
                Some((_, old)) => *old = value,
                None => members.push((key.to_owned(), value)),
            }
        }
        Json::Object(members)
    }

    /// The object with the members of another one.
    pub(super) fn joined(self, other: &Json) -> Json {
        let Json::Object(members) = other else { return self };
        self.with(members.iter().map(|(key, value)| (key.as_str(), value.clone())))
    }

    /// The text of a file.
    pub(super) fn file(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0, &Style { indent: "  ", snippet: false });
        out + "\n"
    }

    /// The text of a snippet for VS Code, in which `$` begins a place to fill in.
    pub(super) fn snippet(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0, &Style { indent: "\t", snippet: true });
        out + "\n"
    }

    fn write(&self, out: &mut String, depth: usize, style: &Style) {
        let line = self.on_one_line(style);
        let column = out.len() - out.rfind('\n').map_or(0, |end| end + 1);
        if line.chars().count() + column <= WIDTH {
            out.push_str(&line);
            return;
        }
        match self {
            Json::List(items) => write_lines(out, depth, style, ('[', ']'), items, |item| (String::new(), item)),
            Json::Object(members) => {
                write_lines(out, depth, style, ('{', '}'), members, |(key, value)| (style.quote(key) + ": ", value));
            }
            _ => out.push_str(&line),
        }
    }

    fn on_one_line(&self, style: &Style) -> String {
        match self {
            Json::Text(text) => style.quote(text),
            Json::Raw(json) => json.clone(),
            Json::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.on_one_line(style)).collect();
                format!("[{}]", items.join(", "))
            }
            Json::Object(members) => {
                let member =
                    |(key, value): &(String, Json)| format!("{}: {}", style.quote(key), value.on_one_line(style));
                format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
            }
        }
    }
}

/// What fits on a line of this many characters stands on one.
const WIDTH: usize = 110;

struct Style {
    indent: &'static str,
    snippet: bool,
}

impl Style {
    /// The string as JSON; in a snippet, what begins with `${` is a place to fill in, and every other `$` means itself.
    fn quote(&self, text: &str) -> String {
        let json = format!("\"{}\"", escape_required(text));
        match self.snippet && !text.starts_with("${") {
            true => json.replace("\\\\", "\\\\\\\\").replace('$', "\\$"),
            false => json,
        }
    }
}

fn write_lines<'i, T>(
    out: &mut String,
    depth: usize,
    style: &Style,
    (open, close): (char, char),
    items: &'i [T],
    parts: impl Fn(&'i T) -> (String, &'i Json),
) {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        let (head, value) = parts(item);
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        out.push_str(&style.indent.repeat(depth + 1));
        out.push_str(&head);
        value.write(out, depth + 1, style);
    }
    out.push('\n');
    out.push_str(&style.indent.repeat(depth));
    out.push(close);
}
