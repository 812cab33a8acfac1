//! JSON Schema to Rust types, through typify.

mod names;

use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::TokenStream;
use quote::ToTokens;
use schemars::schema::RootSchema;
use typify::{TypeSpace, TypeSpaceSettings};

use crate::{Error, docs};

/// The types of a schema, the root one called `name`, fields in the order of the schema's text.
///
/// One `TypeSpace` for each schema: two that share one lose types of the same title without a word.
pub(crate) fn types(name: &str, schema: &str, path: &str) -> Result<TokenStream, Error> {
    let failed = |message: String| Error::Schema { path: path.to_owned(), message };
    let mut root: RootSchema = serde_json::from_str(schema).map_err(|error| failed(error.to_string()))?;
    let outline = serde_json::from_str(schema).map_err(|error| failed(error.to_string()))?;
    let keys = names::give(&mut root.schema, &outline, name).map_err(failed)?;
    // typify panics where it cannot tell names apart.
    let tokens = catch_unwind(AssertUnwindSafe(|| convert(root)));
    let tokens =
        tokens.unwrap_or_else(|_| Err("typify finds no distinct Rust names for its keys or values".to_owned()));
    let mut file: syn::File = syn::parse2(docs::sanitize(tokens.map_err(failed)?))
        .map_err(|source| Error::Syntax { path: path.to_owned(), source })?;
    names::check(&file.items).map_err(failed)?;
    file.items.iter_mut().for_each(|item| names::order_fields(item, &keys));
    Ok(file.into_token_stream())
}

fn convert(schema: RootSchema) -> Result<TokenStream, String> {
    let mut settings = TypeSpaceSettings::default();
    settings.with_derive("PartialEq".to_owned());
    let mut space = TypeSpace::new(&settings);
    space.add_root_schema(schema).map_err(|error| error.to_string())?;
    if space.uses_chrono() || space.uses_regress() || space.uses_uuid() || space.uses_serde_json() {
        return Err("an answer is of objects, arrays, strings, booleans and numbers that its contract names".to_owned());
    }
    Ok(space.to_stream())
}
