//! Rows with two answers, of which one is better.

use tunesmith_template::rules::files;

use crate::json::Node;
use crate::row::{Meaning, Row, words_of};
use crate::shape;
use crate::trainer::Role;
use crate::turns::{self, Part};

impl Row<'_> {
    pub(crate) fn preference(&mut self, root: &Node<'_>) {
        match root.get("prompt") {
            Some(prompt) if prompt.list().is_some() => self.turns(root, "prompt", &shape::MESSAGES, Part::Prompt),
            Some(_) => self.texts(root, &[("prompt", Role::User)]),
            None if root.get("conversations").is_some() => {
                self.turns(root, "conversations", words_of(root.get("conversations")), Part::Prompt);
            }
            None if root.get("messages").is_some() => self.turns(root, "messages", &shape::MESSAGES, Part::Prompt),
            None if root.get("instruction").is_some() => {
                self.texts(root, &[("instruction", Role::User)]);
                self.optional_text(root, "input", Role::User);
            }
            None => {}
        }
        self.optional_text(root, "system", Role::System);
        let prompt = (self.said.len(), self.words);
        for key in ["chosen", "rejected"] {
            match root.get(key) {
                Some(node) if node.list().is_some() => self.turns(root, key, words_of(Some(node)), Part::Completion),
                Some(node) if node.members().is_some() => {
                    turns::judge(
                        self,
                        std::slice::from_ref(node),
                        node.span,
                        key,
                        words_of(Some(node)),
                        Part::Completion,
                    );
                }
                _ => self.texts(root, &[(key, Role::Assistant)]),
            }
            self.measure(prompt);
        }
        self.choice(root, ["chosen", "rejected"]);
    }

    pub(crate) fn preferred_output(&mut self, root: &Node<'_>) {
        match root.get("input") {
            Some(input) if input.members().is_some() => self.turns(input, "messages", &shape::MESSAGES, Part::Prompt),
            Some(other) => self.wrong_type("input", other, "an object with `messages`"),
            None => self.missing(root, "input"),
        }
        let keys = ["preferred_output", "non_preferred_output"];
        let prompt = (self.said.len(), self.words);
        for key in keys {
            self.turns(root, key, &shape::MESSAGES, Part::Completion);
            if let Some(second) = root.get(key).and_then(Node::list).and_then(|turns| turns.get(1)) {
                let message = format!("`{key}` has more than one turn");
                self.report(&files::ROW_TYPE, second.span, message, "it is one answer, and all before it is `input`");
            }
            self.measure(prompt);
        }
        self.choice(root, keys);
    }

    /// The two answers of a row must differ. They do if their last texts do.
    fn choice(&mut self, root: &Node<'_>, keys: [&str; 2]) {
        let [Some(one), Some(other)] = keys.map(|key| root.get(key)) else { return };
        if self.line[one.span.range()] == self.line[other.span.range()] {
            let message = format!("`{}` and `{}` are the same", keys[0], keys[1]);
            self.report(&files::PAIR_EQUAL, other.span, message, "leave the row out, or give it another answer");
        }
        for node in [one, other] {
            let is_in =
                |(at, meaning): &&mut (usize, Meaning)| node.span.range().contains(at) && *meaning == Meaning::Text;
            if let Some((_, last)) = self.meanings.iter_mut().filter(is_in).max_by_key(|(at, _)| *at) {
                *last = Meaning::Choice;
            }
        }
    }
}
