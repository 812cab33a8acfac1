//! A response contract: its targets, the JSON Schema of its answer, and the type that parses one.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tunesmith_template::Contract;

use super::values;
use crate::lower::ContractItem;
use crate::{Error, types};

/// `CONTRACT`, `JSON_SCHEMA` and `Answer`.
pub(super) fn contract(item: &ContractItem<'_>) -> Result<TokenStream, Error> {
    let Contract { name, file, sha256, description, label, targets, json_schema } = item.contract;
    let [name, file, sha256, description] = [name, file, sha256, description].map(|text| values::text(text));
    let label = Literal::usize_unsuffixed(*label);
    let targets = values::slice(&quote! { ::tunesmith_template::Target }, targets.iter().map(values::target));
    let types = types::types("Answer", json_schema, &item.file, &item.contract.keys())?;
    Ok(quote! {
        /// The contract.
        pub static CONTRACT: ::tunesmith_template::Contract = ::tunesmith_template::Contract {
            name: #name,
            file: #file,
            sha256: #sha256,
            description: #description,
            label: #label,
            targets: #targets,
            json_schema: ::std::borrow::Cow::Borrowed(JSON_SCHEMA),
        };

        /// JSON Schema (draft 7) of an answer, for structured outputs and guided decoding.
        pub const JSON_SCHEMA: &str = #json_schema;

        #types
    })
}
