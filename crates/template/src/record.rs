//! A record as the renderer sees it, and the values that are derived from it.

use std::borrow::Cow;

use crate::{RecordSchema, Value};

/// A scalar of a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Scalar<'a> {
    /// The record has no such field.
    #[default]
    Missing,
    /// `null`
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as JSON text.
    Number(Cow<'a, str>),
    /// A string.
    String(Cow<'a, str>),
    /// An array or object: no field that is used may hold one.
    Compound,
}

impl Scalar<'_> {
    /// The string; empty for anything else.
    pub fn as_str(&self) -> &str {
        match self {
            Scalar::String(text) => text,
            _ => "",
        }
    }

    /// The kind in words, with its article, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Scalar::Missing => "nothing",
            Scalar::Null => "null",
            Scalar::Bool(_) => "a boolean",
            Scalar::Number(_) => "a number",
            Scalar::String(_) => "a string",
            Scalar::Compound => "an array or object",
        }
    }
}

/// The values of one record, in the order of its schema's fields.
///
/// ```
/// use tunesmith_template::{Record, Scalar, Value, doc};
///
/// let schema = doc::schema();
/// let mut record = Record::new(&schema);
/// record.set("target_group_norm", Scalar::String("mexican".into()));
/// record.set("persona_tag", Scalar::String("unknown".into()));
/// assert_eq!(record.persona(), "MEXICAN");
/// ```
#[derive(Clone, Debug)]
pub struct Record<'a> {
    schema: &'a RecordSchema,
    values: Vec<Scalar<'a>>,
}

impl<'a> Record<'a> {
    /// A record without values.
    pub fn new(schema: &'a RecordSchema) -> Record<'a> {
        Record { schema, values: vec![Scalar::Missing; schema.fields.len()] }
    }

    /// Sets a field by name; a field that the schema does not have is ignored.
    pub fn set(&mut self, name: &str, value: Scalar<'a>) {
        if let Some(index) = self.schema.index_of(name) {
            self.values[index] = value;
        }
    }

    /// Sets a field by its place in the schema.
    pub fn set_at(&mut self, index: usize, value: Scalar<'a>) {
        self.values[index] = value;
    }

    /// Takes all values off.
    pub fn clear(&mut self) {
        self.values.fill(Scalar::Missing);
    }

    /// A field's value, by its place in the schema.
    pub fn at(&self, index: usize) -> &Scalar<'a> {
        &self.values[index]
    }

    /// The row's id: `original_id`, a string or a number; empty where it has none.
    pub fn id(&self) -> &str {
        match self.schema.known().original_id.map(|place| self.at(place)) {
            Some(Scalar::String(id) | Scalar::Number(id)) => id,
            _ => "",
        }
    }

    fn known(&self, index: Option<usize>) -> &str {
        index.map_or("", |index| self.values[index].as_str())
    }

    /// Upper-case `persona_tag`, or upper-case `target_group_norm` where the tag is empty, missing or
    /// `unknown`, or `GENERAL`.
    pub fn persona(&self) -> Cow<'_, str> {
        let known = self.schema.known();
        let tag = self.known(known.persona_tag);
        let group = self.known(known.target_group_norm);
        match (tag, group) {
            ("" | "unknown", "") => Cow::Borrowed("GENERAL"),
            ("" | "unknown", group) => upper(group),
            (tag, _) => upper(tag),
        }
    }

    /// `target_group_norm` as in the record, or `general`.
    pub fn target_group(&self) -> &str {
        match self.known(self.schema.known().target_group_norm) {
            "" => "general",
            group => group,
        }
    }

    /// Upper-case `target_group_norm`, or the persona where that is empty.
    pub fn protected_group(&self) -> Cow<'_, str> {
        match self.known(self.schema.known().target_group_norm) {
            "" => self.persona(),
            group => upper(group),
        }
    }

    /// `rationale_text`, or nothing where it is missing, empty, `NA` or `None`.
    pub fn rationale(&self) -> Option<&str> {
        let rationale = self.known(self.schema.known().rationale_text);
        (!matches!(rationale, "" | "NA" | "None")).then_some(rationale)
    }

    /// A value as prompts substitute it.
    pub fn value(&self, value: Value) -> Cow<'_, str> {
        match value {
            Value::Persona => self.persona(),
            Value::TargetGroup => Cow::Borrowed(self.target_group()),
            Value::ProtectedGroup => self.protected_group(),
            Value::Rationale => Cow::Borrowed(self.rationale().unwrap_or_default()),
            Value::Field(index) => Cow::Borrowed(self.values[index].as_str()),
        }
    }
}

/// Upper case as Python's `str.upper`: the full Unicode mapping.
fn upper(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.to_uppercase())
}
