//! `name-collision`: two things of a project have one name.

use std::collections::BTreeMap;

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, ProjectView};
use crate::{Level, Text};

pub(crate) static RULE: Rule = Rule {
    code: "name-collision",
    level: Level::Deny,
    fixed: true,
    meaning: "In `tunesmith.json`, a derived value is called like a field, two splits or formats have one name, two splits are read \
              from one file, or two output files would have one name. Names that differ in case alone count as one.",
    why: "One of the two would never be used, or overwrite the other.",
    wrong: r#""formats": [{"name": "short", "suffix": "", …}, {"name": "long", "suffix": "", …}]"#,
    right: r#""formats": [{"name": "short", "suffix": "", …}, {"name": "long", "suffix": "_long", …}]"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for value in project.values() {
        if context.schema.index_of(value.key.value()).is_some() {
            let message = format!("`{}` is a field of the record already", value.key.value());
            findings.add(value.key.span(), message).help("give the derived value another name");
        }
    }
    let of_split =
        [("name", "a split is called"), ("input", "a split is read from"), ("output", "a split is written to")];
    check_twins(project.splits(), &of_split, findings);
    let of_format = [("name", "a format is called"), ("suffix", "the files of a format end with")];
    check_twins(project.formats(), &of_format, findings);
    check_outputs(project, findings);
}

/// One finding for each node, under the first of its keys: a copied one has all of them in common.
fn check_twins(nodes: &[Node], keys: &[(&str, &str)], findings: &mut FileFindings) {
    let mut seen: BTreeMap<(&str, String), &Text> = BTreeMap::new();
    for node in nodes {
        let texts = keys.iter().filter_map(|&(key, what)| Some((key, what, node.get(key)?.text()?)));
        // Any other name that is empty is a finding already.
        let texts = texts.filter(|(key, _, text)| *key == "suffix" || !text.value().is_empty());
        let twins = texts.filter_map(|(key, what, text)| {
            let first = *seen.entry((key, text.value().to_lowercase())).or_insert(text);
            (first.span() != text.span()).then_some((what, text, first))
        });
        // All of them are looked at, so that all are remembered.
        if let Some((what, text, first)) = twins.collect::<Vec<_>>().into_iter().next() {
            let message = match text.value() {
                "" => "another format has no suffix already".to_owned(),
                written => format!("{what} `{written}` already"),
            };
            findings.add(text.span(), message).label(first.span(), "the first one").help("write another one");
        }
    }
}

/// Names that differ in case alone are one file on many systems.
fn is_same(first: &Text, second: &Text) -> bool {
    first.value().to_lowercase() == second.value().to_lowercase()
}

/// `train` with the suffix `_x` and `train_x` without one.
fn check_outputs(project: &ProjectView<'_>, findings: &mut FileFindings) {
    let texts =
        |nodes: &'_ [Node], key| nodes.iter().filter_map(|node| node.get(key)?.text().cloned()).collect::<Vec<_>>();
    let (outputs, suffixes) = (texts(project.splits(), "output"), texts(project.formats(), "suffix"));
    let mut seen: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (split, output) in outputs.iter().enumerate() {
        for (format, suffix) in suffixes.iter().enumerate() {
            let name = format!("{}{}", output.value(), suffix.value());
            let first = *seen.entry(name.to_lowercase()).or_insert((split, format));
            // Equal outputs or suffixes are a finding already.
            if !is_same(&outputs[first.0], output) && !is_same(&suffixes[first.1], suffix) {
                let finding = findings.add(output.span(), format!("two output files would be called `{name}`"));
                finding.label(outputs[first.0].span(), "the first one").help("write another one");
            }
        }
    }
}
