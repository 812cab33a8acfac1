//! A project as a value, whether compiled in or checked at run time: what is read, asked, answered and written.

use std::borrow::Cow;
use std::fmt;

use crate::{Contract, Pair, Schema, Strategy};

/// Everything that a run depends on besides its options and the data.
#[derive(Clone, Copy, Debug)]
pub struct Project<'p> {
    /// Schema of the record.
    pub schema: &'p Schema,
    /// What `tunesmith.json` says of input and output.
    pub settings: &'p Settings,
    /// The response contracts.
    pub contracts: &'p [&'p Contract],
    /// Every strategy with every contract that it agrees with, by template, in the order of the file; its own contract
    /// first.
    pub pairs: &'p [Pair<'p>],
    /// Name of the template that is not under `templates/`, if there is one.
    pub outside: Option<&'p str>,
}

/// What `tunesmith.json` says of input and output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// SHA-256 of `tunesmith.json`, in hexadecimal.
    pub sha256: Cow<'static, str>,
    /// Folder of the split files, relative to the project's.
    pub data: Cow<'static, str>,
    /// Folder of the outputs, relative to the project's.
    pub output: Cow<'static, str>,
    /// The splits, in the order in which they are read and written.
    pub splits: Cow<'static, [Split]>,
    /// The formats, in the order in which they are written.
    pub formats: Cow<'static, [Format]>,
    /// Fields by which the audit groups rows, by their places in the schema.
    pub groups: Cow<'static, [usize]>,
    /// Tokens that training keeps of a row.
    pub max_tokens: Option<u64>,
    /// The model families whose control tokens matter ([`crate::FAMILIES`]); all where there is none.
    pub families: Cow<'static, [Cow<'static, str>]>,
}

/// A split of the dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Name in records.
    pub name: Cow<'static, str>,
    /// Name of the input file, without its ending.
    pub input: Cow<'static, str>,
    /// Name of the output files, without suffix and ending.
    pub output: Cow<'static, str>,
    /// Whether it is written only where it is asked for.
    pub optional: bool,
}

/// A format of the outputs: who asks, and what its files are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// Name.
    pub name: Cow<'static, str>,
    /// Path of its template under `templates/`.
    pub template: Cow<'static, str>,
    /// Its strategy.
    pub strategy: Cow<'static, str>,
    /// What the names of its files end with, before `.jsonl`.
    pub suffix: Cow<'static, str>,
}

/// Why there is no such pair.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoPair {
    /// The template is not known; those that are.
    Template(String, Vec<String>),
    /// The template has no such strategy; those that it has.
    Strategy(String, Vec<String>),
    /// The contract is not known; those that are.
    Response(String, Vec<String>),
    /// The strategy does not agree with that contract: strategy, contract, and the contracts that it agrees with.
    Disagreement(String, String, Vec<String>),
}

impl fmt::Display for NoPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoPair::Template(name, known) => {
                write!(f, "the template `{name}` is not part of this project (templates: {})", known.join(", "))
            }
            NoPair::Strategy(name, known) => {
                write!(f, "there is no strategy `{name}`; strategies: {}", known.join(", "))
            }
            NoPair::Response(name, known) => {
                write!(f, "there is no response contract `{name}`; contracts: {}", known.join(", "))
            }
            NoPair::Disagreement(strategy, contract, fitting) => write!(
                f,
                "the prompts of strategy `{strategy}` ask for another answer than the response contract `{contract}` trains; \
                 contracts that they agree with: {}",
                fitting.join(", ")
            ),
        }
    }
}

impl std::error::Error for NoPair {}

impl<'p> Project<'p> {
    /// A strategy with a contract: with its own where none is named.
    ///
    /// # Errors
    /// When there is no such strategy or contract, or when the two do not agree.
    pub fn pair(&self, template: &str, strategy: &str, response: Option<&str>) -> Result<Pair<'p>, NoPair> {
        let of_template = || self.pairs.iter().copied().filter(|pair| pair.strategy().template == template);
        let mut named = of_template().filter(|pair| pair.strategy().name == strategy).peekable();
        if named.peek().is_none() {
            let known: Vec<String> = self.strategies_of(template).map(|strategy| strategy.name.to_string()).collect();
            return Err(match known.is_empty() {
                true => {
                    NoPair::Template(template.to_owned(), self.templates().into_iter().map(str::to_owned).collect())
                }
                false => NoPair::Strategy(strategy.to_owned(), known),
            });
        }
        let fits = |pair: &Pair<'p>| response.map_or(pair.is_own(), |response| pair.contract().name == response);
        let fitting: Vec<Pair<'p>> = named.collect();
        fitting.iter().copied().find(fits).ok_or_else(|| {
            let names =
                |contracts: &mut dyn Iterator<Item = &'p Contract>| contracts.map(|it| it.name.to_string()).collect();
            let wanted = response.unwrap_or_default().to_owned();
            match self.contract(&wanted) {
                None => NoPair::Response(wanted, names(&mut self.contracts.iter().copied())),
                Some(_) => {
                    let fitting = names(&mut fitting.iter().map(|pair| pair.contract()));
                    NoPair::Disagreement(strategy.to_owned(), wanted, fitting)
                }
            }
        })
    }

    /// The strategies of a template, in the order of its file.
    pub fn strategies_of(&self, template: &str) -> impl Iterator<Item = &'p Strategy> {
        let own = self.pairs.iter().filter(|pair| pair.is_own()).map(|pair| pair.strategy());
        own.filter(move |strategy| strategy.template == template)
    }

    /// The names of the templates.
    pub fn templates(&self) -> Vec<&'p str> {
        let mut names: Vec<&str> = self.pairs.iter().map(|pair| pair.strategy().template.as_ref()).collect();
        names.dedup();
        names
    }

    /// A contract, by name.
    pub fn contract(&self, name: &str) -> Option<&'p Contract> {
        self.contracts.iter().copied().find(|contract| contract.name == name)
    }
}

impl Settings {
    /// Place of the split that records call `name`.
    pub fn split(&self, name: &str) -> Option<usize> {
        self.splits.iter().position(|split| split.name == name)
    }
}
