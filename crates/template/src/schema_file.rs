//! Reads `data/unified.schema.json` into a [`RecordSchema`].

use std::borrow::Cow;

use crate::diagnostic::Findings;
use crate::json::{Kind, Member, Node};
use crate::{Field, FieldKind, FieldRole, RecordSchema, Text, rules};

/// The fields of the schema; no value where nothing can be checked against it.
pub(crate) fn read(root: &Node, findings: &mut Findings) -> Option<RecordSchema> {
    findings.set_rule(&rules::record_schema::RULE);
    let Some(properties) = root.get("properties").and_then(Node::members) else {
        findings.add(root.span, "a record schema is an object with `properties`");
        return None;
    };
    let fields: Vec<Field> = properties.iter().filter_map(|property| field(property, findings)).collect();
    for needed in ["text", "split"] {
        if !properties.iter().any(|property| property.key.value() == needed) {
            let message = format!("the record schema has no field `{needed}`");
            findings.add(root.span, message).help("every record has a text, and a split that it belongs to");
        }
    }
    Some(RecordSchema::new(fields))
}

fn field(property: &Member, findings: &mut Findings) -> Option<Field> {
    let node = &property.value;
    let role = role(property, findings);
    let kinds = kinds(node);
    let nullable = kinds.contains(&"null");
    let kind = match kinds.iter().copied().filter(|&kind| kind != "null").collect::<Vec<_>>().as_slice() {
        ["string"] => FieldKind::String,
        ["boolean"] => FieldKind::Boolean,
        ["number" | "integer"] => FieldKind::Number,
        _ => {
            let span = node.get("type").map_or(node.span, |kind| kind.span);
            let message =
                format!("field `{}` needs one \"type\": string, boolean, number or integer", property.key.value());
            findings.add(span, message).help("add \"null\" where it may be null: \"type\": [\"string\", \"null\"]");
            return None;
        }
    };
    let role = role?;
    if role == FieldRole::Input && kind != FieldKind::String {
        let message = format!("input field `{}` must be a string: prompts are text", property.key.value());
        findings.add(node.span, message);
    }
    let values = match node.get("enum").map(|values| &values.kind) {
        Some(Kind::Array(values)) => {
            values.iter().filter_map(Node::text).map(|text| Cow::Owned(text.value().to_owned())).collect()
        }
        _ => Vec::new(),
    };
    let name = Cow::Owned(property.key.value().to_owned());
    Some(Field { name, role, kind, nullable, values: Cow::Owned(values) })
}

fn role(property: &Member, findings: &mut Findings) -> Option<FieldRole> {
    let role = property.value.get("x-role");
    match role.and_then(Node::text).map(Text::value) {
        Some("input") => Some(FieldRole::Input),
        Some("label") => Some(FieldRole::Label),
        Some("split") => Some(FieldRole::Split),
        Some("metadata") => Some(FieldRole::Metadata),
        _ => {
            let span = role.map_or(property.value.span, |role| role.span);
            let message =
                format!("field `{}` needs an \"x-role\": input, label, split or metadata", property.key.value());
            findings.add(span, message).help("only input fields may stand in a prompt; label fields carry the answer");
            None
        }
    }
}

fn kinds(node: &Node) -> Vec<&str> {
    match node.get("type").map(|kind| &kind.kind) {
        Some(Kind::String(kind)) => vec![kind.value()],
        Some(Kind::Array(kinds)) => kinds.iter().filter_map(Node::text).map(Text::value).collect(),
        _ => Vec::new(),
    }
}
