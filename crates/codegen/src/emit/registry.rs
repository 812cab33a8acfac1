//! The root: the module tree, the lists of all strategies and contracts, and the options of the build.

use proc_macro2::TokenStream;
use quote::quote;

use super::{module_file, values};
use crate::lower::{BuildItem, ContractItem, Model, Module, identifier};
use crate::{Error, docs};

/// Everything that includes the other files.
pub(super) fn root(model: &Model<'_>) -> Result<TokenStream, Error> {
    let mut strategies = Vec::new();
    let roots = model.roots.iter().map(|root| template_module(root, &mut strategies)).collect::<Result<Vec<_>, _>>()?;
    let contracts = model.contracts.iter().map(|item| {
        let ident = &item.ident;
        quote! { &self::responses::#ident::CONTRACT }
    });
    let responses = model.contracts.iter().map(contract_module);
    let build = build(&model.build);
    let record = docs::attributes([format!("The record, from {}.", docs::code(model.record.source.path()))]);
    Ok(quote! {
        /// Every strategy, by template, in the order of the file.
        pub static STRATEGIES: &[&::tunesmith_template::Strategy] = &[#(#strategies),*];

        /// Every response contract, by file.
        pub static CONTRACTS: &[&::tunesmith_template::Contract] = &[#(#contracts),*];

        #build

        #(#roots)*

        /// Response contracts, a module for each file in `templates/responses/`.
        pub mod responses { #(#responses)* }

        #record
        pub mod record { ::std::include!("record.rs"); }
    })
}

/// A module of templates with its strategies and submodules; the paths of its strategies go to `paths`.
fn template_module(module: &Module<'_>, paths: &mut Vec<TokenStream>) -> Result<TokenStream, Error> {
    let origin = module.file.as_deref().unwrap_or("templates/");
    let path = module.path.iter().map(|name| identifier(name, origin)).collect::<Result<Vec<_>, _>>()?;
    for strategy in &module.strategies {
        let ident = &strategy.ident;
        paths.push(quote! { self::#(#path)::*::#ident::STRATEGY });
    }
    let include = module.file.as_ref().map(|_| {
        let file = module_file(module);
        quote! { ::std::include!(#file); }
    });
    let modules =
        module.modules.values().map(|module| template_module(module, paths)).collect::<Result<Vec<_>, _>>()?;
    let docs = docs::attributes([match (&module.file, module.path.as_slice()) {
        (Some(file), _) => format!("Strategies of {}.", docs::code(file)),
        (None, [root]) if root == "outside" => "A template from outside of `templates/`.".to_owned(),
        (None, path) => format!("Templates of {}.", docs::code(&(path.join("/") + "/"))),
    }]);
    let ident = path.last();
    Ok(quote! {
        #docs
        pub mod #ident {
            #include
            #(#modules)*
        }
    })
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

fn build(build: &BuildItem) -> TokenStream {
    let BuildItem { template, outside_path, response, levels } = build;
    let [outside_path, response] =
        [outside_path, response].map(|text| values::option(text.as_ref().map(|text| quote! { #text })));
    quote! {
        /// Name of the chosen template.
        pub(crate) const CHOSEN_TEMPLATE: &str = #template;
        /// Its path, where it is outside of `templates/`.
        pub(crate) const OUTSIDE_PATH: ::std::option::Option<&str> = #outside_path;
        /// The contract that its strategies are trained towards, where one was chosen.
        pub(crate) const CHOSEN_RESPONSE: ::std::option::Option<&str> = #response;
        /// The levels of findings.
        pub(crate) const LEVELS: &str = #levels;
    }
}
