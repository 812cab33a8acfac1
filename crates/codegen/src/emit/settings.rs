//! What `tunesmith.json` says of input and output, as a constant.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tunesmith_runtime::{Format, Settings, Split};

use super::values;

/// `SETTINGS`.
pub(super) fn settings(settings: &Settings) -> TokenStream {
    let Settings { sha256, data, output, splits, formats, groups, max_tokens, families } = settings;
    let [sha256, data, output] = [sha256, data, output].map(|text| values::text(text));
    let splits = values::slice(&quote! { ::tunesmith_runtime::Split }, splits.iter().map(split));
    let formats = values::slice(&quote! { ::tunesmith_runtime::Format }, formats.iter().map(format));
    let groups = values::slice(&quote! { ::std::primitive::usize }, groups.iter().copied().map(values::place));
    let max_tokens = values::option(max_tokens.map(|number| {
        let number = Literal::u64_unsuffixed(number);
        quote! { #number }
    }));
    let families =
        values::slice(&quote! { ::std::borrow::Cow<'static, str> }, families.iter().map(|it| values::text(it)));
    quote! {
        /// What `tunesmith.json` says of input and output.
        pub static SETTINGS: ::tunesmith_runtime::Settings = ::tunesmith_runtime::Settings {
            sha256: #sha256,
            data: #data,
            output: #output,
            splits: #splits,
            formats: #formats,
            groups: #groups,
            max_tokens: #max_tokens,
            families: #families,
        };
    }
}

fn split(split: &Split) -> TokenStream {
    let Split { name, input, output, optional } = split;
    let [name, input, output] = [name, input, output].map(|text| values::text(text));
    quote! { ::tunesmith_runtime::Split { name: #name, input: #input, output: #output, optional: #optional } }
}

fn format(format: &Format) -> TokenStream {
    let Format { name, template, strategy, suffix } = format;
    let [name, template, strategy, suffix] = [name, template, strategy, suffix].map(|text| values::text(text));
    quote! {
        ::tunesmith_runtime::Format { name: #name, template: #template, strategy: #strategy, suffix: #suffix }
    }
}
