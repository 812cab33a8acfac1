//! The record: its schema as a constant, and the type that parses one.

use proc_macro2::TokenStream;
use quote::quote;
use tunesmith_template::Field;

use super::values;
use crate::lower::RecordItem;
use crate::{Error, types};

/// `SCHEMA` and `UnifiedRecord`.
pub(super) fn record(item: &RecordItem<'_>) -> Result<TokenStream, Error> {
    let fields = values::slice(&quote! { ::tunesmith_template::Field }, item.schema.fields.iter().map(field));
    let known = values::known(item.schema.known());
    let names: Vec<&str> = item.schema.fields.iter().map(|field| field.name.as_ref()).collect();
    let types = types::types("UnifiedRecord", item.source.text(), item.source.path(), &names)?;
    Ok(quote! {
        /// The fields, and what each may be used for.
        pub static SCHEMA: ::tunesmith_template::RecordSchema = ::tunesmith_template::RecordSchema {
            fields: #fields,
            known: #known,
        };

        #types
    })
}

fn field(field: &Field) -> TokenStream {
    let name = values::text(&field.name);
    let (role, kind) = (values::role(field.role), values::kind(field.kind));
    let nullable = field.nullable;
    let strings = quote! { ::std::borrow::Cow<'static, str> };
    let values = values::slice(&strings, field.values.iter().map(|value| values::text(value)));
    quote! {
        ::tunesmith_template::Field { name: #name, role: #role, kind: #kind, nullable: #nullable, values: #values }
    }
}
