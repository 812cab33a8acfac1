//! A prompt of a strategy: its text, its parts, and what the model will see of it.

use std::ops::Range;

use crate::braces::{self, Part};
use crate::examples::{self, Example};
use crate::{Span, Text};

/// The two brace dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `system_prompt`: braces mean themselves.
    Literal,
    /// `user_template`: Python's `str.format`.
    Format,
}

/// A prompt with its parts.
pub(crate) struct PromptView<'n> {
    pub(crate) dialect: Dialect,
    pub(crate) text: &'n Text,
    /// For [`Dialect::Format`]; empty for the other.
    pub(crate) parts: Vec<Part>,
    /// The text that the model will see, doubled braces made single, placeholders as written.
    pub(crate) plain: Text,
    /// The JSON objects in `plain`.
    pub(crate) examples: Vec<Example>,
}

impl<'n> PromptView<'n> {
    pub(super) fn new(text: &'n Text, dialect: Dialect) -> PromptView<'n> {
        let (parts, plain) = match dialect {
            Dialect::Literal => (Vec::new(), text.clone()),
            Dialect::Format => {
                let parts = braces::scan(text.value());
                let plain = undouble(text, &parts);
                (parts, plain)
            }
        };
        let examples = examples::find(plain.value());
        PromptView { dialect, text, parts, plain, examples }
    }

    /// The key that holds such a prompt.
    pub(crate) fn key(&self) -> &'static str {
        match self.dialect {
            Dialect::Literal => "system_prompt",
            Dialect::Format => "user_template",
        }
    }

    /// Whether there is nothing but white space.
    pub(crate) fn is_blank(&self) -> bool {
        self.text.value().trim().is_empty()
    }

    /// The words in doubled braces, which nothing is substituted for, with their place.
    pub(crate) fn doubled_names(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.parts.windows(3).filter_map(|parts| match parts {
            [Part::Doubled(open, '{'), Part::Literal(inside), Part::Doubled(close, '}')] => {
                Some((open.start..close.end, self.text.value()[inside.clone()].trim()))
            }
            _ => None,
        })
    }

    /// Whether there is a placeholder in this part of `plain`.
    pub(crate) fn has_placeholder(&self, range: &Range<usize>) -> bool {
        let source = |part: &Part| self.text.source_offset(part.range().start);
        let [start, end] = [range.start, range.end].map(|at| self.plain.source_offset(at));
        let first = self.parts.partition_point(|part| source(part) < start);
        self.parts[first..]
            .iter()
            .take_while(|part| source(part) < end)
            .any(|part| matches!(part, Part::Placeholder { .. }))
    }

    /// Whether this offset of `plain` is in JSON with single braces, a finding of its own.
    pub(crate) fn is_unescaped(&self, at: usize) -> bool {
        let at = self.plain.source_offset(at);
        let behind = self.parts.partition_point(|part| self.text.source_offset(part.range().start) <= at);
        matches!(behind.checked_sub(1).map(|index| &self.parts[index]), Some(Part::Json { .. }))
    }

    /// The source span of a range of the text.
    pub(crate) fn source_span(&self, range: Range<usize>) -> Span {
        self.text.source_span(range.start, range.end)
    }
}

/// The text with doubled braces made single, still mapped to the source.
fn undouble(text: &Text, parts: &[Part]) -> Text {
    let mut plain = Text::new(text.span());
    for part in parts {
        let range = part.range();
        match part {
            Part::Doubled(_, brace) => plain.push_escaped(*brace, text.source_offset(range.start)),
            _ => plain.push_part(text, range),
        }
    }
    plain.finish(text.span());
    plain
}
