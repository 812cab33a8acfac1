//! One row judged: its shape, its keys, its texts. What it says is what counts; the fast path only spares it work.

use tunesmith_runtime::shown;
use tunesmith_template::rules::files;
use tunesmith_template::{Level, Rule, Span, did_you_mean, nearest};

use crate::json::{Member, Node, Value};
use crate::shape::{self, Words};
use crate::texts::Length;
use crate::tokens::Said;
use crate::trainer::{Calls, Keys, Role, Trainer};
use crate::turns::{self, Part};
use crate::{Asked, Shape};

/// Something wrong with a row, at a place of its line.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) rule: &'static Rule,
    pub(crate) level: Level,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

/// What a string or a number of a row is to the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A text that is trained or asked: any text that is not blank and holds no control token will do in its place.
    Text,
    /// A text with a chat template applied: any that is not blank.
    Rendered,
    /// The rules looked at its value: another one could be wrong.
    Fixed,
    /// A text as above, of which the other answer of the row is no copy.
    Choice,
    /// The id of a call.
    Id,
    /// The id of the call that begins at this place.
    Answer(usize),
}

/// A row while it is judged.
pub(crate) struct Row<'r> {
    pub(crate) line: &'r str,
    pub(crate) trainer: &'r Trainer,
    pub(crate) found: Vec<Found>,
    /// What the strings and numbers are, by the place where each begins; any other may have any value.
    pub(crate) meanings: Vec<(usize, Meaning)>,
    pub(crate) words: u64,
    pub(crate) asked: &'r Asked<'r>,
    /// Who says what, where tokens are counted.
    pub(crate) said: Vec<Said>,
    pub(crate) longest: Length,
    /// The text with the most words.
    pub(crate) longest_text: Option<(u64, Span)>,
}

/// A row that was judged.
pub(crate) struct Judged {
    pub(crate) shape: Option<Shape>,
    pub(crate) found: Vec<Found>,
    pub(crate) meanings: Vec<(usize, Meaning)>,
    /// Its tokens; 0 where they are not counted.
    pub(crate) tokens: u64,
}

/// Judges a row; `first` is the shape of the file's first one.
pub(crate) fn judge(line: &str, root: &Node<'_>, trainer: &Trainer, first: Option<Shape>, asked: &Asked<'_>) -> Judged {
    let mut row = Row {
        line,
        trainer,
        found: Vec::new(),
        meanings: Vec::new(),
        words: 0,
        asked,
        said: Vec::new(),
        longest: Length::default(),
        longest_text: None,
    };
    let shape = row.shape(root, first);
    if let Some(shape) = shape.filter(|shape| row.reads(*shape)) {
        row.content(root, shape);
        row.extra_keys(root, shape);
        row.length();
    }
    Judged { shape, found: row.found, meanings: row.meanings, tokens: row.longest.tokens }
}

/// How many words a line may hold at most, by its bytes: each ends at a space, an escape or a quote.
pub(crate) fn words_at_most(line: &[u8]) -> u64 {
    line.iter().filter(|byte| (**byte == b' ') | (**byte == b'\\') | (**byte == b'"')).count() as u64
}

impl Row<'_> {
    pub(crate) fn report(
        &mut self,
        rule: &'static Rule,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report_as(rule, rule.level, span, message, help);
    }

    pub(crate) fn report_as(
        &mut self,
        rule: &'static Rule,
        level: Level,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let help = Some(help.into()).filter(|help| !help.is_empty());
        self.found.push(Found { rule, level, span, message: message.into(), help });
    }

    fn shape(&mut self, root: &Node<'_>, first: Option<Shape>) -> Option<Shape> {
        let start = Span::new(root.span.start, root.span.start + 1);
        let members = root.members().unwrap_or_default();
        let Some(shape) = Shape::of(root) else {
            self.no_shape(start, members);
            return None;
        };
        // The system text beside the turns may be left out of a row.
        let plain = |shape: Shape| if shape == Shape::SystemMessages { Shape::Messages } else { shape };
        if first.is_some_and(|first| plain(first) != plain(shape) || self.reads(first) != self.reads(shape)) {
            let first = first.map_or("", Shape::name);
            let message = format!("this row has the shape `{}`, and the first one `{first}`", shape.name());
            self.report(&files::MIXED_SHAPES, start, message, "one shape in a file: readers decide by the first row");
            return None;
        }
        // Said once: no other shape may follow, and a row that is not read is not judged.
        if !self.reads(shape) && first.is_none() {
            let names: Vec<String> = self.trainer.shapes.iter().map(|shape| format!("`{}`", shape.name())).collect();
            let message = format!("{} does not read the shape `{}`", self.trainer.title, shape.name());
            self.report(&files::ROW_SHAPE, start, message, format!("it reads: {}", names.join(", ")));
        }
        Some(shape)
    }

    fn reads(&self, shape: Shape) -> bool {
        self.trainer.shapes.contains(&shape)
    }

    fn no_shape(&mut self, start: Span, members: &[Member<'_>]) {
        const KNOWN: [&str; 11] = [
            "messages",
            "conversations",
            "contents",
            "prompt",
            "completion",
            "instruction",
            "input",
            "output",
            "text",
            "chosen",
            "preferred_output",
        ];
        let near = members.iter().find_map(|member| Some((member, nearest(&member.key, KNOWN)?)));
        let known = |key: &str| members.iter().find(|member| member.key == key);
        let half = [
            ("chosen", "rejected"),
            ("rejected", "chosen"),
            ("prompt", "completion"),
            ("completion", "prompt"),
            ("instruction", "output"),
            ("input", "output"),
            ("output", "input"),
        ];
        if let Some((member, meant)) = near.filter(|(member, meant)| member.key != *meant) {
            let message = format!(
                "the row has no known shape: unknown key `{}`{}",
                shown(&member.key),
                did_you_mean(Some(meant))
            );
            self.report(&files::ROW_SHAPE, member.key_span, message, "rename the key, in all rows");
        } else if let Some((member, other)) = half.iter().find_map(|(key, other)| Some((known(key)?, other))) {
            let near = members.iter().find(|member| nearest(&member.key, [*other]).is_some());
            let said = near.map(|near| format!(": unknown key `{}`{}", shown(&near.key), did_you_mean(Some(other))));
            let message = format!("the row has `{}` and no `{other}`{}", member.key, said.unwrap_or_default());
            let help = format!("a row that has the one needs the other: write `{other}`, or leave the row out");
            self.report(&files::ROW_SHAPE, near.unwrap_or(member).key_span, message, help);
        } else {
            let keys: Vec<String> = members.iter().take(8).map(|member| format!("`{}`", shown(&member.key))).collect();
            let keys = if keys.is_empty() { "no keys".to_owned() } else { format!("the keys {}", keys.join(", ")) };
            let help = "a row has `messages`, `conversations`, `contents`, `prompt` and `completion`, `instruction` and `output`, `input` and `output`, or `text`";
            self.report(&files::ROW_SHAPE, start, format!("the row has no known shape: it has {keys}"), help);
        }
    }

    fn content(&mut self, root: &Node<'_>, shape: Shape) {
        match shape {
            Shape::Messages => self.turns(root, "messages", &shape::MESSAGES, Part::Whole),
            Shape::SystemMessages => {
                self.optional_text(root, "system", Role::System);
                self.turns(root, "messages", &shape::MESSAGES, Part::Whole);
            }
            Shape::Conversations => {
                self.optional_text(root, "system", Role::System);
                self.turns(root, "conversations", words_of(root.get("conversations")), Part::Whole);
            }
            Shape::Contents => {
                for key in ["systemInstruction", "system_instruction"] {
                    match root.get(key) {
                        Some(node) if node.members().is_some() => self.parts_of(node, "parts", key, &shape::CONTENTS),
                        Some(other) if !other.is_null() => self.wrong_type(key, other, "an object with `parts`"),
                        _ => {}
                    }
                }
                self.turns(root, "contents", &shape::CONTENTS, Part::Whole);
            }
            Shape::Converse => {
                match root.get("schemaVersion") {
                    Some(version) if version.text().is_some() => self.mean(version, Meaning::Fixed),
                    Some(version) => self.wrong_type("schemaVersion", version, "a string"),
                    None => {}
                }
                if root.get("system").is_some() {
                    self.parts_of(root, "system", "system", &shape::CONVERSE);
                }
                self.turns(root, "messages", &shape::CONVERSE, Part::Whole);
            }
            Shape::ChatPromptCompletion => {
                self.turns(root, "prompt", &shape::MESSAGES, Part::Prompt);
                self.turns(root, "completion", &shape::MESSAGES, Part::Completion);
            }
            Shape::PromptCompletion => self.texts(root, &[("prompt", Role::User), ("completion", Role::Assistant)]),
            Shape::Instruction => {
                self.optional_text(root, "system", Role::System);
                let first = self.said.len();
                self.texts(root, &[("instruction", Role::User)]);
                self.optional_text(root, "input", Role::User);
                self.join(first);
                self.texts(root, &[("output", Role::Assistant)]);
            }
            Shape::InputOutput => self.texts(root, &[("input", Role::User), ("output", Role::Assistant)]),
            Shape::Text => self.raw_text(root),
            Shape::Preference => self.preference(root),
            Shape::PreferredOutput => self.preferred_output(root),
            Shape::Segments => self.segments(root),
        }
        if self.trainer.calls == Calls::Api
            && let Some(tools) = root.get("tools").filter(|tools| tools.list().is_none() && !tools.is_null())
        {
            self.wrong_type("tools", tools, "a list of tools");
        }
    }

    fn segments(&mut self, root: &Node<'_>) {
        let Some(segments) = root.get("segments") else { return };
        let Some(items) = segments.list() else { return self.wrong_type("segments", segments, "a list of segments") };
        for item in items {
            match item.get("text") {
                Some(text) if text.text().is_some() => {
                    self.mean(text, Meaning::Rendered);
                    self.count(text.text().unwrap_or_default(), text, None);
                }
                Some(other) => self.wrong_type("text", other, "a string"),
                None => self.missing(item, "text"),
            }
        }
    }

    pub(crate) fn turns(&mut self, node: &Node<'_>, key: &'static str, words: &'static Words, part: Part) {
        match node.get(key) {
            Some(Node { value: Value::List(items), span }) => turns::judge(self, items, *span, key, words, part),
            Some(other) => self.wrong_type(key, other, "a list of turns"),
            None => self.missing(node, key),
        }
    }

    pub(crate) fn wrong_type(&mut self, key: &str, node: &Node<'_>, wanted: &str) {
        let message = format!("`{key}` is {}; it must be {wanted}", node.kind());
        let help = match &node.value {
            Value::Null => "write what is meant, or leave the row out",
            Value::Text(text) if text.trim_start().starts_with(['[', '{']) => {
                "it was written as a text of JSON: write the list or object itself"
            }
            Value::Number | Value::Bool if wanted == "a string" => "write it in double quotes",
            _ => "write the row so, or leave it out",
        };
        self.report(&files::ROW_TYPE, node.span, message, help);
    }

    pub(crate) fn missing(&mut self, node: &Node<'_>, key: &str) {
        let span = Span::new(node.span.start, node.span.start + 1);
        let members = node.members().unwrap_or_default();
        let is_meant = |member: &&Member<'_>| nearest(&member.key, [key]).is_some() || is_elsewhere(&member.key, key);
        match members.iter().find(is_meant) {
            Some(near) => {
                let message = format!("unknown key `{}`{}", shown(&near.key), did_you_mean(Some(key)));
                self.report(&files::ROW_TYPE, near.key_span, message, "rename the key, in all rows");
            }
            None => {
                let help = format!("add `{key}`, or leave the row out");
                self.report(&files::ROW_TYPE, span, format!("there is no `{key}` here"), help);
            }
        }
    }

    pub(crate) fn mean(&mut self, node: &Node<'_>, meaning: Meaning) {
        self.meanings.push((node.span.start, meaning));
    }

    fn extra_keys(&mut self, root: &Node<'_>, shape: Shape) {
        let Keys::Only(allowed) = self.trainer.row_keys else { return };
        for member in root.members().unwrap_or_default() {
            if !shape.keys().contains(&member.key.as_ref()) && !allowed.contains(&member.key.as_ref()) {
                let message = format!("{} refuses the key `{}` in a row", self.trainer.title, shown(&member.key));
                self.report(&files::ROW_EXTRA_KEY, member.key_span, message, "leave the column out of the file");
            }
        }
    }
}

/// The words by which a list of turns, or one turn, speaks.
pub(crate) fn words_of(node: Option<&Node<'_>>) -> &'static Words {
    let first = node.and_then(|node| node.list().map_or(Some(node), <[_]>::first));
    if first.is_some_and(|turn| turn.get("role").is_some()) { &shape::MESSAGES } else { &shape::CONVERSATIONS }
}

/// Whether a key says in another shape what `key` says in this one.
fn is_elsewhere(other: &str, key: &str) -> bool {
    const SAME: [&[&str]; 2] = [&["role", "from"], &["content", "value", "parts"]];
    SAME.iter().any(|same| same.contains(&other) && same.contains(&key))
}

/// Whether a value is the number 0 or 1.
pub(crate) fn is_zero_or_one(line: &str, node: &Node<'_>) -> bool {
    matches!(node.value, Value::Number) && matches!(&line[node.span.range()], "0" | "1" | "0.0" | "1.0")
}
