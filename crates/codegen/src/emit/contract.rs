//! A response contract: its targets, the JSON Schema of its answer, and the type that parses one.

use proc_macro2::TokenStream;
use quote::quote;
use tunesmith_runtime::{AnswerForm, Contract, Target};

use super::values;
use crate::lower::ContractItem;
use crate::{Error, types};

/// `CONTRACT`, `JSON_SCHEMA` and `Answer`.
pub(super) fn contract(item: &ContractItem<'_>) -> Result<TokenStream, Error> {
    let Contract { name, file, sha256, description, label, targets, form, json_schema } = item.contract;
    let [name, file, sha256, description] = [name, file, sha256, description].map(|text| values::text(text));
    let label = values::option(label.map(values::place));
    let targets = values::slice(&quote! { ::tunesmith_runtime::Target }, targets.iter().map(target));
    let form = match form {
        AnswerForm::Json => quote! { ::tunesmith_runtime::AnswerForm::Json },
        AnswerForm::Text => quote! { ::tunesmith_runtime::AnswerForm::Text },
    };
    let types = types::types("Answer", json_schema, &item.file)?;
    Ok(quote! {
        /// The contract.
        pub static CONTRACT: ::tunesmith_runtime::Contract = ::tunesmith_runtime::Contract {
            name: #name,
            file: #file,
            sha256: #sha256,
            description: #description,
            label: #label,
            targets: #targets,
            form: #form,
            json_schema: ::std::borrow::Cow::Borrowed(JSON_SCHEMA),
        };

        /// JSON Schema (draft 7) of an answer, for structured outputs and guided decoding.
        pub const JSON_SCHEMA: &str = #json_schema;

        #types
    })
}

fn target(target: &Target) -> TokenStream {
    let (label, segments) = (values::text(&target.label), values::segments(&target.segments));
    quote! { ::tunesmith_runtime::Target { label: #label, segments: #segments } }
}
