//! A record of a chunk, read: its values, or why there are none.

use std::borrow::Cow;

use tunesmith_runtime::{Datum, Record, Schema};
use tunesmith_template::json::{ProblemKind, problem_in_record};
use tunesmith_template::rules::data;
use tunesmith_template::{Rule, Span, locate};

use super::chunks::BOM_INSIDE;
use super::{Fields, Row, parse};
use crate::mask::Masked;

/// A record that was read.
#[derive(Clone, Debug)]
pub(crate) struct Read<'c> {
    pub(crate) row: Row<'c>,
    /// Its text, as findings show it.
    pub(crate) text: Cow<'c, str>,
    /// Its values; where it is at fault, those that stand before the fault.
    pub(crate) record: Record<'c>,
    /// What was masked in it.
    pub(crate) masked: Masked,
    /// Why it cannot be used, if so.
    pub(crate) fault: Option<Unreadable>,
}

/// Why a record's text cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    pub(crate) rule: &'static Rule,
    pub(crate) span: Span,
    pub(crate) message: String,
}

impl<'c> Read<'c> {
    /// A row whose values come from elsewhere.
    pub(crate) fn of_row(row: Row<'c>, schema: &'c Schema) -> Read<'c> {
        Read { row, text: row.text(), record: Record::new(schema), masked: Masked::new(), fault: None }
    }

    /// The same of another row, in the same memory.
    pub(crate) fn again(&mut self, row: Row<'c>) {
        (self.row, self.text, self.fault) = (row, row.text(), None);
        self.masked.clear();
        self.record.clear();
    }

    /// Takes note of a field that stands twice.
    pub(crate) fn stands_twice(&mut self, place: usize) {
        self.fault = Some(twice(&self.text, &self.record.schema().fields[place].name));
    }
}

/// Reads some fields of a record.
pub(crate) fn read<'c>(row: Row<'c>, schema: &'c Schema, fields: &Fields) -> Read<'c> {
    let mut record = Record::new(schema);
    let text = match std::str::from_utf8(row.bytes()) {
        Ok(text) => text,
        Err(error) => {
            let span = Span::new(error.valid_up_to(), error.valid_up_to() + '\u{FFFD}'.len_utf8());
            let message = "bytes that are not UTF-8; save the file as UTF-8".to_owned();
            let fault = Some(Unreadable { rule: &data::DATA_ENCODING, span, message });
            return Read { row, text: row.text(), record, masked: Masked::new(), fault };
        }
    };
    let fault = match parse(text, schema, fields, &mut record) {
        Ok(None) => None,
        Ok(Some(place)) => Some(twice(text, &schema.fields[place].name)),
        Err(error) => Some(not_json(text, &error)),
    };
    record.settle();
    Read { row, text: Cow::Borrowed(text), record, masked: Masked::new(), fault }
}

/// The text of a field of a record that could not be read, as far as it can be told.
pub(crate) fn text_of(read: &Read<'_>, place: usize) -> Option<String> {
    let field = &read.record.schema().fields[place];
    if let Datum::String(text) = read.record.at(place) {
        return Some(text.clone().into_owned());
    }
    let names = std::iter::once(&field.name).chain(field.spellings.iter());
    let (_, value) = names.into_iter().find_map(|name| locate(&read.text, name))?;
    Some(read.text[value.range()].trim_matches('"').to_owned())
}

fn twice(text: &str, field: &str) -> Unreadable {
    let key = locate(text, field).map_or(Span::new(0, 1), |(key, _)| key);
    Unreadable { rule: &data::DUPLICATE_FIELD, span: key, message: format!("the field {field} stands twice") }
}

/// A record that is no JSON, or that holds half a character.
fn not_json(text: &str, error: &serde_json::Error) -> Unreadable {
    let Some(problem) = problem_in_record(text) else { return beyond_json(text, error) };
    let (span, found) = (problem.span, &text[problem.span.range()]);
    if problem.kind == ProblemKind::LoneSurrogate {
        let message = format!("`{found}` is half of a character, without its other half");
        return Unreadable { rule: &data::DATA_ENCODING, span, message };
    }
    let message = match found.trim_start_matches('-') {
        "\u{feff}" => BOM_INSIDE.to_owned(),
        // What Python writes for a missing number.
        "NaN" | "Infinity" => format!("`{found}` is not JSON; write null, or leave the field out"),
        _ => problem.message,
    };
    Unreadable { rule: &data::DATA_SYNTAX, span, message }
}

/// JSON all the same, but not a record: no object, or a number that no computer holds.
fn beyond_json(text: &str, error: &serde_json::Error) -> Unreadable {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = text[at..].chars().next().map_or(at, |c| at + c.len_utf8());
    let message = error.to_string();
    // The place is the finding's own.
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    Unreadable { rule: &data::DATA_SYNTAX, span: Span::new(at, end), message }
}
