//! Values of the model as constant expressions.

use std::borrow::Cow;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use tunesmith_runtime::{Parameters, ResponseFormat, Segment, Turn, Value};

/// `Cow::Borrowed` of a string.
pub(super) fn text(text: &str) -> TokenStream {
    quote! { ::std::borrow::Cow::Borrowed(#text) }
}

/// `Cow::Borrowed` of strings.
pub(super) fn texts(texts: &[Cow<'_, str>]) -> TokenStream {
    slice(&quote! { ::std::borrow::Cow<'static, str> }, texts.iter().map(|item| text(item)))
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

/// A place in a list.
pub(super) fn place(place: usize) -> TokenStream {
    let place = Literal::usize_unsuffixed(place);
    quote! { #place }
}

pub(super) fn segments(segments: &[Segment]) -> TokenStream {
    slice(&quote! { ::tunesmith_runtime::Segment }, segments.iter().map(segment))
}

fn segment(segment: &Segment) -> TokenStream {
    let segment = match segment {
        Segment::Literal(literal) => {
            let literal = self::literal(literal);
            quote! { Literal(#literal) }
        }
        Segment::Text(of) => {
            let value = value(*of);
            quote! { Text(#value) }
        }
        Segment::Json(of) => {
            let value = value(*of);
            quote! { Json(#value) }
        }
    };
    quote! { ::tunesmith_runtime::Segment::#segment }
}

/// A slice of turns.
pub(super) fn turns(turns: &[Turn]) -> TokenStream {
    let turn = |turn: &Turn| {
        let (of_record, user, answer) = (text(&turn.text), literal(&turn.user), literal(&turn.answer));
        quote! { ::tunesmith_runtime::Turn { text: #of_record, user: #user, answer: #answer } }
    };
    if turns.is_empty() {
        return quote! { &[] };
    }
    let turns = turns.iter().map(turn);
    quote! {
        {
            const TURNS: &[::tunesmith_runtime::Turn] = &[#(#turns),*];
            TURNS
        }
    }
}

fn literal(literal: &tunesmith_runtime::Literal) -> TokenStream {
    let (text, json) = (&literal.text, &literal.json);
    quote! { ::tunesmith_runtime::Literal::constant(#text, #json) }
}

/// A [`Value`], as expression and as pattern.
pub(super) fn value(value: Value) -> TokenStream {
    let (Value::Field(at) | Value::Derived(at)) = value;
    let at = place(at);
    match value {
        Value::Field(_) => quote! { ::tunesmith_runtime::Value::Field(#at) },
        Value::Derived(_) => quote! { ::tunesmith_runtime::Value::Derived(#at) },
    }
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
        ResponseFormat::Text => quote! { ::tunesmith_runtime::ResponseFormat::Text },
        ResponseFormat::JsonObject => quote! { ::tunesmith_runtime::ResponseFormat::JsonObject },
        ResponseFormat::JsonSchema => quote! { ::tunesmith_runtime::ResponseFormat::JsonSchema },
    }));
    quote! {
        ::tunesmith_runtime::Parameters {
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
