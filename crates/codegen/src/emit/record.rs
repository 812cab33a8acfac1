//! The record: its schema as a constant.

use proc_macro2::TokenStream;
use quote::quote;
use tunesmith_runtime::{Alternative, Case, Derived, Field, FieldKind, FieldRole, Schema};

use super::values;

/// `SCHEMA`.
pub(super) fn record(schema: &Schema) -> TokenStream {
    let Schema { fields, values: derived, missing } = schema;
    let fields = values::slice(&quote! { ::tunesmith_runtime::Field }, fields.iter().map(field));
    let derived = values::slice(&quote! { ::tunesmith_runtime::Derived }, derived.iter().map(value));
    let missing = values::texts(missing);
    quote! {
        /// The fields, what each may be used for, and what is derived from them.
        pub static SCHEMA: ::tunesmith_runtime::Schema = ::tunesmith_runtime::Schema {
            fields: #fields,
            values: #derived,
            missing: #missing,
        };
    }
}

fn field(field: &Field) -> TokenStream {
    let Field { name, spellings, role: of, kind: json, nullable, required, values: allowed } = field;
    let (name, role, kind) = (values::text(name), role(*of), kind(*json));
    let (spellings, allowed) = (values::texts(spellings), values::texts(allowed));
    quote! {
        ::tunesmith_runtime::Field {
            name: #name,
            spellings: #spellings,
            role: #role,
            kind: #kind,
            nullable: #nullable,
            required: #required,
            values: #allowed,
        }
    }
}

fn value(derived: &Derived) -> TokenStream {
    let name = values::text(&derived.name);
    let first = values::slice(&quote! { ::tunesmith_runtime::Alternative }, derived.first.iter().map(alternative));
    let case = match derived.case {
        Case::Kept => quote! { Kept },
        Case::Upper => quote! { Upper },
        Case::Lower => quote! { Lower },
    };
    let otherwise = values::option(derived.otherwise.as_deref().map(values::text));
    quote! {
        ::tunesmith_runtime::Derived {
            name: #name,
            first: #first,
            case: ::tunesmith_runtime::Case::#case,
            otherwise: #otherwise,
        }
    }
}

fn alternative(alternative: &Alternative) -> TokenStream {
    let (field, unless) = (values::place(alternative.field), values::texts(&alternative.unless));
    quote! { ::tunesmith_runtime::Alternative { field: #field, unless: #unless } }
}

fn role(role: FieldRole) -> TokenStream {
    let role = match role {
        FieldRole::Text => quote! { Text },
        FieldRole::Input => quote! { Input },
        FieldRole::Label => quote! { Label },
        FieldRole::Id => quote! { Id },
        FieldRole::Split => quote! { Split },
        FieldRole::Metadata => quote! { Metadata },
    };
    quote! { ::tunesmith_runtime::FieldRole::#role }
}

fn kind(kind: FieldKind) -> TokenStream {
    let kind = match kind {
        FieldKind::String => quote! { String },
        FieldKind::Integer => quote! { Integer },
        FieldKind::Number => quote! { Number },
        FieldKind::Boolean => quote! { Boolean },
        FieldKind::Strings => quote! { Strings },
    };
    quote! { ::tunesmith_runtime::FieldKind::#kind }
}
