//! Reads the record schema: a JSON Schema whose `x-role`s say what each field may be used for.

mod field;

use std::collections::BTreeMap;

use crate::diagnostic::FileFindings;
use crate::json::{Kind, Member, Node};
use crate::view::{items, opening};
use crate::{Field, FieldRole, Text, did_you_mean, nearest, rules};

pub(crate) use field::strings;
use field::{check_list, check_misspelt, role_of};

/// The fields of the schema; no value where nothing can be checked against it.
pub(crate) fn read(root: &Node, findings: &mut FileFindings) -> Option<Vec<Field>> {
    findings.set_rule(&rules::record_schema::RULE);
    let Some(properties) = root.get("properties").and_then(Node::members) else {
        report_no_properties(root, findings);
        return None;
    };
    check_required(root, properties, findings);
    let required: Vec<&str> = items(root.get("required")).iter().filter_map(Node::text).map(Text::value).collect();
    let field = |property| field::read(property, &required, findings);
    let fields: Vec<Field> = properties.iter().filter_map(field).collect();
    check_roles(root, properties, findings);
    check_spellings(properties, findings);
    Some(fields)
}

fn report_no_properties(root: &Node, findings: &mut FileFindings) {
    match root.get("properties") {
        Some(properties) => {
            findings.add(opening(properties), format!("`properties` must be an object, not {}", properties.kind_name()))
        }
        None => findings.add(opening(root), "a record schema is an object with `properties`"),
    }
    .help(r#"name the fields: "properties": {"…": {"type": "string", "x-role": "text"}}"#);
}

fn check_required(root: &Node, properties: &[Member], findings: &mut FileFindings) {
    if let Kind::Object(members) = &root.kind {
        check_misspelt(members, &["required"], findings);
    }
    check_list("required", root.get("required"), findings);
    let names = || properties.iter().map(|property| property.key.value());
    for name in items(root.get("required")).iter().filter_map(Node::text) {
        if !names().any(|property| property == name.value()) {
            let instead = did_you_mean(nearest(name.value(), names()));
            let finding = findings.add(name.span(), format!("`{}` is required and is no field{instead}", name.value()));
            finding.help(rules::list("fields", names()));
        }
    }
}

/// One text, at most one id and one split.
fn check_roles(root: &Node, properties: &[Member], findings: &mut FileFindings) {
    let of = |role: FieldRole| properties.iter().filter(move |property| role_of(property) == Some(role));
    for role in [FieldRole::Text, FieldRole::Id, FieldRole::Split] {
        let mut found = of(role);
        let first = found.next();
        for other in found {
            let message = format!("`{}` is a second field with the role `{}`", other.key.value(), role.name());
            let finding = findings.add(other.key.span(), message);
            finding.help("only one field may have it; what a prompt may show besides the text is `input`");
            if let Some(first) = first {
                finding.label(first.key.span(), "the first one");
            }
        }
    }
    let readable = properties.iter().all(|property| role_of(property).is_some());
    if of(FieldRole::Text).next().is_none() && readable {
        let message = "the record schema has no text: no field has the role `text`";
        findings.add(opening(root), message).help("mark what is judged: \"x-role\": \"text\"");
    }
}

/// Two fields that data could call the same.
fn check_spellings(properties: &[Member], findings: &mut FileFindings) {
    let names = properties.iter().map(|property| (property.key.value(), property.key.span()));
    let mut taken: BTreeMap<&str, _> = names.collect();
    for property in properties {
        let spellings =
            property.value.get("x-from").into_iter().flat_map(|from| std::iter::once(from).chain(items(Some(from))));
        for spelling in spellings.filter_map(Node::text) {
            if let Some(first) = taken.insert(spelling.value(), spelling.span()) {
                let message = format!("`{}` stands for a field already", spelling.value());
                let finding = findings.add(spelling.span(), message).label(first, "here");
                finding.help("a name in the data can stand for one field only, and once");
            }
        }
    }
}
