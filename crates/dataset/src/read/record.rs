//! One record's text to a [`Record`], borrowing what needs no unescaping.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use tunesmith_template::{Record, RecordSchema, Scalar};

/// Which fields of the schema are read; others are only checked to be JSON.
#[derive(Clone, Debug)]
pub(crate) struct Fields {
    wanted: Vec<bool>,
}

impl Fields {
    /// Reads the fields at these places of the schema.
    pub(crate) fn new(schema: &RecordSchema, places: impl IntoIterator<Item = usize>) -> Fields {
        let mut wanted = vec![false; schema.fields.len()];
        for place in places {
            wanted[place] = true;
        }
        Fields { wanted }
    }
}

/// Parses `text` into `record`, whose values were cleared; returns a field that stands there twice.
pub(crate) fn parse<'a>(
    text: &'a str,
    schema: &RecordSchema,
    fields: &Fields,
    record: &mut Record<'a>,
) -> Result<Option<usize>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let twice = deserializer.deserialize_map(Members { schema, fields, record })?;
    deserializer.end()?;
    Ok(twice)
}

struct Members<'s, 'r, 'a> {
    schema: &'s RecordSchema,
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
        while let Some(place) = map.next_key_seed(Place { schema: self.schema, next })? {
            let Some(place) = place else {
                map.next_value::<Skipped>()?;
                continue;
            };
            next = place + 1;
            if std::mem::replace(&mut seen[place], true) {
                twice.get_or_insert(place);
            }
            if self.fields.wanted[place] {
                self.record.set_at(place, map.next_value_seed(AnyScalar)?);
            } else {
                map.next_value::<Skipped>()?;
            }
        }
        Ok(twice)
    }
}

/// A key to its place in the schema. Records keep the schema's order as a rule, so the next one is tried first.
struct Place<'s> {
    schema: &'s RecordSchema,
    next: usize,
}

impl<'de> DeserializeSeed<'de> for Place<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Place<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        match self.schema.fields.get(self.next) {
            Some(field) if field.name == key => Ok(Some(self.next)),
            _ => Ok(self.schema.index_of(key)),
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

struct AnyScalar;

impl<'de> DeserializeSeed<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::String(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_bool<E>(self, boolean: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Bool(boolean))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(Cow::Owned(number.to_string())))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Number(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Scalar<'de>, E> {
        Ok(serde_json::Number::from_f64(number)
            .map_or(Scalar::Compound, |number| Scalar::Number(Cow::Owned(number.to_string()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar<'de>, A::Error> {
        while seq.next_element::<Skipped>()?.is_some() {}
        Ok(Scalar::Compound)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar<'de>, A::Error> {
        while map.next_entry::<Skipped, Skipped>()?.is_some() {}
        Ok(Scalar::Compound)
    }
}
