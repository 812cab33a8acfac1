//! What may be wrong with a record, as plain data: whoever read it says where it stands.

use std::fmt;

use crate::characters::{Odd, odd};
use crate::tokens::{begins_turn, holds_opener};
use crate::{Datum, Field, FieldKind};

/// Something that is wrong with a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub kind: FaultKind,
    /// Place of the field in the schema.
    pub field: usize,
    /// The part of the value that is at fault, as JSON text may write it; empty where it is the whole.
    pub piece: String,
    /// What is wrong, in words.
    pub reason: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Fault {}

/// The kinds of faults that [`Needs::examine`](crate::Needs::examine) finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A field that is needed is not there.
    MissingField,
    /// A field has another type than the schema says, or null where that is not allowed.
    FieldType,
    /// The label has no target.
    UnknownLabel,
    /// A value that the schema does not allow.
    UnknownValue,
    /// The text is empty.
    EmptyText,
    /// The text is only white space.
    BlankText,
    /// The text is that of an example in the prompt: what is trained or tested stands there with its answer.
    TextInExample,
    /// A control token of a chat format.
    ControlToken,
    /// A control token that honest text may hold too.
    PossibleToken,
    /// The character U+0000.
    Nul,
    /// Tag characters, which people do not see and models read.
    HiddenText,
    /// A bidirectional control character.
    Bidi,
    /// A control character of terminals, or a code point that is no character.
    ControlCharacter,
}

impl FaultKind {
    /// The code of the finding, as messages and options name it.
    pub const fn code(self) -> &'static str {
        match self {
            FaultKind::MissingField => "missing-field",
            FaultKind::FieldType => "field-type",
            FaultKind::UnknownLabel => "unknown-label",
            FaultKind::UnknownValue => "unknown-value",
            FaultKind::EmptyText => "empty-text",
            FaultKind::BlankText => "blank-text",
            FaultKind::TextInExample => "text-in-example",
            FaultKind::ControlToken => "text-control-token",
            FaultKind::PossibleToken => "text-possible-token",
            FaultKind::Nul => "text-nul",
            FaultKind::HiddenText => "text-hidden",
            FaultKind::Bidi => "text-bidi",
            FaultKind::ControlCharacter => "text-control-character",
        }
    }

    /// Whether no message can be made of such a record; otherwise one can, and whether it may is the caller's choice.
    pub const fn is_hard(self) -> bool {
        let is_soft =
            matches!(self, FaultKind::TextInExample | FaultKind::ControlToken | FaultKind::Nul | FaultKind::HiddenText);
        !is_soft && self.is_error()
    }

    /// Whether a message with it should not be sent or trained, unless somebody says so.
    pub const fn is_error(self) -> bool {
        !matches!(self, FaultKind::PossibleToken | FaultKind::Bidi | FaultKind::ControlCharacter)
    }
}

impl Fault {
    /// A field that is missing, or that is something else than its schema says.
    pub fn not_a(place: usize, field: &Field, found: &Datum<'_>) -> Fault {
        let (name, wanted) = (&field.name, field.kind.name());
        let (kind, reason) = match found {
            Datum::Missing => (FaultKind::MissingField, format!("the field {name} is missing; it must be {wanted}")),
            other => (FaultKind::FieldType, format!("{name} is {}; it must be {wanted}", other.kind_name())),
        };
        Fault { kind, field: place, piece: String::new(), reason }
    }

    /// A value that is none of those allowed.
    pub(crate) fn not_among<'v>(
        kind: FaultKind,
        place: usize,
        field: &Field,
        found: &str,
        allowed: impl Iterator<Item = &'v str>,
    ) -> Fault {
        let quote = |text: &str| match field.kind {
            FieldKind::String => format!("\"{}\"", shown(text)),
            _ => shown(text),
        };
        let allowed = allowed.map(quote).collect::<Vec<_>>().join(", ");
        let reason = format!("{} is {}; allowed: {allowed}", field.name, quote(found));
        Fault { kind, field: place, piece: String::new(), reason }
    }
}

/// Characters that may not reach a message; returns whether a control token may begin in the text, so that the messages
/// have to be looked at.
pub(crate) fn characters(place: usize, name: &str, text: &str, faults: &mut Vec<Fault>) -> bool {
    // One look at all bytes, without a branch: hardly any text goes on.
    let may_hold = |byte: &u8| (*byte < 0x20) | (*byte == b'<') | (*byte == b'[') | (*byte >= 0x7F);
    if !text.as_bytes().iter().fold(false, |any, byte| any | may_hold(byte)) {
        return begins_turn(text);
    }
    for odd in odd(text) {
        let (kind, piece, what) = match odd {
            Odd::Nul => (FaultKind::Nul, "\\u0000".to_owned(), "character U+0000".to_owned()),
            Odd::Bidi(c) => {
                (FaultKind::Bidi, c.to_string(), format!("bidirectional control character U+{:04X}", u32::from(c)))
            }
            Odd::Tag(c) => (
                FaultKind::HiddenText,
                c.to_string(),
                format!("tag character U+{:04X}, which people do not see and models read", u32::from(c)),
            ),
            Odd::Control(c) => {
                (FaultKind::ControlCharacter, c.to_string(), format!("control character U+{:04X}", u32::from(c)))
            }
        };
        faults.push(Fault { kind, field: place, piece, reason: format!("{name} holds the {what}") });
    }
    holds_opener(text)
}

/// A value of the data as messages show it: on one line, no longer than that, and nothing that a terminal obeys.
///
/// ```
/// assert_eq!(tunesmith_runtime::shown("a\nb"), "a\\nb");
/// ```
pub fn shown(value: &str) -> String {
    const LONGEST: usize = 80;

    let mut chars = value.chars();
    let start: String = chars.by_ref().take(LONGEST).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    format!("{}{more}", start.escape_debug())
}
