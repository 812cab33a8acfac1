//! The root: the project as one value, and the module tree.

use proc_macro2::TokenStream;
use quote::quote;

use super::{module_file, settings, values};
use crate::docs;
use crate::lower::{ContractItem, Model, Module, PairItem};

/// Everything that includes the other files.
pub(super) fn root(model: &Model<'_>) -> TokenStream {
    let project = project(model);
    let settings = settings::settings(model.settings);
    let roots = model.roots.iter().map(template_module);
    let responses = model.contracts.iter().map(contract_module);
    let record = docs::attributes([format!("The record, from {}.", docs::code(model.schema_file))]);
    quote! {
        #project

        #settings

        #(#roots)*

        /// Response contracts, a module for each file in `templates/responses/`.
        pub mod responses { #(#responses)* }

        #record
        pub mod record { ::std::include!("record.rs"); }
    }
}

/// `PROJECT`, and the lists that it holds.
fn project(model: &Model<'_>) -> TokenStream {
    let pairs = model.pairs.iter().map(pair);
    let contracts = model.contracts.iter().map(|item| &item.ident);
    let outside = values::option(model.outside.map(|name| quote! { #name }));
    quote! {
        /// All of the project.
        pub static PROJECT: ::tunesmith_runtime::Project<'static> = ::tunesmith_runtime::Project {
            schema: &self::record::SCHEMA,
            settings: &SETTINGS,
            contracts: CONTRACTS,
            pairs: PAIRS,
            outside: #outside,
        };

        /// Every strategy with every contract that it agrees with, its own first; by template, in the order of the file.
        pub static PAIRS: &[::tunesmith_runtime::Pair<'static>] = &[#(#pairs),*];

        /// Every response contract, by file.
        pub static CONTRACTS: &[&::tunesmith_runtime::Contract] = &[#(&self::responses::#contracts::CONTRACT),*];
    }
}

fn pair(pair: &PairItem) -> TokenStream {
    let PairItem { strategy, contract, turns } = pair;
    let turns = values::turns(turns);
    quote! {
        ::tunesmith_runtime::generated::pair(
            &self::record::SCHEMA,
            self::#(#strategy)::*::STRATEGY,
            &self::responses::#contract::CONTRACT,
            #turns,
        )
    }
}

/// A module of templates with its strategies and submodules.
fn template_module(module: &Module<'_>) -> TokenStream {
    let include = module.file.as_ref().map(|_| {
        let file = module_file(module);
        quote! { ::std::include!(#file); }
    });
    let modules = module.modules.values().map(template_module);
    let path: Vec<String> = module.path.iter().map(ToString::to_string).collect();
    let docs = docs::attributes([match (&module.file, path.as_slice()) {
        (Some(file), _) => format!("Strategies of {}.", docs::code(file)),
        (None, [root]) if root == "outside" => "A template from outside of `templates/`.".to_owned(),
        (None, path) => format!("Templates of {}.", docs::code(&(path.join("/") + "/"))),
    }]);
    let ident = module.path.last();
    quote! {
        #docs
        pub mod #ident {
            #include
            #(#modules)*
        }
    }
}

fn contract_module(item: &ContractItem<'_>) -> TokenStream {
    let ident = &item.ident;
    let file = format!("responses/{ident}.rs");
    let contract = item.contract;
    let title = format!("Contract {} of {}.", docs::code(&contract.name), docs::code(&item.file));
    let docs = docs::attributes([title, String::new(), docs::plain(&contract.description)]);
    quote! {
        #docs
        pub mod #ident { ::std::include!(#file); }
    }
}
