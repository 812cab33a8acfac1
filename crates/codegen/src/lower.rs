//! The checked model as plain data with Rust names: what stands in which module, under which identifier.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use tunesmith_template::project::{Choice, ChosenTemplate, DEFAULT_TEMPLATE, RESPONSES, TEMPLATES};
use tunesmith_template::{
    Checked, Contract, Levels, RecordSchema, Segment, Source, Strategy, Value, module_identifier, module_path,
    type_identifier,
};

use crate::Error;

/// Everything that is to be emitted.
pub(crate) struct Model<'c> {
    /// `templates`, and `outside` where a template from outside was chosen.
    pub(crate) roots: Vec<Module<'c>>,
    /// The contracts, in the order of their files.
    pub(crate) contracts: Vec<ContractItem<'c>>,
    /// The record.
    pub(crate) record: RecordItem<'c>,
    /// What the build was asked for.
    pub(crate) build: BuildItem,
}

/// A module of templates: a folder, a file, or both where `a.json` stands beside `a/`.
#[derive(Default)]
pub(crate) struct Module<'c> {
    /// Identifiers from the root on.
    pub(crate) path: Vec<String>,
    /// The template file, as messages show it.
    pub(crate) file: Option<String>,
    pub(crate) strategies: Vec<StrategyItem<'c>>,
    pub(crate) modules: BTreeMap<String, Module<'c>>,
}

pub(crate) struct StrategyItem<'c> {
    pub(crate) ident: Ident,
    /// The template file, as messages show it.
    pub(crate) file: String,
    pub(crate) strategy: &'c Strategy,
    /// One for each value that the user prompt takes, in order of first use.
    pub(crate) fields: Vec<FieldItem<'c>>,
}

pub(crate) struct FieldItem<'c> {
    pub(crate) ident: Ident,
    pub(crate) value: Value,
    pub(crate) placeholder: &'c str,
}

pub(crate) struct ContractItem<'c> {
    pub(crate) ident: Ident,
    /// The contract file, as messages show it.
    pub(crate) file: String,
    pub(crate) contract: &'c Contract,
}

pub(crate) struct RecordItem<'c> {
    pub(crate) schema: &'c RecordSchema,
    pub(crate) source: &'c Source,
}

/// Options of the build that are compiled in.
pub(crate) struct BuildItem {
    pub(crate) template: String,
    pub(crate) outside_path: Option<String>,
    pub(crate) response: Option<String>,
    pub(crate) levels: String,
}

/// Finds a Rust name for everything.
pub(crate) fn lower<'c>(checked: &'c Checked, choice: &Choice, levels: &Levels) -> Result<Model<'c>, Error> {
    let Some(schema) = checked.reports.first() else {
        return Err(Error::Schema { path: TEMPLATES.to_owned(), message: "there is no record schema".to_owned() });
    };
    let record = RecordItem { schema: &checked.schema, source: &schema.source };
    Ok(Model { roots: roots(checked, choice)?, contracts: contracts(checked)?, record, build: build(choice, levels) })
}

fn build(choice: &Choice, levels: &Levels) -> BuildItem {
    let (template, outside_path) = match &choice.template {
        Some(ChosenTemplate::Inside(name)) => (name.clone(), None),
        Some(ChosenTemplate::Outside(path, shown)) => (shown.clone(), Some(path.to_string_lossy().into_owned())),
        None => (DEFAULT_TEMPLATE.to_owned(), None),
    };
    BuildItem { template, outside_path, response: choice.response.clone(), levels: levels.to_line() }
}

fn roots<'c>(checked: &'c Checked, choice: &Choice) -> Result<Vec<Module<'c>>, Error> {
    let outside = match &choice.template {
        Some(ChosenTemplate::Outside(_, shown)) => Some(shown.as_str()),
        _ => None,
    };
    let new = |name: &str| Module { path: vec![name.to_owned()], ..Module::default() };
    let mut roots = vec![new("templates")];
    roots.extend(outside.map(|_| new("outside")));
    for strategy in &checked.strategies {
        let mut path = module_path(&strategy.template);
        if outside == Some(&*strategy.template) {
            let last = path.split_off(path.len().saturating_sub(1));
            add(&mut roots[1], &last, strategy.template.to_string(), strategy, &checked.schema)?;
        } else {
            add(&mut roots[0], &path, format!("{TEMPLATES}/{}", strategy.template), strategy, &checked.schema)?;
        }
    }
    roots.iter().try_for_each(check_names)?;
    Ok(roots)
}

/// Adds a strategy to the module at `path` below `module`.
fn add<'c>(
    mut module: &mut Module<'c>,
    path: &[String],
    file: String,
    strategy: &'c Strategy,
    schema: &'c RecordSchema,
) -> Result<(), Error> {
    for name in path {
        let mut path = module.path.clone();
        path.push(name.clone());
        module = module.modules.entry(name.clone()).or_insert_with(|| Module { path, ..Module::default() });
    }
    let ident = identifier(&type_identifier(&strategy.name), &file)?;
    let fields = fields(strategy, schema, &file)?;
    module.file = Some(file.clone());
    module.strategies.push(StrategyItem { ident, file, strategy, fields });
    Ok(())
}

/// A type and a module of one name: names in scripts without case, such as `a.json`'s `日本` beside `a/日本.json`.
fn check_names(module: &Module<'_>) -> Result<(), Error> {
    for strategy in &module.strategies {
        let name = strategy.ident.to_string();
        if module.modules.contains_key(&name) {
            let other = format!("the folder or file `{}`", module.path[1..].join("/") + "/" + &name);
            return Err(Error::Collision { path: strategy.file.clone(), name, other });
        }
    }
    module.modules.values().try_for_each(check_names)
}

fn fields<'c>(strategy: &Strategy, schema: &'c RecordSchema, file: &str) -> Result<Vec<FieldItem<'c>>, Error> {
    let mut fields: Vec<FieldItem<'c>> = Vec::new();
    for segment in strategy.user_template.iter() {
        let Segment::Value(value) = *segment else { continue };
        if fields.iter().any(|field| field.value == value) {
            continue;
        }
        let placeholder = schema.value_name(value);
        let ident = identifier(&module_identifier(placeholder), file)?;
        if let Some(other) = fields.iter().find(|field| field.ident == ident) {
            let other = format!("the placeholder `{}` in strategy `{}`", other.placeholder, strategy.name);
            return Err(Error::Collision { path: file.to_owned(), name: ident.to_string(), other });
        }
        fields.push(FieldItem { ident, value, placeholder });
    }
    Ok(fields)
}

fn contracts(checked: &Checked) -> Result<Vec<ContractItem<'_>>, Error> {
    let mut items: Vec<ContractItem<'_>> = Vec::new();
    for contract in &checked.contracts {
        let file = format!("{RESPONSES}/{}", contract.file);
        let ident = identifier(&module_identifier(&contract.name), &file)?;
        if let Some(other) = items.iter().find(|item| item.ident == ident) {
            return Err(Error::Collision { path: file, name: ident.to_string(), other: other.file.clone() });
        }
        items.push(ContractItem { ident, file, contract });
    }
    Ok(items)
}

/// A Rust identifier; `name` comes from `tunesmith_template`, which makes valid ones.
pub(crate) fn identifier(name: &str, file: &str) -> Result<Ident, Error> {
    syn::parse_str(name).map_err(|source| Error::Syntax { path: file.to_owned(), source })
}
