//! A contract as the checks see it: its answers as trees, beside the form in which they are rendered.

use std::sync::Arc;

use crate::{AnswerForm, Contract, Source, Value};

/// A checked contract with its answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ContractModel {
    pub(crate) contract: Contract,
    /// The answer of each target, in their order.
    pub(crate) answers: Vec<Answer>,
    /// Its file, for findings that point into it.
    pub(crate) source: Arc<Source>,
    /// Where the answers say which label a record has.
    pub(crate) labels: Vec<LabelPath>,
}

/// What a target says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answer {
    /// A string.
    Text(String),
    /// A number, boolean or null, as JSON text.
    Constant(String),
    /// A value of the record.
    Value(Value),
    /// An object, its keys in order.
    Object(Vec<(String, Answer)>),
    /// An array.
    Array(Vec<Answer>),
}

/// Where answers say which label a record has: a path of keys to which each gives constants, not all of them the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct LabelPath {
    /// The keys from the outermost one; none where the answer itself is the label. Arrays add nothing.
    pub(crate) path: Vec<String>,
    /// The distinct constants, in the order of the targets.
    pub(crate) labels: Vec<String>,
}

impl Answer {
    /// The constant as a prompt would show it: a string without quotes, anything else as JSON.
    pub(crate) fn constant(&self) -> Option<&str> {
        match self {
            Answer::Text(text) | Answer::Constant(text) => Some(text),
            _ => None,
        }
    }

    /// The members, where this is an object.
    pub(crate) fn members(&self) -> &[(String, Answer)] {
        match self {
            Answer::Object(members) => members,
            _ => &[],
        }
    }

    /// What stands under a key, where this is an object that has it.
    pub(crate) fn get(&self, key: &str) -> Option<&Answer> {
        self.members().iter().find(|(name, _)| name == key).map(|(_, answer)| answer)
    }

    /// The answer itself, or the items where it is an array of whatever depth.
    pub(crate) fn flat(&self) -> Vec<&Answer> {
        match self {
            Answer::Array(items) => items.iter().flat_map(Answer::flat).collect(),
            other => vec![other],
        }
    }

    /// The paths of all keys, the outer ones first.
    fn paths<'a>(&'a self, here: Vec<&'a str>, found: &mut Vec<Vec<&'a str>>) {
        if !found.contains(&here) {
            found.push(here.clone());
        }
        for (key, value) in self.flat().into_iter().flat_map(Answer::members) {
            let below = here.iter().copied().chain([key.as_str()]).collect();
            value.paths(below, found);
        }
    }
}

/// The objects among some answers, those in arrays too.
pub(crate) fn objects<'a>(answers: impl IntoIterator<Item = &'a Answer>) -> Vec<&'a Answer> {
    answers.into_iter().flat_map(Answer::flat).filter(|answer| matches!(answer, Answer::Object(_))).collect()
}

/// The keys of some objects, each once, in order of appearance.
pub(crate) fn keys<'a>(objects: &[&'a Answer]) -> Vec<&'a str> {
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in objects.iter().flat_map(|object| object.members()) {
        if !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    keys
}

impl ContractModel {
    pub(crate) fn new(contract: Contract, answers: Vec<Answer>, source: &Source) -> ContractModel {
        let mut paths = Vec::new();
        answers.iter().for_each(|answer| answer.paths(Vec::new(), &mut paths));
        let labels = paths.iter().filter_map(|path| labels_at(&answers, path, contract.form)).collect();
        ContractModel { contract, answers, source: Arc::new(source.clone()), labels }
    }
}

/// The labels under a path. Plain texts are labels even where another answer is no constant.
fn labels_at(answers: &[Answer], path: &[&str], form: AnswerForm) -> Option<LabelPath> {
    let constants = |answer| constants_at(answer, path);
    let given: Vec<Vec<&str>> = match form {
        AnswerForm::Text => answers.iter().filter_map(constants).collect(),
        AnswerForm::Json => answers.iter().map(constants).collect::<Option<_>>()?,
    };
    let differ = given.len() < answers.len() || given.iter().any(|it| it != &given[0]);
    let mut labels: Vec<String> = Vec::new();
    for label in given.into_iter().flatten() {
        if !labels.iter().any(|known| known == label) {
            labels.push(label.to_owned());
        }
    }
    let path = path.iter().map(|&key| key.to_owned()).collect();
    (differ && !labels.is_empty()).then_some(LabelPath { path, labels })
}

/// The constants that an answer gives under a path, where there is at least one and nothing else.
fn constants_at<'a>(answer: &'a Answer, path: &[&str]) -> Option<Vec<&'a str>> {
    let mut here = answer.flat();
    for key in path {
        here = here.into_iter().filter_map(|answer| answer.get(key)).flat_map(Answer::flat).collect();
    }
    let constants: Vec<&str> = here.into_iter().map(Answer::constant).collect::<Option<_>>()?;
    (!constants.is_empty()).then_some(constants)
}
