//! A prompt of a strategy: its text, its parts, and what the model will see of it.

use std::ops::Range;

use crate::braces::{self, Part};
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
        PromptView { dialect, text, parts, plain }
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
