//! One row judged: its shape, its keys, its texts. What it says is what counts; the fast path only spares it work.

use std::cell::OnceCell;

use tunesmith_runtime::{control_tokens, is_blank, shown};
use tunesmith_template::rules::files;
use tunesmith_template::{Level, Rule, Span, did_you_mean, nearest};

use crate::Shape;
use crate::json::{Member, Node, Value, raw_offset};
use crate::shape::{self, Words};
use crate::tokens::{Said, Tokens};
use crate::trainer::{Keys, Role, Trainer};
use crate::turns::{self, Part};

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
}

/// A row while it is judged.
pub(crate) struct Row<'r> {
    pub(crate) line: &'r str,
    pub(crate) trainer: &'r Trainer,
    pub(crate) found: Vec<Found>,
    /// What the strings and numbers are, by the place where each begins; any other may have any value.
    pub(crate) meanings: Vec<(usize, Meaning)>,
    words: u64,
    tokens: Option<Tokens<'r>>,
    /// Who says what, where tokens are counted.
    said: Vec<Said>,
    longest: Length,
    last_text: OnceCell<Span>,
}

/// How long a row is.
#[derive(Clone, Copy, Debug, Default)]
struct Length {
    words: u64,
    tokens: u64,
}

/// A row that was judged.
pub(crate) struct Judged {
    pub(crate) shape: Option<Shape>,
    pub(crate) found: Vec<Found>,
    pub(crate) meanings: Vec<(usize, Meaning)>,
    /// Its tokens; 0 where they are not counted.
    pub(crate) tokens: u64,
}

/// Judges a row; `first` is the shape of the file's first one, `tokens` what counts them.
pub(crate) fn judge(
    line: &str,
    root: &Node<'_>,
    trainer: &Trainer,
    first: Option<Shape>,
    tokens: Option<Tokens<'_>>,
) -> Judged {
    let mut row = Row {
        line,
        trainer,
        found: Vec::new(),
        meanings: Vec::new(),
        words: 0,
        tokens,
        said: Vec::new(),
        longest: Length::default(),
        last_text: OnceCell::new(),
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
        if first.is_some_and(|first| first != shape) {
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
        const KNOWN: [&str; 10] = [
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
        ];
        let near = members.iter().find_map(|member| Some((member, nearest(&member.key, KNOWN)?)));
        let known = |key: &str| members.iter().find(|member| member.key == key);
        let half = [
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
            self.report(&files::ROW_SHAPE, member.key_span, message, "");
        } else if let Some((member, other)) = half.iter().find_map(|(key, other)| Some((known(key)?, other))) {
            let message = format!("the row has `{}` and no `{other}`", member.key);
            self.report(&files::ROW_SHAPE, member.key_span, message, "");
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
                let items = root.get("conversations").and_then(Node::list).unwrap_or_default();
                let is_openai = items.first().is_some_and(|turn| turn.get("role").is_some());
                let words = if is_openai { &shape::MESSAGES } else { &shape::CONVERSATIONS };
                self.turns(root, "conversations", words, Part::Whole);
            }
            Shape::Contents => {
                for key in ["systemInstruction", "system_instruction"] {
                    if let Some(instruction) = root.get(key) {
                        self.parts_of(instruction, "parts", key);
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
                    self.parts_of(root, "system", "system");
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
        }
    }

    fn preference(&mut self, root: &Node<'_>) {
        if let Some(input) = root.get("input") {
            self.turns(input, "messages", &shape::MESSAGES, Part::Prompt);
        } else if root.get("prompt").is_some_and(|prompt| prompt.list().is_some()) {
            self.turns(root, "prompt", &shape::MESSAGES, Part::Prompt);
        } else if root.get("prompt").is_some() {
            self.texts(root, &[("prompt", Role::User)]);
        }
        let prompt = (self.said.len(), self.words);
        for key in ["chosen", "rejected", "preferred_output", "non_preferred_output"] {
            match root.get(key) {
                Some(node) if node.list().is_some() => self.turns(root, key, &shape::MESSAGES, Part::Completion),
                Some(_) => self.texts(root, &[(key, Role::Assistant)]),
                None => {}
            }
            self.measure(prompt);
        }
        for (key, other) in [("preferred_output", "non_preferred_output"), ("preferred_output", "input")] {
            if root.get(key).is_some() && root.get(other).is_none() {
                self.missing(root, other);
            }
        }
    }

    fn turns(&mut self, node: &Node<'_>, key: &'static str, words: &'static Words, part: Part) {
        match node.get(key) {
            Some(list) if list.list().is_some() => turns::judge(self, list, key, words, part),
            Some(other) => self.wrong_type(key, other, "a list of turns"),
            None => self.missing(node, key),
        }
    }

    fn texts(&mut self, root: &Node<'_>, keys: &[(&'static str, Role)]) {
        for &(key, role) in keys {
            match root.get(key) {
                Some(node) if node.text().is_some() => self.text(node, role),
                Some(other) => self.wrong_type(key, other, "a string"),
                None => self.missing(root, key),
            }
        }
    }

    /// A text that may be absent, null or empty.
    fn optional_text(&mut self, root: &Node<'_>, key: &'static str, role: Role) {
        match root.get(key) {
            Some(node) if node.text().is_some_and(|text| !is_blank(text)) => self.text(node, role),
            Some(node) if node.text().is_some() => self.mean(node, Meaning::Fixed),
            Some(node) if node.is_null() => {}
            Some(other) => self.wrong_type(key, other, "a string"),
            None => {}
        }
    }

    /// A text with a chat template applied: it may hold control tokens.
    fn raw_text(&mut self, root: &Node<'_>) {
        let Some(node) = root.get("text") else { return };
        match node.text() {
            Some(text) if is_blank(text) => self.report(&files::TURN_EMPTY, node.span, "`text` is empty", LEAVE_OUT),
            Some(text) => {
                self.count(text, node, None);
                self.mean(node, Meaning::Rendered);
            }
            None => self.wrong_type("text", node, "a string"),
        }
    }

    /// A text that somebody says.
    pub(crate) fn text(&mut self, node: &Node<'_>, role: Role) {
        let text = node.text().unwrap_or_default();
        if is_blank(text) && role != Role::Tool {
            let what = if text.is_empty() { "is empty" } else { "holds only white space" };
            let message = format!("this {} text {what}", role.name());
            self.report(&files::TURN_EMPTY, node.span, message, LEAVE_OUT);
            return;
        }
        self.mean(node, Meaning::Text);
        self.count(text, node, Some(role));
        self.control_tokens(node, text, role);
        if role != Role::Assistant {
            self.reserved(node, text);
        }
    }

    fn control_tokens(&mut self, node: &Node<'_>, text: &str, role: Role) {
        let is_call = |name: &str| name.trim_start_matches(['<', '/']).starts_with("tool_") && !name.contains('|');
        let may_call = role != Role::User;
        let of_others = |name: &str| !(may_call && is_call(name));
        let found = control_tokens(text, &[]).into_iter().find(|token| !token.is_honest && of_others(&token.name));
        if let Some(token) = found {
            let start = raw_offset(self.line, node, token.range.start);
            let end = raw_offset(self.line, node, token.range.end);
            let message = format!("the {} text holds the control token `{}`", role.name(), token.name);
            let help = "a tokenizer reads it as the end or the start of a turn: take it out, or write it otherwise";
            self.report(&files::TURN_CONTROL_TOKEN, Span::new(start, end), message, help);
        }
    }

    fn reserved(&mut self, node: &Node<'_>, text: &str) {
        let first = self.trainer.reserved.iter().filter_map(|word| Some((text.find(word)?, *word))).min();
        if let Some((at, word)) = first {
            let span = Span::new(raw_offset(self.line, node, at), raw_offset(self.line, node, at + word.len()));
            let message = format!("{} keeps the word `{word}` for itself", self.trainer.title);
            self.report(&files::TURN_RESERVED_WORD, span, message, "write it otherwise: the job fails on it");
        }
    }

    /// A list of `{"text": …}` and other parts under a key.
    fn parts_of(&mut self, node: &Node<'_>, key: &'static str, what: &'static str) {
        match node.get(key).map(|parts| (parts, parts.list())) {
            Some((_, Some(items))) => self.parts(items, Role::System),
            Some((parts, None)) => self.wrong_type(what, parts, "a list of parts"),
            None => self.missing(node, key),
        }
    }

    /// The parts of what is said in one turn.
    pub(crate) fn parts(&mut self, items: &[Node<'_>], role: Role) {
        let first = self.said.len();
        items.iter().for_each(|part| self.part(part, role));
        self.join(first);
    }

    /// One part of what is said: a text, or something else that is no text.
    fn part(&mut self, part: &Node<'_>, role: Role) {
        match part.get("text") {
            Some(text) if text.text().is_some() => self.text(text, role),
            Some(other) if !other.is_null() => self.wrong_type("text", other, "a string"),
            _ if part.members().is_none_or(<[_]>::is_empty) => {
                self.wrong_type("part", part, "an object such as {\"text\": …}")
            }
            _ => {}
        }
    }

    pub(crate) fn wrong_type(&mut self, key: &str, node: &Node<'_>, wanted: &str) {
        let message = format!("`{key}` is {}; it must be {wanted}", node.kind());
        self.report(&files::ROW_TYPE, node.span, message, "");
    }

    pub(crate) fn missing(&mut self, node: &Node<'_>, key: &str) {
        let span = Span::new(node.span.start, node.span.start + 1);
        let members = node.members().unwrap_or_default();
        let near = members.iter().find(|member| nearest(&member.key, [key]).is_some());
        match near {
            Some(near) => {
                let message = format!("unknown key `{}`{}", shown(&near.key), did_you_mean(Some(key)));
                self.report(&files::ROW_TYPE, near.key_span, message, "");
            }
            None => self.report(&files::ROW_TYPE, span, format!("there is no `{key}` here"), ""),
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

    fn count(&mut self, text: &str, node: &Node<'_>, role: Option<Role>) {
        self.words += text.split_ascii_whitespace().count() as u64;
        if self.tokens.is_some() {
            self.said.push(Said { role, text: text.to_owned() });
        }
        let _ = self.last_text.set(node.span);
    }

    /// What was said from here on is one turn.
    fn join(&mut self, first: usize) {
        let more: Vec<Said> = self.said.drain(self.said.len().min(first + 1)..).collect();
        if let Some(turn) = self.said.get_mut(first) {
            more.iter().for_each(|said| turn.text.push_str(&said.text));
        }
    }

    /// Measures the conversation so far, and goes back to where so much was said in so many words: another answer may follow.
    fn measure(&mut self, (said, words): (usize, u64)) {
        let tokens = self.tokens.map_or(0, |tokens| (tokens.count)(&self.said));
        self.longest = Length { words: self.longest.words.max(self.words), tokens: self.longest.tokens.max(tokens) };
        self.said.truncate(said);
        self.words = words;
    }

    fn length(&mut self) {
        self.measure((0, 0));
        let Some(limit) = self.trainer.most_tokens else { return };
        let (title, most) = (self.trainer.title, limit.value);
        let Length { words, tokens } = self.longest;
        let message = match self.tokens {
            Some(by) if tokens > most => {
                format!("the row has {tokens} tokens by {}; {title} takes {most} by default", by.name)
            }
            None if words > most => {
                format!("the row has {words} words, so at least as many tokens; {title} takes {most} by default")
            }
            _ => return,
        };
        let span = self.last_text.get().map_or(Span::new(0, 1), |span| Span::new(span.start, span.start + 1));
        self.report(&files::ROW_TOO_LONG, span, message, limit.beyond);
    }
}

const LEAVE_OUT: &str = "leave the row out, or write what is meant";

/// Whether a value is the number 0 or 1.
pub(crate) fn is_zero_or_one(line: &str, node: &Node<'_>) -> bool {
    matches!(node.value, Value::Number) && matches!(&line[node.span.range()], "0" | "1" | "0.0" | "1.0")
}
