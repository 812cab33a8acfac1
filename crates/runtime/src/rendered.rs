//! The messages of a record as a tokenizer will see them: what no single value shows, such as a token that a change of case
//! or the text around a value makes.

use std::borrow::Cow;
use std::ops::Range;

use crate::render::{Sink, segments};
use crate::tokens::{ControlToken, control_tokens};
use crate::{Fault, FaultKind, Literal, Pair, Record, Segment, Value, shown};

/// A message, and which value each piece of it is.
#[derive(Default)]
struct Traced {
    text: String,
    values: Vec<(Range<usize>, Value)>,
    current: Option<Value>,
}

impl Sink for Traced {
    fn literal(&mut self, literal: &Literal) {
        self.text.push_str(&literal.text);
    }

    fn value(&mut self, value: &str) {
        let start = self.text.len();
        self.text.push_str(value);
        self.values.extend(self.current.map(|value| (start..self.text.len(), value)));
    }

    fn begin(&mut self, value: Value) {
        self.current = Some(value);
    }
}

/// Control tokens in the messages of a record for a pair, as far as the record has a part in them.
pub(crate) fn tokens(pair: Pair<'_>, record: &Record<'_>, families: &[Cow<'_, str>], faults: &mut Vec<Fault>) {
    let answer = pair.contract().target_of(record).map(|target| target.segments.as_ref()).unwrap_or_default();
    for message in [pair.strategy().user_template.as_ref(), answer] {
        tokens_of(message, record, families, faults);
    }
}

fn tokens_of(message: &[Segment], record: &Record<'_>, families: &[Cow<'_, str>], faults: &mut Vec<Fault>) {
    let mut traced = Traced::default();
    segments(message, record, &mut traced);
    for token in control_tokens(&traced.text, families) {
        let overlaps = |range: &Range<usize>| range.start < token.range.end && token.range.start < range.end;
        // A token in the literal text is a finding in the template.
        let Some((range, value)) = traced.values.iter().find(|(range, _)| overlaps(range)) else { continue };
        let Some(field) = record.field_of(*value) else { continue };
        let fault = fault(&token, &traced.text, range, field, record);
        if !faults.iter().any(|known| known.kind == fault.kind && known.field == fault.field) {
            faults.push(fault);
        }
    }
}

fn fault(token: &ControlToken, text: &str, value: &Range<usize>, field: usize, record: &Record<'_>) -> Fault {
    let name = &record.schema().fields[field].name;
    let kind = if token.is_honest { FaultKind::PossibleToken } else { FaultKind::ControlToken };
    let written = &text[token.range.clone()];
    let is_inside = value.start <= token.range.start && token.range.end <= value.end;
    let (shown_token, plain) = (shown(written), shown(&token.name));
    let what = if token.is_honest { "what may be a chat control token," } else { "the chat control token" };
    let mut reason = match record.text(Value::Field(field)) {
        Some(raw) if is_inside && raw.contains(written) => format!("{name} holds {what} `{shown_token}`"),
        _ => format!("with {name} the message holds {what} `{shown_token}`"),
    };
    if plain != shown_token {
        reason += &format!(", which is read as `{plain}`");
    }
    let piece = text[token.range.start.max(value.start)..token.range.end.min(value.end)].to_owned();
    Fault { kind, field, piece, reason }
}
