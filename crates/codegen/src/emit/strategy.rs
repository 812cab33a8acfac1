//! A strategy: the struct that its user prompt is filled from, and its constants.
//!
//! Primitive types are written with their paths: a module beside the struct may be called `str` or `bool`.

use proc_macro2::TokenStream;
use quote::quote;
use tunesmith_runtime::{FieldKind, Segment, Strategy};

use super::values;
use crate::docs;
use crate::lower::{FieldItem, Meaning, StrategyItem};

/// The struct, its constants and methods, and its `Inputs`.
pub(super) fn strategy(item: &StrategyItem<'_>) -> TokenStream {
    let docs = docs::attributes(documentation(item));
    let ident = &item.ident;
    let borrows = item.fields.iter().any(|field| matches!(field.kind, FieldKind::String | FieldKind::Strings));
    let (life, any) = if borrows { (Some(quote! { <'a> }), Some(quote! { <'_> })) } else { (None, None) };
    let is_exact = item.fields.iter().all(|field| field.kind != FieldKind::Number);
    let equal = is_exact.then(|| quote! { , Eq });
    let fields = item.fields.iter().map(field);
    let constants = constants(item.strategy);
    let turns = values::turns(item.turns);
    let pair = pair(item);
    let methods = methods();
    let inputs = inputs(item);
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq #equal)]
        pub struct #ident #life { #(#fields),* }

        impl #ident #any {
            #constants
            /// The turns of the examples, which are shown before the question.
            pub const TURNS: &'static [::tunesmith_runtime::Turn] = #turns;
            #pair
            #methods
        }

        impl ::tunesmith_runtime::generated::Inputs for #ident #any {
            fn value(
                &self,
                value: ::tunesmith_runtime::Value,
            ) -> ::std::borrow::Cow<'_, ::std::primitive::str> {
                #inputs
            }
        }
    }
}

fn documentation(item: &StrategyItem<'_>) -> Vec<String> {
    let strategy = item.strategy;
    let mut lines = vec![
        format!("Strategy {} of {}.", docs::code(&strategy.name), docs::code(&item.file)),
        String::new(),
        docs::plain(&strategy.description),
        String::new(),
        "# System prompt".to_owned(),
    ];
    lines.extend(docs::excerpt(&strategy.system_prompt.text, 6, 160));
    lines.extend([String::new(), "# User prompt".to_owned()]);
    lines.extend(docs::excerpt(&user_prompt(item), 10, 160));
    lines
}

/// The user prompt as the template has it, placeholders in braces.
fn user_prompt(item: &StrategyItem<'_>) -> String {
    let mut prompt = String::new();
    for segment in item.strategy.user_template.iter() {
        match segment {
            Segment::Literal(literal) => prompt.push_str(&literal.text),
            Segment::Text(value) | Segment::Json(value) => {
                let field = item.fields.iter().find(|field| field.value == *value);
                prompt.extend(field.map(|field| format!("{{{}}}", field.placeholder)));
            }
        }
    }
    prompt
}

fn field(field: &FieldItem<'_>) -> TokenStream {
    let placeholder = docs::code(&format!("{{{}}}", field.placeholder));
    let meaning = match &field.meaning {
        Meaning::Text => "the text to judge".to_owned(),
        Meaning::Field => "that field of the record".to_owned(),
        Meaning::Derived(fields) => {
            let fields: Vec<String> = fields.iter().map(|name| docs::code(name)).collect();
            format!("derived from the record: {}", fields.join(", "))
        }
    };
    let docs = docs::attributes([format!("{placeholder}: {meaning}.")]);
    let ident = &field.ident;
    let kind = match field.kind {
        FieldKind::String => quote! { &'a ::std::primitive::str },
        FieldKind::Integer => quote! { ::std::primitive::i64 },
        FieldKind::Number => quote! { ::std::primitive::f64 },
        FieldKind::Boolean => quote! { ::std::primitive::bool },
        FieldKind::Strings => quote! { &'a [&'a ::std::primitive::str] },
    };
    quote! { #docs pub #ident: #kind }
}

fn constants(strategy: &Strategy) -> TokenStream {
    let Strategy { template, template_sha256, name, description, system_prompt, response, .. } = strategy;
    let (prompt, prompt_json) = (&system_prompt.text, &system_prompt.json);
    let parameters = values::parameters(&strategy.parameters);
    let segments = values::segments(&strategy.user_template);
    quote! {
        /// The strategy's name in its template.
        pub const NAME: &'static ::std::primitive::str = #name;
        /// The template's path under `templates/`, or as it was given.
        pub const TEMPLATE: &'static ::std::primitive::str = #template;
        /// SHA-256 of the template file, in hexadecimal.
        pub const TEMPLATE_SHA256: &'static ::std::primitive::str = #template_sha256;
        /// What the strategy is for.
        pub const DESCRIPTION: &'static ::std::primitive::str = #description;
        /// The system message.
        pub const SYSTEM_PROMPT: &'static ::std::primitive::str = #prompt;
        /// Sampling parameters.
        pub const PARAMETERS: ::tunesmith_runtime::Parameters = #parameters;
        /// Name of the contract that the strategy is trained towards.
        pub const RESPONSE: &'static ::std::primitive::str = #response;
        /// All of it, as `tunesmith_runtime` takes it.
        pub const STRATEGY: &'static ::tunesmith_runtime::Strategy = &::tunesmith_runtime::Strategy {
            template: ::std::borrow::Cow::Borrowed(Self::TEMPLATE),
            template_sha256: ::std::borrow::Cow::Borrowed(Self::TEMPLATE_SHA256),
            name: ::std::borrow::Cow::Borrowed(Self::NAME),
            description: ::std::borrow::Cow::Borrowed(Self::DESCRIPTION),
            system_prompt: ::tunesmith_runtime::Literal::constant(Self::SYSTEM_PROMPT, #prompt_json),
            user_template: #segments,
            parameters: Self::PARAMETERS,
            response: ::std::borrow::Cow::Borrowed(Self::RESPONSE),
        };
    }
}

/// `PAIR`. A strategy whose contract is faulty has none; it is of a template from outside, and no run uses it.
fn pair(item: &StrategyItem<'_>) -> Option<TokenStream> {
    let contract = item.contract.as_ref()?;
    let root = vec![quote! { super }; item.depth];
    Some(quote! {
        /// The strategy with the contract that it is trained towards.
        pub const PAIR: ::tunesmith_runtime::Pair<'static> = ::tunesmith_runtime::generated::pair(
            &#(#root)::*::record::SCHEMA,
            Self::STRATEGY,
            &#(#root)::*::responses::#contract::CONTRACT,
            Self::TURNS,
        );
    })
}

fn methods() -> TokenStream {
    quote! {
        /// The user message.
        pub fn user_prompt(&self) -> ::std::string::String {
            ::tunesmith_runtime::generated::user_prompt(Self::STRATEGY, self)
        }

        /// The messages of a request: system, the turns of examples, user.
        pub fn messages(&self) -> ::std::vec::Vec<::tunesmith_runtime::Message> {
            ::tunesmith_runtime::generated::messages(Self::STRATEGY, Self::TURNS, self)
        }
    }
}

/// The body of `Inputs::value`; a value that the prompt does not use is never asked for.
fn inputs(item: &StrategyItem<'_>) -> TokenStream {
    let values = item.fields.iter().map(|field| values::value(field.value));
    let texts = item.fields.iter().map(text);
    quote! {
        match value {
            #(#values => #texts,)*
            _ => ::std::borrow::Cow::Borrowed(""),
        }
    }
}

/// The text of a field, as a record with that value gives it.
fn text(field: &FieldItem<'_>) -> TokenStream {
    let ident = &field.ident;
    match field.kind {
        FieldKind::String => quote! { ::std::borrow::Cow::Borrowed(self.#ident) },
        FieldKind::Integer => quote! { ::std::borrow::Cow::Owned(::std::format!("{}", self.#ident)) },
        // The shortest text that reads back as the same number.
        FieldKind::Number => quote! { ::std::borrow::Cow::Owned(::std::format!("{:?}", self.#ident)) },
        FieldKind::Boolean => {
            quote! { ::std::borrow::Cow::Borrowed(if self.#ident { "true" } else { "false" }) }
        }
        FieldKind::Strings => quote! { ::std::borrow::Cow::Owned(self.#ident.join(", ")) },
    }
}
