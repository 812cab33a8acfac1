//! The prompts of a project as a value, whether compiled in or checked at run time.
//!
//! The data generator is handed it by its caller: so it is not compiled again when a template changes.

use crate::{Contract, RecordSchema, Strategy};

/// The record schema, strategies and contracts of a project.
#[derive(Clone, Copy, Debug)]
pub struct Prompts<'p> {
    /// Schema of the record.
    pub schema: &'p RecordSchema,
    /// The strategies, by template.
    pub strategies: &'p [&'p Strategy],
    /// The response contracts.
    pub contracts: &'p [&'p Contract],
    /// Name of the template that is not under `templates/`, if there is one.
    pub outside: Option<&'p str>,
}

impl<'p> Prompts<'p> {
    /// A strategy, by template and name.
    pub fn strategy(&self, template: &str, name: &str) -> Option<&'p Strategy> {
        self.strategies_of(template).find(|strategy| strategy.name == name)
    }

    /// The strategies of a template, in the order of its file.
    pub fn strategies_of(&self, template: &str) -> impl Iterator<Item = &'p Strategy> {
        self.strategies.iter().copied().filter(move |strategy| strategy.template == template)
    }

    /// The names of the templates.
    pub fn templates(&self) -> Vec<&'p str> {
        let mut names: Vec<&str> = self.strategies.iter().map(|strategy| strategy.template.as_ref()).collect();
        names.dedup();
        names
    }

    /// A contract, by name.
    pub fn contract(&self, name: &str) -> Option<&'p Contract> {
        self.contracts.iter().copied().find(|contract| contract.name == name)
    }
}
