//! The texts of a row: empty ones, control tokens, reserved words, and how long they are together.

use tunesmith_runtime::{control_tokens, is_blank};
use tunesmith_template::Span;
use tunesmith_template::rules::files;

use crate::json::{Node, raw_offset};
use crate::row::{Meaning, Row};
use crate::tokens::Said;
use crate::trainer::Role;

/// How long a row is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Length {
    pub(crate) words: u64,
    pub(crate) tokens: u64,
}

impl Row<'_> {
    pub(crate) fn texts(&mut self, root: &Node<'_>, keys: &[(&'static str, Role)]) {
        for &(key, role) in keys {
            match root.get(key) {
                Some(node) if node.text().is_some() => self.text(node, role),
                Some(other) => self.wrong_type(key, other, "a string"),
                None => self.missing(root, key),
            }
        }
    }

    /// A text that may be absent, null or empty.
    pub(crate) fn optional_text(&mut self, root: &Node<'_>, key: &'static str, role: Role) {
        match root.get(key) {
            Some(node) if node.text().is_some_and(|text| !is_blank(text)) => self.text(node, role),
            Some(node) if node.text().is_some() => self.mean(node, Meaning::Fixed),
            Some(node) if node.is_null() => {}
            Some(other) => self.wrong_type(key, other, "a string"),
            None => {}
        }
    }

    /// A text with a chat template applied: it may hold control tokens.
    pub(crate) fn raw_text(&mut self, root: &Node<'_>) {
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

    pub(crate) fn count(&mut self, text: &str, node: &Node<'_>, role: Option<Role>) {
        let words = text.split_ascii_whitespace().count() as u64;
        self.words += words;
        if self.longest_text.is_none_or(|(most, _)| words > most) {
            self.longest_text = Some((words, node.span));
        }
        if self.asked.tokens.is_some() {
            self.said.push(Said { role, text: text.to_owned() });
        }
    }

    /// What was said from here on is one turn.
    pub(crate) fn join(&mut self, first: usize) {
        let more: Vec<Said> = self.said.drain(self.said.len().min(first + 1)..).collect();
        if let Some(turn) = self.said.get_mut(first) {
            more.iter().for_each(|said| turn.text.push_str(&said.text));
        }
    }

    /// Measures the conversation so far, and goes back to where so much was said in so many words: another answer may follow.
    pub(crate) fn measure(&mut self, (said, words): (usize, u64)) {
        let tokens = self.asked.tokens.map_or(0, |tokens| (tokens.count)(&self.said));
        self.longest = Length { words: self.longest.words.max(self.words), tokens: self.longest.tokens.max(tokens) };
        self.said.truncate(said);
        self.words = words;
    }

    pub(crate) fn length(&mut self) {
        self.measure((0, 0));
        let Some(most) = self.asked.most_tokens() else { return };
        let Length { words, tokens } = self.longest;
        let has = match self.asked.tokens {
            Some(by) if tokens > most => format!("{tokens} tokens by {}", by.name),
            None if words > most => format!("{words} words, so at least as many tokens"),
            _ => return,
        };
        let takes = match self.asked.max_tokens {
            Some(most) => format!("the training length is {most}"),
            None => format!("{} takes {most} by default", self.trainer.title),
        };
        let beyond = self.trainer.most_tokens.map_or("trainers cut such a row or leave it out", |limit| limit.beyond);
        let span = self.longest_text.map_or(Span::new(0, 1), |(_, span)| Span::new(span.start, span.start + 1));
        self.report(&files::ROW_TOO_LONG, span, format!("the row has {has}; {takes}"), beyond);
    }
}

const LEAVE_OUT: &str = "leave the row out, or write what is meant";
