//! A record, and the text of its values.

use std::borrow::Cow;

use crate::{Case, Derived, FieldRole, Schema, Value};

/// What a record holds in a field.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Datum<'a> {
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
    /// An array of strings.
    Strings(Vec<Cow<'a, str>>),
    /// Any other array, or an object: no field may hold one.
    Compound,
}

impl Datum<'_> {
    /// The kind in words, with its article, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Datum::Missing => "nothing",
            Datum::Null => "null",
            Datum::Bool(_) => "a boolean",
            Datum::Number(_) => "a number",
            Datum::String(_) => "a string",
            Datum::Strings(_) => "an array of strings",
            Datum::Compound => "an array or object",
        }
    }

    /// The text by which labels and `enum` name it: a string as it is, a number or boolean as JSON text.
    pub fn key(&self) -> Option<&str> {
        match self {
            Datum::Bool(true) => Some("true"),
            Datum::Bool(false) => Some("false"),
            Datum::Number(text) | Datum::String(text) => Some(text),
            Datum::Missing | Datum::Null | Datum::Strings(_) | Datum::Compound => None,
        }
    }

    /// The text as a prompt shows it: an array's strings with commas between.
    pub(crate) fn text(&self) -> Option<Cow<'_, str>> {
        match self {
            Datum::Strings(items) => Some(Cow::Owned(items.join(", "))),
            other => other.key().map(Cow::Borrowed),
        }
    }
}

impl<'a> From<&'a str> for Datum<'a> {
    fn from(text: &'a str) -> Datum<'a> {
        Datum::String(Cow::Borrowed(text))
    }
}

impl From<String> for Datum<'_> {
    fn from(text: String) -> Self {
        Datum::String(Cow::Owned(text))
    }
}

impl From<bool> for Datum<'_> {
    fn from(boolean: bool) -> Self {
        Datum::Bool(boolean)
    }
}

impl From<i64> for Datum<'_> {
    fn from(number: i64) -> Self {
        Datum::Number(Cow::Owned(number.to_string()))
    }
}

impl From<f64> for Datum<'_> {
    /// The shortest text that reads back as the same number; infinities and NaN are no numbers of JSON, and no field may
    /// hold one.
    fn from(number: f64) -> Self {
        Datum::Number(Cow::Owned(format!("{number:?}")))
    }
}

impl<'a> From<&[&'a str]> for Datum<'a> {
    fn from(items: &[&'a str]) -> Datum<'a> {
        Datum::Strings(items.iter().map(|item| Cow::Borrowed(*item)).collect())
    }
}

/// The values of one record, in the order of its schema's fields.
///
/// ```
/// use std::borrow::Cow;
/// use tunesmith_runtime::{Datum, Field, FieldKind, FieldRole, Record, Schema};
///
/// let body = Field {
///     name: "body".into(),
///     spellings: Cow::Borrowed(&[]),
///     role: FieldRole::Text,
///     kind: FieldKind::String,
///     nullable: false,
///     required: true,
///     values: Cow::Borrowed(&[]),
/// };
/// let schema = Schema { fields: vec![body].into(), ..Schema::default() };
/// let record = Record::new(&schema).with("body", "the printer is on fire");
/// assert_eq!(record.at(0), &Datum::from("the printer is on fire"));
/// ```
#[derive(Clone, Debug)]
pub struct Record<'a> {
    schema: &'a Schema,
    data: Vec<Datum<'a>>,
    /// Whether no string that means "no value" is left in a nullable field.
    settled: bool,
    /// The fields that held one, an empty one aside.
    stringified: Vec<usize>,
}

const NULL: Datum<'static> = Datum::Null;

impl<'a> Record<'a> {
    /// A record without values.
    pub fn new(schema: &'a Schema) -> Record<'a> {
        let mut data = Vec::new();
        // Which is quicker than cloning one value.
        data.resize_with(schema.fields.len(), Datum::default);
        Record { schema, data, settled: false, stringified: Vec::new() }
    }

    /// The record with a value in a field; one that the schema does not have is left out.
    #[must_use]
    pub fn with(mut self, name: &str, datum: impl Into<Datum<'a>>) -> Record<'a> {
        if let Some(place) = self.schema.index_of_key(name) {
            self.data[place] = datum.into();
            self.settled = false;
        }
        self
    }

    /// Makes null of the strings in nullable fields that mean "no value", so that nobody asks again.
    pub fn settle(&mut self) {
        for place in 0..self.data.len() {
            if self.is_missing(place) {
                let was = std::mem::replace(&mut self.data[place], Datum::Null);
                if was.key().is_some_and(|text| !text.is_empty()) {
                    self.stringified.push(place);
                }
            }
        }
        self.settled = true;
    }

    /// The fields that held a word for "no value", which [`Record::settle`] made null of.
    pub fn stringified(&self) -> &[usize] {
        &self.stringified
    }

    fn is_missing(&self, place: usize) -> bool {
        let Datum::String(text) = &self.data[place] else { return false };
        self.schema.fields[place].nullable && self.schema.is_missing(text)
    }

    /// Takes all values off.
    pub fn clear(&mut self) {
        self.settled = false;
        self.stringified.clear();
        self.data.fill_with(Datum::default);
    }

    /// Sets a field by its place in the schema.
    pub fn set_at(&mut self, place: usize, datum: Datum<'a>) {
        self.data[place] = datum;
        self.settled = false;
    }

    /// The schema that the record's fields are of.
    pub fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// What stands in a field, by its place in the schema.
    pub fn at(&self, place: usize) -> &Datum<'a> {
        &self.data[place]
    }

    /// The same, but null where a nullable field holds a string that means "no value".
    pub fn present(&self, place: usize) -> &Datum<'a> {
        if !self.settled && self.is_missing(place) { &NULL } else { &self.data[place] }
    }

    /// The record's id, a string or a number; empty where it has none.
    pub fn id(&self) -> &str {
        let id = self.schema.with_role(FieldRole::Id).map(|place| self.at(place));
        id.and_then(Datum::key).unwrap_or_default()
    }

    /// The text of a value as prompts substitute it; nothing where it is null.
    pub fn text(&self, value: Value) -> Option<Cow<'_, str>> {
        match value {
            Value::Field(place) => self.present(place).text(),
            Value::Derived(place) => self.derived(&self.schema.values[place]),
        }
    }

    /// The field that a value is taken from; nothing where it is what a derived value says else.
    pub(crate) fn field_of(&self, value: Value) -> Option<usize> {
        match value {
            Value::Field(place) => Some(place),
            Value::Derived(place) => self.first(&self.schema.values[place]).map(|(field, _)| field),
        }
    }

    /// The first field that counts for a derived value, with its text.
    fn first<'r>(&'r self, value: &'r Derived) -> Option<(usize, Cow<'r, str>)> {
        value.first.iter().find_map(|alternative| {
            let text = self.present(alternative.field).text()?;
            let counts = !text.is_empty() && !alternative.unless.contains(&text);
            counts.then_some((alternative.field, text))
        })
    }

    fn derived<'r>(&'r self, value: &'r Derived) -> Option<Cow<'r, str>> {
        let found = self.first(value).map(|(_, text)| text);
        match (found, value.case) {
            (None, _) => value.otherwise.as_deref().map(Cow::Borrowed),
            (Some(text), Case::Kept) => Some(text),
            (Some(text), Case::Upper) => Some(upper(text)),
            (Some(text), Case::Lower) => Some(lower(text)),
        }
    }
}

fn upper(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_upper = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_lowercase());
    if is_upper { text } else { Cow::Owned(text.to_uppercase()) }
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    if is_lower { text } else { Cow::Owned(text.to_lowercase()) }
}
