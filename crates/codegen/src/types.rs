//! JSON Schema to Rust types, through typify.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::ToTokens;
use schemars::schema::{RootSchema, Schema, SchemaObject};
use syn::{Attribute, Fields, Item, LitStr};
use tunesmith_template::type_identifier;
use typify::{TypeSpace, TypeSpaceSettings};

use crate::{Error, docs};

/// The types of a schema, the root one called `name`, its fields in the order of `keys`.
///
/// One `TypeSpace` for each schema: two that share one lose types of the same title without a word.
pub(crate) fn types(name: &str, schema: &str, path: &str, keys: &[&str]) -> Result<TokenStream, Error> {
    let failed = |message: String| Error::Schema { path: path.to_owned(), message };
    let mut schema: RootSchema = serde_json::from_str(schema).map_err(|error| failed(error.to_string()))?;
    schema.schema.metadata().title = Some(name.to_owned());
    prepare(&mut schema.schema, name);
    // typify panics where it cannot tell names apart.
    let tokens = catch_unwind(AssertUnwindSafe(|| convert(schema)));
    let tokens =
        tokens.unwrap_or_else(|_| Err("typify finds no distinct Rust names for its keys or values".to_owned()));
    let mut file: syn::File = syn::parse2(docs::sanitize(tokens.map_err(failed)?))
        .map_err(|source| Error::Syntax { path: path.to_owned(), source })?;
    check_names(&file.items).map_err(failed)?;
    file.items.iter_mut().for_each(|item| order_fields(item, name, keys));
    Ok(file.into_token_stream())
}

/// Takes `format` and `pattern` off the fields, since checking them would need further crates at run time, and names the
/// types that fields need, since typify would give the name of the root to that of a field called `🔥`.
fn prepare(schema: &mut SchemaObject, name: &str) {
    for (key, property) in &mut schema.object().properties {
        if let Schema::Object(property) = property {
            property.format = None;
            property.string().pattern = None;
            property.metadata().title = Some(format!("{name}{}", type_identifier(key)));
        }
    }
}

fn convert(schema: RootSchema) -> Result<TokenStream, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_derive("PartialEq".to_owned());
    let mut space = TypeSpace::new(&settings);
    space.add_root_schema(schema).map_err(|error| error.to_string())?;
    if space.uses_chrono() || space.uses_regress() || space.uses_uuid() || space.uses_serde_json() {
        return Err("a record is flat: strings, booleans and numbers".to_owned());
    }
    Ok(space.to_stream())
}

/// Two keys that become one field or one type, such as `a-b` and `a_b`: typify lets them through.
fn check_names(items: &[Item]) -> Result<(), String> {
    let mut types = BTreeSet::new();
    for item in items {
        let (ident, fields) = match item {
            Item::Struct(item) => (&item.ident, Some(&item.fields)),
            Item::Enum(item) => (&item.ident, None),
            _ => continue,
        };
        if !types.insert(ident) {
            return Err(format!("two keys become the Rust type `{ident}`"));
        }
        let mut names = BTreeSet::new();
        let twice =
            fields.into_iter().flatten().filter_map(|field| field.ident.as_ref()).find(|ident| !names.insert(*ident));
        if let Some(ident) = twice {
            return Err(format!("two keys become the Rust field `{ident}`"));
        }
    }
    Ok(())
}

/// Sorts the fields of the root type by `keys`; schemars sorts them by name. Serialized, they come in this order.
fn order_fields(item: &mut Item, name: &str, keys: &[&str]) {
    if let Item::Struct(item) = item
        && item.ident == name
        && let Fields::Named(fields) = &mut item.fields
    {
        let taken = std::mem::take(&mut fields.named);
        let mut taken: Vec<_> = taken.into_iter().collect();
        taken.sort_by_key(|field| {
            let ident = field.ident.as_ref().map(ToString::to_string);
            let key = renamed(&field.attrs).or(ident);
            keys.iter().position(|other| Some(*other) == key.as_deref())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_refused(properties: &str, message: &str) {
        let schema = format!(r#"{{"type": "object", "properties": {{{properties}}}}}"#);
        let error = types("Answer", &schema, "x.json", &[]).unwrap_err();
        assert_eq!(error.to_string(), format!("x.json:1:1: error: no Rust types for this schema: {message}"));
    }

    #[test]
    fn names_that_rust_cannot_tell_apart_are_refused() {
        check_refused(
            r#""a-b": {"type": "string"}, "a_b": {"type": "string"}"#,
            "two keys become the Rust field `a_b`",
        );
        check_refused(
            r#""a-b": {"type": "string", "enum": ["x"]}, "a_b": {"type": "string", "enum": ["x"]}"#,
            "two keys become the Rust field `a_b`",
        );
        check_refused(
            r#""a": {"type": "string", "enum": ["a", "A"]}"#,
            "typify finds no distinct Rust names for its keys or values",
        );
    }

    #[test]
    fn a_schema_that_is_none_is_refused() {
        check_refused(r#""a": 1"#, "data did not match any variant of untagged enum Schema at line 1 column 42");
    }
}
