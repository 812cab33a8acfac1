//! Names and order: what typify calls types, and in which order their fields come.
//!
//! typify names a nested type after its key alone and schemars sorts keys. Here every type is named by its path from
//! the root (`AnswerDetailsKind`), and fields get back the order of the schema's text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use schemars::schema::{InstanceType, Schema, SchemaObject, SingleOrVec};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use syn::{Attribute, Fields, Item, LitStr};
use tunesmith_template::type_identifier;

/// The parts of a JSON Schema that hold others, in the order of its text.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Outline {
    #[serde(deserialize_with = "in_order")]
    properties: Vec<(String, Outline)>,
    items: Option<Box<Outline>>,
    #[serde(rename = "anyOf")]
    any_of: Vec<Outline>,
}

/// The keys of each type, by its name.
pub(super) type Keys = BTreeMap<String, Vec<String>>;

/// Names the types of a schema; returns the keys of those that have some.
pub(super) fn give(schema: &mut SchemaObject, outline: &Outline, name: &str) -> Result<Keys, String> {
    schema.metadata().title = Some(name.to_owned());
    let mut keys = Keys::new();
    name_types(schema, outline, name, &mut keys)?;
    Ok(keys)
}

fn name_types(schema: &mut SchemaObject, outline: &Outline, name: &str, keys: &mut Keys) -> Result<(), String> {
    if needs_type(schema) {
        schema.metadata().title = Some(name.to_owned());
        let own = outline.properties.iter().map(|(key, _)| key.clone()).collect();
        if keys.insert(name.to_owned(), own).is_some() {
            return Err(format!("two keys become the Rust type `{name}`"));
        }
    }
    for (key, outline) in &outline.properties {
        let property = schema.object.as_mut().and_then(|object| object.properties.get_mut(key));
        if let Some(Schema::Object(property)) = property {
            name_types(property, outline, &format!("{name}{}", type_identifier(key)), keys)?;
        }
    }
    if let Some(outline) = &outline.items
        && let Some(SingleOrVec::Single(items)) = schema.array.as_mut().and_then(|array| array.items.as_mut())
        && let Schema::Object(items) = &mut **items
    {
        name_types(items, outline, &format!("{name}Item"), keys)?;
    }
    name_branches(schema, outline, name, keys)
}

/// The branches of `anyOf`: one beside null becomes an `Option`, several become the variants of an enum.
fn name_branches(schema: &mut SchemaObject, outline: &Outline, name: &str, keys: &mut Keys) -> Result<(), String> {
    let is_optional = optional(schema);
    let branches = schema.subschemas.as_mut().and_then(|schemas| schemas.any_of.as_mut());
    for (branch, outline) in branches.into_iter().flatten().zip(&outline.any_of) {
        let Schema::Object(branch) = branch else { continue };
        let name = match is_optional {
            true => name.to_owned(),
            false => format!("{name}{}", kind(branch)),
        };
        // typify takes names for variants from titles, where every branch has one.
        if !is_optional {
            branch.metadata().title = Some(name.clone());
        }
        name_types(branch, outline, &name, keys)?;
    }
    Ok(())
}

/// Whether typify makes a type of its own for a schema.
fn needs_type(schema: &SchemaObject) -> bool {
    let kinds = match &schema.instance_type {
        Some(SingleOrVec::Vec(kinds)) => kinds.iter().filter(|kind| **kind != InstanceType::Null).count(),
        _ => 1,
    };
    let has_branches = schema.subschemas.is_some() && !optional(schema);
    schema.object.is_some() || schema.enum_values.is_some() || has_branches || kinds > 1
}

/// Whether a schema admits one thing, or null.
fn optional(schema: &SchemaObject) -> bool {
    let branches = schema.subschemas.as_ref().and_then(|schemas| schemas.any_of.as_ref());
    branches.is_some_and(|branches| branches.iter().filter(|branch| !is_null(branch)).count() == 1)
}

fn is_null(schema: &Schema) -> bool {
    match schema {
        Schema::Object(schema) => schema.instance_type == Some(InstanceType::Null.into()),
        Schema::Bool(_) => false,
    }
}

/// What a branch admits, as the name of a variant.
fn kind(branch: &SchemaObject) -> &'static str {
    match &branch.instance_type {
        Some(SingleOrVec::Single(kind)) if **kind == InstanceType::Object => "Object",
        Some(SingleOrVec::Single(kind)) if **kind == InstanceType::Array => "Array",
        _ => "Scalar",
    }
}

/// Two keys that become one field or one type, such as `a-b` and `a_b`: typify lets them through.
pub(super) fn check(items: &[Item]) -> Result<(), String> {
    let mut types = BTreeSet::new();
    for item in items {
        let (ident, groups): (_, Vec<&Fields>) = match item {
            Item::Struct(item) => (&item.ident, vec![&item.fields]),
            Item::Enum(item) => (&item.ident, item.variants.iter().map(|variant| &variant.fields).collect()),
            _ => continue,
        };
        if !types.insert(ident) {
            return Err(format!("two keys become the Rust type `{ident}`"));
        }
        groups.into_iter().try_for_each(check_fields)?;
    }
    Ok(())
}

fn check_fields(fields: &Fields) -> Result<(), String> {
    let mut names = BTreeSet::new();
    match fields.iter().filter_map(|field| field.ident.as_ref()).find(|ident| !names.insert(*ident)) {
        Some(ident) => Err(format!("two keys become the Rust field `{ident}`")),
        None => Ok(()),
    }
}

/// Puts the fields of a type in the order of its keys. Serialized, they come in this order.
pub(super) fn order_fields(item: &mut Item, keys: &Keys) {
    match item {
        Item::Struct(item) => order(&mut item.fields, keys.get(&item.ident.to_string())),
        Item::Enum(item) => {
            let name = &item.ident;
            item.variants.iter_mut().for_each(|variant| {
                order(&mut variant.fields, keys.get(&format!("{name}{}", variant.ident)));
            });
        }
        _ => {}
    }
}

fn order(fields: &mut Fields, keys: Option<&Vec<String>>) {
    if let Fields::Named(fields) = fields
        && let Some(keys) = keys
    {
        let mut taken: Vec<_> = std::mem::take(&mut fields.named).into_iter().collect();
        taken.sort_by_key(|field| {
            let ident = field.ident.as_ref().map(ToString::to_string);
            let key = renamed(&field.attrs).or(ident);
            keys.iter().position(|other| Some(other) == key.as_ref())
        });
        fields.named = taken.into_iter().collect();
    }
}

/// The key of `#[serde(rename = "key")]`.
fn renamed(attributes: &[Attribute]) -> Option<String> {
    let mut key = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        // What is no rename (`default`, `skip_serializing_if = "…"`) is read and left alone.
        let _ = attribute.parse_nested_meta(|meta| {
            let Ok(value) = meta.value() else { return Ok(()) };
            let value: LitStr = value.parse()?;
            if meta.path.is_ident("rename") {
                key = Some(value.value());
            }
            Ok(())
        });
    }
    key
}

fn in_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, Outline)>, D::Error> {
    struct InOrder;
    impl<'de> Visitor<'de> for InOrder {
        type Value = Vec<(String, Outline)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(member) = map.next_entry()? {
                members.push(member);
            }
            Ok(members)
        }
    }
    deserializer.deserialize_map(InOrder)
}
