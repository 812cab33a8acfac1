//! Values of the model as constant expressions.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tunesmith_template::{
    Entry, FieldKind, FieldRole, KnownFields, Parameters, ResponseFormat, Segment, Target, TargetValue, Value,
};

/// `Cow::Borrowed` of a string.
pub(super) fn text(text: &str) -> TokenStream {
    quote! { ::std::borrow::Cow::Borrowed(#text) }
}

/// `Cow::Borrowed` of a slice. The constant inside makes it `'static`, which a temporary with a destructor is not.
pub(super) fn slice(item: &TokenStream, items: impl IntoIterator<Item = TokenStream>) -> TokenStream {
    let items: Vec<TokenStream> = items.into_iter().collect();
    if items.is_empty() {
        return quote! { ::std::borrow::Cow::Borrowed(&[]) };
    }
    quote! {
        ::std::borrow::Cow::Borrowed({
            const ITEMS: &[#item] = &[#(#items),*];
            ITEMS
        })
    }
}

pub(super) fn segments<'s>(segments: impl IntoIterator<Item = &'s Segment>) -> TokenStream {
    slice(&quote! { ::tunesmith_template::Segment }, segments.into_iter().map(segment))
}

fn segment(segment: &Segment) -> TokenStream {
    match segment {
        Segment::Literal(literal) => {
            let (text, json) = (&literal.text, &literal.json);
            quote! { ::tunesmith_template::Segment::Literal(::tunesmith_template::Literal::constant(#text, #json)) }
        }
        Segment::Value(of) => {
            let value = value(*of);
            quote! { ::tunesmith_template::Segment::Value(#value) }
        }
    }
}

/// A [`Value`], as expression and as pattern.
pub(super) fn value(value: Value) -> TokenStream {
    let variant = match value {
        Value::Persona => quote! { Persona },
        Value::TargetGroup => quote! { TargetGroup },
        Value::ProtectedGroup => quote! { ProtectedGroup },
        Value::Rationale => quote! { Rationale },
        Value::Field(index) => {
            let index = Literal::usize_unsuffixed(index);
            quote! { Field(#index) }
        }
    };
    quote! { ::tunesmith_template::Value::#variant }
}

pub(super) fn parameters(parameters: &Parameters) -> TokenStream {
    let Parameters { max_tokens, temperature, top_p, frequency_penalty, presence_penalty, response_format } =
        *parameters;
    let max_tokens = option(max_tokens.map(|number| {
        let number = Literal::u64_unsuffixed(number);
        quote! { #number }
    }));
    let [temperature, top_p, frequency_penalty, presence_penalty] =
        [temperature, top_p, frequency_penalty, presence_penalty].map(|number| option(number.map(float)));
    let response_format = option(response_format.map(|format| match format {
        ResponseFormat::Text => quote! { ::tunesmith_template::ResponseFormat::Text },
        ResponseFormat::JsonObject => quote! { ::tunesmith_template::ResponseFormat::JsonObject },
        ResponseFormat::JsonSchema => quote! { ::tunesmith_template::ResponseFormat::JsonSchema },
    }));
    quote! {
        ::tunesmith_template::Parameters {
            max_tokens: #max_tokens,
            temperature: #temperature,
            top_p: #top_p,
            frequency_penalty: #frequency_penalty,
            presence_penalty: #presence_penalty,
            response_format: #response_format,
        }
    }
}

/// An `Option` of an expression.
pub(super) fn option(expression: Option<TokenStream>) -> TokenStream {
    match expression {
        Some(expression) => quote! { ::std::option::Option::Some(#expression) },
        None => quote! { ::std::option::Option::None },
    }
}

/// A number; `Literal` takes neither a sign nor infinity, which `1e999` is.
fn float(number: f64) -> TokenStream {
    let sign = number.is_sign_negative().then(|| quote! { - });
    if number.is_finite() {
        let number = Literal::f64_unsuffixed(number.abs());
        quote! { #sign #number }
    } else {
        quote! { #sign ::std::primitive::f64::INFINITY }
    }
}

pub(super) fn target(target: &Target) -> TokenStream {
    let label = text(&target.label);
    let entries = slice(&quote! { ::tunesmith_template::Entry }, target.entries.iter().map(entry));
    let segments = segments(target.segments.iter());
    quote! { ::tunesmith_template::Target { label: #label, entries: #entries, segments: #segments } }
}

fn entry(entry: &Entry) -> TokenStream {
    let key = text(&entry.key);
    let value = match &entry.value {
        TargetValue::Constant(json) => {
            let json = text(json);
            quote! { ::tunesmith_template::TargetValue::Constant(#json) }
        }
        TargetValue::Field(of) => {
            let value = value(*of);
            quote! { ::tunesmith_template::TargetValue::Field(#value) }
        }
    };
    quote! { ::tunesmith_template::Entry { key: #key, value: #value } }
}

pub(super) fn role(role: FieldRole) -> TokenStream {
    match role {
        FieldRole::Input => quote! { ::tunesmith_template::FieldRole::Input },
        FieldRole::Label => quote! { ::tunesmith_template::FieldRole::Label },
        FieldRole::Split => quote! { ::tunesmith_template::FieldRole::Split },
        FieldRole::Metadata => quote! { ::tunesmith_template::FieldRole::Metadata },
    }
}

pub(super) fn kind(kind: FieldKind) -> TokenStream {
    match kind {
        FieldKind::String => quote! { ::tunesmith_template::FieldKind::String },
        FieldKind::Boolean => quote! { ::tunesmith_template::FieldKind::Boolean },
        FieldKind::Number => quote! { ::tunesmith_template::FieldKind::Number },
    }
}

pub(super) fn known(known: &KnownFields) -> TokenStream {
    let KnownFields { text, persona_tag, target_group_norm, rationale_text, original_id, split } = *known;
    let [text, persona_tag, target_group_norm, rationale_text, original_id, split] =
        [text, persona_tag, target_group_norm, rationale_text, original_id, split].map(|place| {
            let place = place.map(Literal::usize_unsuffixed);
            option(place.map(|place| quote! { #place }))
        });
    quote! {
        ::tunesmith_template::KnownFields {
            text: #text,
            persona_tag: #persona_tag,
            target_group_norm: #target_group_norm,
            rationale_text: #rationale_text,
            original_id: #original_id,
            split: #split,
        }
    }
}
