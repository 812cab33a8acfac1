//! The checked model as plain data with Rust names: what stands in which module, under which identifier.

use std::collections::BTreeMap;

use proc_macro2::Ident;
use tunesmith_runtime::{Contract, FieldKind, FieldRole, Schema, Segment, Settings, Strategy, Turn, Value};
use tunesmith_template::{Agreed, Checked, module_identifier, module_path, type_identifier};

use crate::Error;

/// Everything that is to be emitted.
pub(crate) struct Model<'c> {
    /// `templates`, and `outside` where there is a template from outside.
    pub(crate) roots: Vec<Module<'c>>,
    /// The contracts, in the order of their files.
    pub(crate) contracts: Vec<ContractItem<'c>>,
    /// The checked pairs, in their order.
    pub(crate) pairs: Vec<PairItem>,
    pub(crate) schema: &'c Schema,
    /// File of the record schema, as messages show it.
    pub(crate) schema_file: &'c str,
    pub(crate) settings: &'c Settings,
    /// Name of the template from outside.
    pub(crate) outside: Option<&'c str>,
}

/// A module of templates: a folder, a file, or both where `a.json` stands beside `a/`.
#[derive(Default)]
pub(crate) struct Module<'c> {
    /// Identifiers from the root on.
    pub(crate) path: Vec<Ident>,
    /// The template file, as messages show it.
    pub(crate) file: Option<String>,
    pub(crate) strategies: Vec<StrategyItem<'c>>,
    pub(crate) modules: BTreeMap<String, Module<'c>>,
}

pub(crate) struct StrategyItem<'c> {
    pub(crate) ident: Ident,
    /// The template file, as messages show it.
    pub(crate) file: String,
    /// How many modules it is away from the root.
    pub(crate) depth: usize,
    pub(crate) strategy: &'c Strategy,
    /// Module of its own contract.
    pub(crate) contract: Option<Ident>,
    /// The turns of its examples, as that contract answers them.
    pub(crate) turns: &'c [Turn],
    /// One for each value that the user prompt takes, in order of first use.
    pub(crate) fields: Vec<FieldItem<'c>>,
}

pub(crate) struct FieldItem<'c> {
    pub(crate) ident: Ident,
    pub(crate) value: Value,
    pub(crate) placeholder: &'c str,
    pub(crate) kind: FieldKind,
    /// What it is, in words.
    pub(crate) meaning: Meaning<'c>,
}

/// What fills a placeholder.
pub(crate) enum Meaning<'c> {
    /// The text to judge.
    Text,
    /// A field of the record.
    Field,
    /// Derived from fields of these names.
    Derived(Vec<&'c str>),
}

pub(crate) struct ContractItem<'c> {
    pub(crate) ident: Ident,
    /// The contract file, as messages show it.
    pub(crate) file: String,
    pub(crate) contract: &'c Contract,
}

/// A strategy's type, by its path from the root, with a contract's module.
pub(crate) struct PairItem {
    pub(crate) strategy: Vec<Ident>,
    pub(crate) contract: Ident,
    pub(crate) turns: Vec<Turn>,
}

/// Finds a Rust name for everything.
pub(crate) fn lower(checked: &Checked) -> Result<Model<'_>, Error> {
    let contracts = contracts(checked)?;
    let mut roots = vec![root("templates")?];
    if checked.outside.is_some() {
        roots.push(root("outside")?);
    }
    let strategies = (0..checked.strategies.len()).map(|place| add(checked, place, &contracts, &mut roots));
    let strategies = strategies.collect::<Result<Vec<_>, _>>()?;
    roots.iter().try_for_each(check_names)?;
    let pair = |agreed: &Agreed| PairItem {
        strategy: strategies[agreed.strategy].clone(),
        contract: contracts[agreed.contract].ident.clone(),
        turns: agreed.turns.clone(),
    };
    Ok(Model {
        pairs: checked.pairs.iter().map(pair).collect(),
        roots,
        contracts,
        schema: &checked.schema,
        schema_file: checked.reports.get(1).map_or(PROJECT, |schema| schema.source.path()),
        settings: &checked.settings,
        outside: checked.outside.as_deref(),
    })
}

const PROJECT: &str = "tunesmith.json";
const TEMPLATES: &str = "templates";
const RESPONSES: &str = "templates/responses";

fn root<'c>(name: &str) -> Result<Module<'c>, Error> {
    Ok(Module { path: vec![identifier(name, TEMPLATES)?], ..Module::default() })
}

/// Adds a strategy to its module; returns the path of its type.
fn add<'c>(
    checked: &'c Checked,
    place: usize,
    contracts: &[ContractItem<'_>],
    roots: &mut [Module<'c>],
) -> Result<Vec<Ident>, Error> {
    let strategy = &checked.strategies[place];
    let is_outside = checked.outside.as_deref() == Some(&*strategy.template);
    let (mut path, mut file) = (module_path(&strategy.template), strategy.template.to_string());
    match is_outside {
        true => path = path.split_off(path.len().saturating_sub(1)),
        false => file = format!("{TEMPLATES}/{file}"),
    }
    let mut module = &mut roots[usize::from(is_outside)];
    for name in path {
        let ident = identifier(&name, &file)?;
        let path = module.path.iter().cloned().chain([ident]).collect();
        module = module.modules.entry(name).or_insert_with(|| Module { path, ..Module::default() });
    }
    let ident = identifier(&type_identifier(&strategy.name), &file)?;
    let is_own =
        |agreed: &&Agreed| agreed.strategy == place && checked.contracts[agreed.contract].name == strategy.response;
    let own = checked.pairs.iter().find(is_own);
    module.file = Some(file.clone());
    module.strategies.push(StrategyItem {
        ident: ident.clone(),
        fields: fields(strategy, &checked.schema, &file)?,
        file,
        depth: module.path.len(),
        strategy,
        contract: own.map(|agreed| contracts[agreed.contract].ident.clone()),
        turns: own.map(|agreed| agreed.turns.as_slice()).unwrap_or_default(),
    });
    Ok(module.path.iter().cloned().chain([ident]).collect())
}

/// Two types of one name, or a type and a module: names in scripts without case, such as `a.json`'s `日本` beside
/// `a/日本.json`.
fn check_names(module: &Module<'_>) -> Result<(), Error> {
    for (index, item) in module.strategies.iter().enumerate() {
        let name = item.ident.to_string();
        let twin = module.strategies[..index].iter().find(|other| other.ident == item.ident);
        let folder = || module.path[1..].iter().map(ToString::to_string).chain([name.clone()]).collect::<Vec<_>>();
        let other = match twin {
            Some(twin) => format!("strategy `{}`", twin.strategy.name),
            None if module.modules.contains_key(&name) => format!("the folder or file `{}`", folder().join("/")),
            None => continue,
        };
        return Err(Error::Collision { path: item.file.clone(), name, other });
    }
    module.modules.values().try_for_each(check_names)
}

fn fields<'c>(strategy: &Strategy, schema: &'c Schema, file: &str) -> Result<Vec<FieldItem<'c>>, Error> {
    let mut fields: Vec<FieldItem<'c>> = Vec::new();
    for segment in strategy.user_template.iter() {
        let (Segment::Text(value) | Segment::Json(value)) = *segment else { continue };
        if fields.iter().any(|field| field.value == value) {
            continue;
        }
        let field = field(value, schema, file)?;
        if let Some(other) = fields.iter().find(|other| other.ident == field.ident) {
            let other = format!("the placeholder `{}` in strategy `{}`", other.placeholder, strategy.name);
            return Err(Error::Collision { path: file.to_owned(), name: field.ident.to_string(), other });
        }
        fields.push(field);
    }
    Ok(fields)
}

fn field<'c>(value: Value, schema: &'c Schema, file: &str) -> Result<FieldItem<'c>, Error> {
    let placeholder = schema.value_name(value);
    let (kind, meaning) = match value {
        Value::Field(place) if schema.fields[place].role == FieldRole::Text => (FieldKind::String, Meaning::Text),
        Value::Field(place) => (schema.fields[place].kind, Meaning::Field),
        Value::Derived(place) => {
            let first = schema.values[place].first.iter();
            let names = first.map(|alternative| &*schema.fields[alternative.field].name).collect();
            (FieldKind::String, Meaning::Derived(names))
        }
    };
    Ok(FieldItem { ident: identifier(&module_identifier(placeholder), file)?, value, placeholder, kind, meaning })
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
fn identifier(name: &str, file: &str) -> Result<Ident, Error> {
    syn::parse_str(name).map_err(|source| Error::Syntax { path: file.to_owned(), source })
}
