//! The targets of a new contract: which field is the label, and what stands under each key.

use super::pairing::{Pairing, pair};
use super::shape::{Object, Seen};
use crate::agreement::mentions;
use crate::answer::Answer;
use crate::names::{fold, nearest};
use crate::view::StrategyView;
use crate::{Checked, Field, FieldRole, Schema, Value};

/// The content of a contract.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Name of the label field.
    pub(super) label: Option<String>,
    /// Each value of that field, with its answer.
    pub(super) answers: Vec<(String, Answer)>,
    pub(super) notes: Vec<String>,
}

/// A key that says which label a record has.
struct LabelKey<'c> {
    path: Vec<String>,
    field: &'c Field,
    pairing: Pairing,
}

/// The contract that some objects show.
pub(super) fn draft(objects: &[Object], strategy: &StrategyView<'_>, checked: &Checked) -> Result<Draft, String> {
    let schema = &checked.schema;
    let mut builder = Builder { objects, schema, label: None, paired: Vec::new(), notes: Vec::new() };
    if label_fields(schema).next().is_none() {
        let answer = builder.answer(&objects.iter().collect::<Vec<_>>(), &mut Vec::new(), 0);
        return Ok(Draft { label: None, answers: vec![(String::new(), answer)], notes: builder.notes });
    }
    let key = label_key(objects, strategy, checked)?;
    let values: Vec<String> = key.field.values.iter().map(|value| value.to_string()).collect();
    builder.paired = paired(objects, &values);
    if key.pairing.sure + 1 < values.len() {
        let pairs =
            values.iter().zip(&key.pairing.labels).map(|(value, label)| format!("`{}` for `{value}`", label.text));
        builder
            .notes
            .push(format!("labels were paired in the order of the prompt: {}", pairs.collect::<Vec<_>>().join(", ")));
    }
    let field = key.field.name.to_string();
    builder.label = Some((key.path, key.pairing));
    let answers = values.into_iter().enumerate().map(|(index, value)| {
        let answer = builder.answer(&builder.objects_of(index), &mut Vec::new(), index);
        (value, answer)
    });
    let answers = answers.collect();
    Ok(Draft { label: Some(field), answers, notes: builder.notes })
}

fn label_fields(schema: &Schema) -> impl Iterator<Item = &Field> {
    schema.fields.iter().filter(|field| field.role == FieldRole::Label && !field.values.is_empty())
}

/// The key whose values fit a label field best; of equal fields the one that more contracts use.
fn label_key<'c>(
    objects: &[Object],
    strategy: &StrategyView<'_>,
    checked: &'c Checked,
) -> Result<LabelKey<'c>, String> {
    let texts: Vec<String> = strategy.prompts.iter().map(|prompt| prompt.text.value().to_lowercase()).collect();
    let mut best: Vec<((usize, usize), LabelKey<'c>)> = Vec::new();
    for path in paths(objects) {
        for field in label_fields(&checked.schema) {
            let seen = values_at(objects, &path);
            let Some((rank, pairing)) = fit(&path, field, &seen, &texts) else { continue };
            let place = checked.schema.index_of(&field.name);
            let used = checked.contracts.iter().filter(|contract| contract.label == place).count();
            best.push(((rank, used), LabelKey { path: path.clone(), field, pairing }));
        }
    }
    let top = best.iter().map(|(rank, _)| *rank).max();
    let mut top = best.into_iter().filter(|(rank, _)| Some(*rank) == top).map(|(_, key)| key);
    let first = top.next().ok_or_else(|| nothing_fits(objects, &checked.schema))?;
    // A guess at the pairs is one too many where the key is a guess as well.
    let other = top.find(|key| key.field.name != first.field.name || first.pairing.sure == 0);
    let name = |key: &LabelKey<'_>| format!("`{}` for the label field `{}`", key.path.join("."), key.field.name);
    match other {
        Some(other) => Err(format!("{} fits no better than {}", name(&first), name(&other))),
        None => Ok(first),
    }
}

/// How well the values of a key fit a field, and the pairs. Values that the prompts mention elsewhere fill what is missing.
fn fit(path: &[String], field: &Field, seen: &[Seen], texts: &[String]) -> Option<(usize, Pairing)> {
    let values: Vec<&str> = field.values.iter().map(AsRef::as_ref).collect();
    let is_mentioned = |value: &&&str| texts.iter().any(|text| mentions(text, &value.to_lowercase()));
    let is_named = || path.last().is_some_and(|key| nearest(key, [field.name.as_ref()]).is_some());
    let is_new = |value: &&&str| !seen.iter().any(|known| fold(&known.text) == fold(value));
    if seen.is_empty() && !is_named() {
        return None;
    }
    if let Some(pairing) = pair(&values, seen) {
        return Some((2 * pairing.sure, pairing));
    }
    // A key that is called like the field and shows some of its values: the others stand for themselves too.
    let is_own = path.last().is_some_and(|key| fold(key) == fold(&field.name));
    if let Some(first) = seen.first().filter(|_| is_own && seen.iter().all(|seen| values.contains(&seen.text.as_str())))
    {
        let own = |value: &&str| Seen { text: (*value).to_owned(), is_string: first.is_string };
        let pairing = Pairing { labels: values.iter().map(own).collect(), sure: values.len() };
        return Some((2 * values.len(), pairing));
    }
    let more = values.iter().filter(is_new).filter(is_mentioned);
    let is_string = seen.first().is_none_or(|known| known.is_string);
    let more = more.map(|value| Seen { text: (*value).to_owned(), is_string });
    let all: Vec<Seen> = seen.iter().cloned().chain(more).collect();
    // What the prose adds proves nothing about the key.
    pair(&values, &all).filter(|pairing| pairing.sure == values.len()).map(|pairing| (2 * seen.len() + 1, pairing))
}

fn nothing_fits(objects: &[Object], schema: &Schema) -> String {
    let values = |names: Vec<String>| if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let keys = paths(objects).into_iter().map(|path| {
        let seen = values_at(objects, &path).into_iter().map(|seen| format!("`{}`", seen.text)).collect();
        format!("`{}` shows {}", path.join("."), values(seen))
    });
    let fields = label_fields(schema).map(|field| {
        let list = field.values.iter().map(|value| format!("`{value}`")).collect();
        format!("`{}` has {}", field.name, values(list))
    });
    format!(
        "no key lists one label for each value of a label field: {}; {}",
        keys.collect::<Vec<_>>().join(", "),
        fields.collect::<Vec<_>>().join(", ")
    )
}

/// Every path of keys without objects below, in order of appearance.
fn paths(objects: &[Object]) -> Vec<Vec<String>> {
    let mut found: Vec<Vec<String>> = Vec::new();
    for member in objects.iter().flat_map(|object| &object.members) {
        let below = if member.objects.is_empty() { vec![Vec::new()] } else { paths(&member.objects) };
        for rest in below {
            let path: Vec<String> = std::iter::once(member.key.clone()).chain(rest).collect();
            if !found.contains(&path) {
                found.push(path);
            }
        }
    }
    found
}

/// The distinct values under a path.
fn values_at(objects: &[Object], path: &[String]) -> Vec<Seen> {
    let mut found: Vec<Seen> = Vec::new();
    for value in objects.iter().flat_map(|object| object.at(path)).flat_map(|member| &member.values) {
        if !found.contains(value) {
            found.push(value.clone());
        }
    }
    found
}

/// The keys that say surely which label a record has, beside the one that was chosen.
fn paired(objects: &[Object], values: &[String]) -> Vec<(Vec<String>, Pairing)> {
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let sure = |path: Vec<String>| {
        let pairing = pair(&values, &values_at(objects, &path)).filter(|pairing| pairing.sure == values.len())?;
        Some((path, pairing))
    };
    paths(objects).into_iter().filter_map(sure).collect()
}

struct Builder<'o> {
    objects: &'o [Object],
    schema: &'o Schema,
    label: Option<(Vec<String>, Pairing)>,
    paired: Vec<(Vec<String>, Pairing)>,
    notes: Vec<String>,
}

impl<'o> Builder<'o> {
    /// The objects that show the answer for a label: those that name it, or none.
    fn objects_of(&self, index: usize) -> Vec<&'o Object> {
        let Some((path, pairing)) = &self.label else { return self.objects.iter().collect() };
        let shows = |object: &&Object| {
            let members = object.at(path);
            let mut values = members.iter().flat_map(|member| &member.values).peekable();
            !members.is_empty() && (values.peek().is_none() || values.any(|value| *value == pairing.labels[index]))
        };
        let own: Vec<&Object> = self.objects.iter().filter(shows).collect();
        let any = || self.objects.iter().filter(|object| !object.at(path).is_empty()).collect();
        if own.is_empty() { any() } else { own }
    }

    /// The answer for a label, with every key that some objects have, in their order.
    fn answer(&mut self, objects: &[&Object], path: &mut Vec<String>, index: usize) -> Answer {
        let mut keys: Vec<&str> = Vec::new();
        for member in objects.iter().flat_map(|object| &object.members) {
            if !keys.contains(&member.key.as_str()) {
                keys.push(&member.key);
            }
        }
        let mut members = Vec::new();
        for key in keys {
            path.push(key.to_owned());
            members.push((key.to_owned(), self.value(objects, key, path, index)));
            path.pop();
        }
        Answer::Object(members)
    }

    fn value(&mut self, objects: &[&Object], key: &str, path: &mut Vec<String>, index: usize) -> Answer {
        let labels = self.label.iter().chain(&self.paired);
        if let Some((_, pairing)) = labels.into_iter().find(|(label, _)| label == path) {
            return constant(&pairing.labels[index]);
        }
        let members: Vec<_> = objects.iter().filter_map(|object| object.get(key)).collect();
        let inner: Vec<&Object> = members.iter().flat_map(|member| &member.objects).collect();
        if !inner.is_empty() {
            let object = self.answer(&inner, path, index);
            return if members.iter().any(|member| member.is_list) { Answer::Array(vec![object]) } else { object };
        }
        if let Some(value) = self.named(key) {
            return Answer::Value(value);
        }
        let mut values: Vec<&Seen> = members.iter().flat_map(|member| &member.values).collect();
        values.dedup();
        let (answer, note) = match values.as_slice() {
            // Several words describe what shall stand there.
            [only] if !only.text.contains(' ') && only.text != key => {
                (constant(only), format!("`{key}` is always `{}`", only.text))
            }
            _ => (Answer::Constant("null".to_owned()), format!("nothing in the record is called `{key}`: it is null")),
        };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
        answer
    }

    /// The label field or derived value that is called so, or nearly so.
    fn named(&self, key: &str) -> Option<Value> {
        const SHORTEST: usize = 4;
        let is_fit = |name: &&str| match self.schema.value(name) {
            Some(Value::Field(place)) => self.schema.fields[place].role == FieldRole::Label,
            derived => derived.is_some(),
        };
        let names: Vec<&str> = self.schema.value_names().filter(is_fit).collect();
        let is_same = |name: &&&str| fold(name) == fold(key);
        let is_longer = |name: &&&str| fold(key).chars().count() >= SHORTEST && fold(name).starts_with(&fold(key));
        let same = names.iter().find(is_same).copied();
        let near = same.or_else(|| nearest(key, names.iter().copied()));
        self.schema.value(near.or_else(|| names.iter().find(is_longer).copied())?)
    }
}

fn constant(seen: &Seen) -> Answer {
    if seen.is_string { Answer::Text(seen.text.clone()) } else { Answer::Constant(seen.text.clone()) }
}
