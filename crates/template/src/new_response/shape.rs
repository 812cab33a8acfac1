//! What the examples of an answer show, taken out of the prompts.

use crate::agreement::{self, is_dots, is_elision};
use crate::examples::{Example, ExampleMember, ExampleValue};
use crate::json::{Kind, parse};
use crate::view::StrategyView;
use crate::{FieldRole, Schema};

/// An object that shows the answer.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub(super) members: Vec<Member>,
}

/// A key of it.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) key: String,
    /// What may stand there, words that only describe it left out.
    pub(super) values: Vec<Seen>,
    /// The objects that stand there.
    pub(super) objects: Vec<Object>,
    /// Whether they stand in an array.
    pub(super) is_list: bool,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) text: String,
    /// Whether it is a string; otherwise it is a number, boolean or null.
    pub(super) is_string: bool,
}

impl Object {
    pub(super) fn get(&self, key: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.key == key)
    }

    /// The members under a path.
    pub(super) fn at<'o>(&'o self, path: &[String]) -> Vec<&'o Member> {
        match path {
            [] => Vec::new(),
            [last] => self.get(last).into_iter().collect(),
            [first, rest @ ..] => {
                let inner = self.get(first).into_iter().flat_map(|member| &member.objects);
                inner.flat_map(|object| object.at(rest)).collect()
            }
        }
    }
}

/// Every object in a strategy's prompts that could be an answer: none that shows the input.
pub(super) fn objects(strategy: &StrategyView<'_>, schema: &Schema) -> Vec<Object> {
    let text = schema.with_role(FieldRole::Text).map(|place| schema.fields[place].name.as_ref());
    let mut found = Vec::new();
    for prompt in &strategy.prompts {
        let plain = prompt.plain.value();
        let shown = agreement::shown(prompt, &[]).into_iter().filter(|it| !prompt.has_placeholder(&it.example.range));
        let objects = shown.map(|candidate| object(candidate.example, plain, candidate.is_schema));
        let is_input = |object: &Object| text.is_some_and(|text| object.get(text).is_some());
        found.extend(objects.filter(|object| !object.members.is_empty() && !is_input(object)));
    }
    found
}

fn object(example: &Example, plain: &str, is_schema: bool) -> Object {
    let members = example.members.iter().filter(|member| !is_dots(&member.key));
    Object { members: members.map(|it| if is_schema { described(it, plain) } else { member(it, plain) }).collect() }
}

fn member(member: &ExampleMember, plain: &str) -> Member {
    Member {
        key: member.key.clone(),
        values: seen(&member.values, plain),
        objects: member.objects.iter().map(|inner| object(inner, plain, false)).collect(),
        is_list: member.is_list,
    }
}

/// A property of a JSON Schema.
fn described(member: &ExampleMember, plain: &str) -> Member {
    let values = member.objects.iter().flat_map(agreement::listed).flat_map(|values| seen(values, plain));
    let inner = member.objects.iter().flat_map(agreement::properties);
    let has_items = |schema: &Example| schema.members.iter().any(|member| member.key == "items");
    Member {
        key: member.key.clone(),
        values: values.collect(),
        objects: inner.map(|inner| object(inner, plain, true)).collect(),
        is_list: member.objects.iter().any(has_items),
    }
}

fn seen(values: &[ExampleValue], plain: &str) -> Vec<Seen> {
    let said = values.iter().filter(|value| !is_elision(&value.text));
    let value = |value: &ExampleValue| {
        let is_quoted = plain[..value.whole.start].ends_with(['"', '\'']);
        Seen { text: value.text.clone(), is_string: is_quoted || !is_scalar(&value.text) }
    };
    said.map(value).collect()
}

/// Whether a word is a number, boolean or null of JSON.
fn is_scalar(word: &str) -> bool {
    let parsed = parse(word);
    let kind = parsed.root.map(|root| root.kind).filter(|_| parsed.problems.is_empty());
    matches!(kind, Some(Kind::Null | Kind::Bool(_) | Kind::Number(_)))
}
