//! The model as tokens: whole items, one function for each kind of item.

mod contract;
mod record;
mod registry;
mod settings;
mod strategy;
mod values;

use proc_macro2::TokenStream;

use crate::lower::{Model, Module};
use crate::{Error, ROOT};

/// A file of items.
pub(crate) struct Tokens {
    /// Where it belongs, relative to [`ROOT`].
    pub(crate) path: String,
    /// What it was made from, as messages show it.
    pub(crate) origin: String,
    pub(crate) tokens: TokenStream,
}

/// Quotes every file.
pub(crate) fn emit(model: &Model<'_>) -> Result<Vec<Tokens>, Error> {
    let mut files =
        vec![Tokens { path: ROOT.to_owned(), origin: "tunesmith.json".to_owned(), tokens: registry::root(model) }];
    model.roots.iter().for_each(|root| template_files(root, &mut files));
    for item in &model.contracts {
        let tokens = contract::contract(item)?;
        files.push(Tokens { path: format!("responses/{}.rs", item.ident), origin: item.file.clone(), tokens });
    }
    let origin = model.schema_file.to_owned();
    files.push(Tokens { path: "record.rs".to_owned(), origin, tokens: record::record(model.schema) });
    Ok(files)
}

/// One file for each module that has strategies.
fn template_files(module: &Module<'_>, files: &mut Vec<Tokens>) {
    if let Some(origin) = &module.file {
        let tokens = module.strategies.iter().map(strategy::strategy).collect();
        files.push(Tokens { path: module_file(module), origin: origin.clone(), tokens });
    }
    module.modules.values().for_each(|module| template_files(module, files));
}

/// The file of a module's strategies, relative to [`ROOT`].
fn module_file(module: &Module<'_>) -> String {
    let path: Vec<String> = module.path.iter().map(ToString::to_string).collect();
    format!("{}.rs", path.join("/"))
}
