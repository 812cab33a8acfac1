//! A strategy: the struct that its user prompt is filled from, and its constants.

use proc_macro2::TokenStream;
use quote::quote;
use tunesmith_template::{Segment, Strategy, Value};

use super::values;
use crate::docs;
use crate::lower::{FieldItem, StrategyItem};

/// The struct, its constants and methods, and its `Inputs`.
pub(super) fn strategy(item: &StrategyItem<'_>) -> TokenStream {
    let docs = docs::attributes(documentation(item));
    let ident = &item.ident;
    let (life, any) =
        if item.fields.is_empty() { (None, None) } else { (Some(quote! { <'a> }), Some(quote! { <'_> })) };
    let fields = item.fields.iter().map(field);
    let constants = constants(item.strategy);
    let methods = methods();
    let inputs = inputs(item);
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct #ident #life { #(#fields),* }

        impl #ident #any {
            #constants
            #methods
        }

        impl ::tunesmith_template::Inputs for #ident #any {
            fn value(&self, value: ::tunesmith_template::Value) -> ::std::borrow::Cow<'_, str> {
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
            Segment::Value(value) => {
                let field = item.fields.iter().find(|field| field.value == *value);
                prompt.extend(field.map(|field| format!("{{{}}}", field.placeholder)));
            }
        }
    }
    prompt
}

fn field(field: &FieldItem<'_>) -> TokenStream {
    let placeholder = docs::code(&format!("{{{}}}", field.placeholder));
    let docs = docs::attributes([match field.value {
        Value::Persona => {
            format!("{placeholder}: the community that the text speaks about, in upper case, or `GENERAL`.")
        }
        Value::TargetGroup => format!("{placeholder}: the community that the text speaks about, or `general`."),
        Value::Field(_) if field.placeholder == "text" => format!("{placeholder}: the text to judge."),
        _ => format!("{placeholder}: that field of the record."),
    }]);
    let ident = &field.ident;
    quote! { #docs pub #ident: &'a str }
}

fn constants(strategy: &Strategy) -> TokenStream {
    let Strategy { template, template_sha256, name, description, system_prompt, response, .. } = strategy;
    let (prompt, prompt_json) = (&system_prompt.text, &system_prompt.json);
    let parameters = values::parameters(&strategy.parameters);
    let segments = values::segments(strategy.user_template.iter());
    quote! {
        /// The strategy's name in its template.
        pub const NAME: &'static str = #name;
        /// The template's path under `templates/`, or as it was given.
        pub const TEMPLATE: &'static str = #template;
        /// SHA-256 of the template file, in hexadecimal.
        pub const TEMPLATE_SHA256: &'static str = #template_sha256;
        /// What the strategy is for.
        pub const DESCRIPTION: &'static str = #description;
        /// The system message.
        pub const SYSTEM_PROMPT: &'static str = #prompt;
        /// Sampling parameters.
        pub const PARAMETERS: ::tunesmith_template::Parameters = #parameters;
        /// Name of the contract that the strategy is trained towards.
        pub const RESPONSE: &'static str = #response;
        /// All of it, as the functions of `tunesmith_template` take it.
        pub const STRATEGY: &'static ::tunesmith_template::Strategy = &::tunesmith_template::Strategy {
            template: ::std::borrow::Cow::Borrowed(Self::TEMPLATE),
            template_sha256: ::std::borrow::Cow::Borrowed(Self::TEMPLATE_SHA256),
            name: ::std::borrow::Cow::Borrowed(Self::NAME),
            description: ::std::borrow::Cow::Borrowed(Self::DESCRIPTION),
            system_prompt: ::tunesmith_template::Literal::constant(Self::SYSTEM_PROMPT, #prompt_json),
            user_template: #segments,
            parameters: Self::PARAMETERS,
            response: ::std::borrow::Cow::Borrowed(Self::RESPONSE),
        };
    }
}

fn methods() -> TokenStream {
    quote! {
        /// The user message.
        pub fn user_prompt(&self) -> ::std::string::String {
            let mut prompt = ::std::string::String::new();
            ::tunesmith_template::render::user_prompt(Self::STRATEGY, self, &mut prompt);
            prompt
        }

        /// The system and user messages of a request.
        pub fn messages(&self) -> [::tunesmith_template::Message; 2] {
            ::tunesmith_template::messages(Self::STRATEGY, self)
        }
    }
}

/// The body of `Inputs::value`; a value that the prompt does not use is never asked for.
fn inputs(item: &StrategyItem<'_>) -> TokenStream {
    let values = item.fields.iter().map(|field| values::value(field.value));
    let idents = item.fields.iter().map(|field| &field.ident);
    quote! {
        ::std::borrow::Cow::Borrowed(match value {
            #(#values => self.#idents,)*
            _ => "",
        })
    }
}
