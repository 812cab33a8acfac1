//! One record's text to a [`Record`], borrowing what needs no unescaping.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use tunesmith_runtime::{Datum, FieldKind, FieldRole, Record, Schema};

/// Which fields of the schema are read; others are only checked to be JSON.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    wanted: Vec<bool>,
}

impl Fields {
    /// Reads the fields at these places of the schema.
    pub(crate) fn new(schema: &Schema, places: impl IntoIterator<Item = usize>) -> Fields {
        let mut wanted = vec![false; schema.fields.len()];
        for place in places {
            wanted[place] = true;
        }
        Fields { wanted }
    }

    /// Whether the field at this place is read.
    pub(crate) fn wants(&self, place: usize) -> bool {
        self.wanted[place]
    }

    /// The same, and these.
    pub(crate) fn add(&mut self, places: impl IntoIterator<Item = usize>) {
        places.into_iter().for_each(|place| self.wanted[place] = true);
    }
}

/// Parses `text` into `record`, whose values were cleared; returns a field that stands there twice.
pub(crate) fn parse<'a>(
    text: &'a str,
    schema: &Schema,
    fields: &Fields,
    record: &mut Record<'a>,
) -> Result<Option<usize>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let twice = deserializer.deserialize_map(Members { schema, fields, record })?;
    deserializer.end()?;
    Ok(twice)
}

struct Members<'s, 'r, 'a> {
    schema: &'s Schema,
    fields: &'s Fields,
    record: &'r mut Record<'a>,
}

impl<'de> Visitor<'de> for Members<'_, '_, 'de> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record (a JSON object)")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<usize>, A::Error> {
        let mut seen = vec![false; self.schema.fields.len()];
        let mut twice = None;
        let mut next = 0;
        while let Some(place) = map.next_key_seed(KeyPlace { schema: self.schema, next })? {
            let Some(place) = place else {
                map.next_value::<Skipped>()?;
                continue;
            };
            next = place + 1;
            if std::mem::replace(&mut seen[place], true) {
                twice.get_or_insert(place);
            }
            let field = &self.schema.fields[place];
            // As it is written: an id beyond 2^53 is no other id.
            let may_be_number =
                matches!(field.kind, FieldKind::Integer | FieldKind::Number) || field.role == FieldRole::Id;
            if self.fields.wanted[place] && may_be_number {
                let raw: &'de RawValue = map.next_value()?;
                self.record.set_at(place, as_written(raw.get()).map_err(A::Error::custom)?);
            } else if self.fields.wanted[place] {
                self.record.set_at(place, map.next_value_seed(AnyDatum)?);
            } else {
                map.next_value::<Skipped>()?;
            }
        }
        Ok(twice)
    }
}

/// A key to its place in the schema. Records keep the schema's order as a rule, so the next one is tried first.
struct KeyPlace<'s> {
    schema: &'s Schema,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for KeyPlace<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyPlace<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        match self.schema.fields.get(self.next) {
            Some(field) if field.name == key => Ok(Some(self.next)),
            _ => Ok(self.schema.index_of_key(key)),
        }
    }
}

/// A value that nobody needs, read all the same: numbers out of range, half characters and nesting beyond
/// serde_json's limit are as wrong there as elsewhere, and `IgnoredAny` lets them through.
struct Skipped;

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Skipped, D::Error> {
        deserializer.deserialize_any(Skipped)
    }
}

impl<'de> Visitor<'de> for Skipped {
    type Value = Skipped;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, _: &str) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_unit<E>(self) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Skipped, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Skipped, A::Error> {
        while seq.next_element::<Skipped>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Skipped, A::Error> {
        while map.next_entry::<Skipped, Skipped>()?.is_some() {}
        Ok(self)
    }
}

/// A value whose number, if it is one, is kept as the record writes it.
fn as_written(raw: &str) -> Result<Datum<'_>, serde_json::Error> {
    match raw.as_bytes().first() {
        Some(b'-' | b'0'..=b'9') => Ok(Datum::Number(Cow::Borrowed(raw))),
        _ => AnyDatum.deserialize(&mut serde_json::Deserializer::from_str(raw)),
    }
}

struct AnyDatum;

impl<'de> DeserializeSeed<'de> for AnyDatum {
    type Value = Datum<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Datum<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyDatum {
    type Value = Datum<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Datum<'de>, E> {
        Ok(Datum::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Datum<'de>, E> {
        Ok(Datum::String(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Datum<'de>, E> {
        Ok(Datum::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Datum<'de>, E> {
        Ok(Datum::Bool(boolean))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Datum<'de>, E> {
        Ok(Datum::Number(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Datum<'de>, E> {
        Ok(Datum::Number(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Datum<'de>, E> {
        let number = serde_json::Number::from_f64(number);
        Ok(number.map_or(Datum::Compound, |number| Datum::Number(Cow::Owned(number.to_string()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Datum<'de>, A::Error> {
        let mut items = Some(Vec::new());
        while let Some(item) = seq.next_element_seed(AnyDatum)? {
            match (item, &mut items) {
                (Datum::String(text), Some(items)) => items.push(text),
                _ => items = None,
            }
        }
        Ok(items.map_or(Datum::Compound, Datum::Strings))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Datum<'de>, A::Error> {
        while map.next_entry::<Skipped, Skipped>()?.is_some() {}
        Ok(Datum::Compound)
    }
}
