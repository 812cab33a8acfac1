//! What a turn says as a list of parts: texts, and what is no text.

use tunesmith_runtime::shown;
use tunesmith_template::rules::files;
use tunesmith_template::{Span, did_you_mean, nearest};

use crate::json::Node;
use crate::row::{Meaning, Row};
use crate::shape::Words;
use crate::trainer::{Calls, Role};

impl Row<'_> {
    /// A list of `{"text": …}` and other parts under a key.
    pub(crate) fn parts_of(&mut self, node: &Node<'_>, key: &'static str, what: &'static str, words: &Words) {
        match node.get(key).map(|parts| (parts, parts.list())) {
            Some((_, Some(items))) => self.parts(items, Role::System, words),
            Some((parts, None)) => self.wrong_type(what, parts, "a list of parts"),
            None => self.missing(node, key),
        }
    }

    /// The parts of what is said in one turn.
    pub(crate) fn parts(&mut self, items: &[Node<'_>], role: Role, words: &Words) {
        let first = self.said.len();
        items.iter().for_each(|part| self.part(part, role, words));
        self.join(first);
    }

    /// One part of what is said: a text, or something else that is no text.
    fn part(&mut self, part: &Node<'_>, role: Role, words: &Words) {
        let members = part.members().unwrap_or_default();
        if members.is_empty() {
            return self.wrong_type("part", part, "an object such as {\"text\": …}");
        }
        let kind = part.get("type").and_then(Node::text);
        part.get("type").into_iter().for_each(|kind| self.mean(kind, Meaning::Fixed));
        match part.get("text") {
            Some(text) if text.text().is_some() => self.text(text, role),
            Some(other) if !other.is_null() || kind == Some("text") => self.wrong_type("text", other, "a string"),
            None if kind == Some("text") => self.missing(part, "text"),
            _ => {}
        }
        let start = Span::new(part.span.start, part.span.start + 1);
        if words.parts.is_empty() {
            if self.trainer.calls == Calls::Api {
                self.typed(part, kind, role, start);
            }
            return;
        }
        let is_known = members.iter().any(|member| words.parts.contains(&member.key.as_ref()));
        let stranger = if is_known { members.iter().find(|member| member.key == "type") } else { members.first() };
        if let Some(stranger) = stranger {
            let message = format!("a part has no key `{}` here", shown(&stranger.key));
            self.report(&files::ROW_TYPE, stranger.key_span, message, format!("keys here: {}", words.parts.join(", ")));
        }
        if let Some(seen) = ["image", "video"].into_iter().find(|key| role != Role::User && part.get(key).is_some()) {
            self.report(&files::ROW_TYPE, start, format!("`{seen}` in the {} turn", role.name()), OF_USER);
        }
    }

    /// A part as OpenAI's API takes it.
    fn typed(&mut self, part: &Node<'_>, kind: Option<&str>, role: Role, start: Span) {
        const TYPES: [&str; 5] = ["text", "image_url", "input_audio", "file", "refusal"];
        match (part.get("type"), kind) {
            (Some(_), Some("text" | "refusal")) => {}
            (Some(_), Some("image_url" | "input_audio" | "file")) if role == Role::User => {}
            (Some(_), Some(kind)) if TYPES.contains(&kind) => {
                self.report(&files::ROW_TYPE, start, format!("`{kind}` in the {} turn", role.name()), OF_USER);
            }
            (Some(node), Some(kind)) => {
                let near = did_you_mean(nearest(kind, TYPES));
                let message = format!("{} knows no part of the type `{}`{near}", self.trainer.title, shown(kind));
                self.report(&files::ROW_TYPE, node.span, message, format!("types: {}", TYPES.join(", ")));
            }
            (Some(node), None) => self.wrong_type("type", node, "a string"),
            (None, _) => self.missing(part, "type"),
        }
    }
}

const OF_USER: &str = "pictures, sounds and files stand in user turns alone";
