//! `unknown-field`: a contract or `tunesmith.json` names a field that cannot be used there.

use super::{Check, Rule, list};
use crate::diagnostic::{FileFindings, Fix};
use crate::json::Node;
use crate::view::{Context, ContractView, ProjectView, field_name, items};
use crate::{FieldRole, Level, Schema, Text, did_you_mean, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-field",
    level: Level::Deny,
    fixed: true,
    meaning: "`label` of a response contract names no label field with a list of values, `{\"field\": NAME}` names nothing \
              that the record's schema lets a target use, or `first` or `groups` of `tunesmith.json` name no field of the record.",
    why: "The answer could not be made; a derived value would never have one, and no row be in such a group.",
    wrong: r#""about": {"field": "subjcet"}"#,
    right: r#""about": {"field": "subject"}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let schema = context.schema;
    // Without a sound record schema there is no telling.
    if schema.fields.is_empty() {
        return;
    }
    if let Some(label) = contract.label() {
        check_label(label, schema, findings);
    }
    let names: Vec<&str> = schema.value_names().collect();
    for node in contract.nodes() {
        match field_name(node) {
            Some(name) if schema.value(name.value()).is_none() => report(name, "unknown field", &names, findings),
            None => check_misspelt(node, schema, findings),
            Some(_) => {}
        }
    }
}

/// `{"feild": NAME}`, which would be trained as it stands.
fn check_misspelt(node: &Node, schema: &Schema, findings: &mut FileFindings) {
    let Some([member]) = node.members() else { return };
    let names_value = member.value.text().is_some_and(|name| schema.value(name.value()).is_some());
    if names_value && names::only_near(member.key.value(), ["field"]).is_some() {
        findings.set_rule(&super::misspelt_key::RULE);
        let message = format!("unknown key `{}`{}", member.key.value(), did_you_mean(Some("field")));
        let finding = findings.add(member.key.span(), message).help("write \"field\"");
        finding.fix(Fix::replace(member.key.span(), "\"field\""));
        findings.set_rule(&RULE);
    }
}

fn check_label(label: &Text, schema: &Schema, findings: &mut FileFindings) {
    let usable = |field: &&crate::Field| field.role == FieldRole::Label && !field.values.is_empty();
    let names: Vec<&str> = schema.fields.iter().filter(usable).map(|field| field.name.as_ref()).collect();
    if names.contains(&label.value()) {
        return;
    }
    let what = match schema.field(label.value()) {
        None => "unknown field",
        Some(field) if field.role != FieldRole::Label => "no label field:",
        Some(_) => "no list of values for field",
    };
    report(label, what, &names, findings);
}

/// The fields that derived values are taken from, and those that rows are grouped by.
pub(super) fn check_project(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let schema = context.schema;
    if schema.fields.is_empty() {
        return;
    }
    let names: Vec<&str> = schema.fields.iter().map(|field| field.name.as_ref()).collect();
    let drawn = project.alternatives().filter_map(|node| node.get("field")?.text());
    let groups = items(project.root.get("groups")).iter().filter_map(Node::text);
    for name in drawn.chain(groups).filter(|name| schema.index_of(name.value()).is_none()) {
        let what = if schema.value(name.value()).is_some() { "no field but a derived value:" } else { "unknown field" };
        report(name, what, &names, findings);
    }
}

fn report(field: &Text, what: &str, names: &[&str], findings: &mut FileFindings) {
    let near = nearest(field.value(), names.iter().copied()).filter(|near| *near != field.value());
    let instead = did_you_mean(near);
    let finding = findings.add(field.span(), format!("{what} `{}`{instead}", field.value()));
    finding.help(list("fields that may stand here", names.iter().copied()));
}
