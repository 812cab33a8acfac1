//! Reads one field of the record schema.

use std::borrow::Cow;

use crate::diagnostic::FileFindings;
use crate::json::{Kind, Member, Node};
use crate::view::{is_empty_list, items, opening};
use crate::{Field, FieldKind, FieldRole, Text, did_you_mean, nearest};

/// The keys of a field that mean something here; a typo of one would be ignored without a word.
const KEYS: &[&str] = &["type", "enum", "items", "x-role", "x-from"];

/// The field; no value where its role or type cannot be read.
pub(super) fn read(property: &Member, required: &[&str], findings: &mut FileFindings) -> Option<Field> {
    let (name, node) = (property.key.value(), &property.value);
    let Some(members) = node.members() else {
        let message = format!("field `{name}` must be an object, not {}", node.kind_name());
        findings.add(opening(node), message).help(r#"write {"type": "string", "x-role": "input"}"#);
        return None;
    };
    check_misspelt(members, KEYS, findings);
    let misspelt = |key: &str| members.iter().any(|member| typo(member, members, KEYS) == Some(key));
    let role = role_of(property).or_else(|| {
        if !misspelt("x-role") {
            report_role(name, node, findings);
        }
        None
    });
    let kinds = kinds(node);
    let Some(kind) = kinds.as_deref().and_then(kind) else {
        if !misspelt("type") {
            report_type(name, node, findings);
        }
        return None;
    };
    let nullable = kinds.is_some_and(|kinds| kinds.contains(&"null"));
    let role = role?;
    check_kind(name, node, (role, kind, nullable), findings);
    check_list("x-from", node.get("x-from").filter(|from| from.text().is_none()), findings);
    Some(Field {
        name: Cow::Owned(name.to_owned()),
        spellings: Cow::Owned(strings(node.get("x-from"))),
        role,
        kind,
        nullable,
        required: required.contains(&name),
        values: Cow::Owned(values(node, name, kind, role, findings)),
    })
}

fn report_role(name: &str, node: &Node, findings: &mut FileFindings) {
    let names = FieldRole::ALL.map(FieldRole::name);
    let written = node.get("x-role").and_then(Node::text).map(Text::value);
    let span = node.get("x-role").map_or(opening(node), opening);
    let roles = names.join(", ");
    let message = match written {
        Some(written) => format!("`{written}` is no role{}", did_you_mean(nearest(written, names))),
        None => format!("field `{name}` needs an \"x-role\": {roles}"),
    };
    let finding = findings.add(span, message);
    if written.is_some() {
        finding.help(format!("roles: {roles}"));
    }
    finding.help("only text and input fields may stand in a prompt; label fields carry the answer");
}

fn report_type(name: &str, node: &Node, findings: &mut FileFindings) {
    let span = node.get("type").map_or(opening(node), |kind| kind.span);
    let message = format!("field `{name}` needs one \"type\": string, integer, number, boolean or array");
    findings.add(span, message).help("add \"null\" where it may be null: \"type\": [\"string\", \"null\"]");
}

/// What a role and a type ask of each other.
fn check_kind(
    name: &str,
    node: &Node,
    (role, kind, nullable): (FieldRole, FieldKind, bool),
    findings: &mut FileFindings,
) {
    let span = node.get("type").map_or(opening(node), |kind| kind.span);
    let of_strings = node.get("items").and_then(|items| items.get("type")).and_then(Node::text);
    if kind == FieldKind::Strings && of_strings.is_none_or(|of| of.value() != "string") {
        let message = format!("array field `{name}` must be one of strings");
        findings.add(node.get("items").map_or(span, opening), message).help("write \"items\": {\"type\": \"string\"}");
    }
    if role == FieldRole::Text && (kind != FieldKind::String || nullable) {
        let message = format!("text field `{name}` must be a string, and not null");
        findings.add(span, message).help("a prompt needs a text to judge: \"type\": \"string\"");
    }
    if role == FieldRole::Split && kind != FieldKind::String {
        let message = format!("split field `{name}` must be a string");
        findings.add(span, message).help("it holds the name of a split: \"type\": \"string\"");
    }
}

/// The values that a field may have: those of `enum`, and of a boolean label both.
fn values(
    node: &Node,
    name: &str,
    kind: FieldKind,
    role: FieldRole,
    findings: &mut FileFindings,
) -> Vec<Cow<'static, str>> {
    let mut values: Vec<Cow<'static, str>> = Vec::new();
    if let Some(list) = node.get("enum").filter(|list| is_empty_list(list) || !matches!(list.kind, Kind::Array(_))) {
        let what = if is_empty_list(list) { "is empty: no value would be allowed" } else { "must be a list of values" };
        let finding = findings.add(opening(list), format!("`enum` of field `{name}` {what}"));
        finding.help("list the values that it may have, or leave `enum` out");
    }
    for item in items(node.get("enum")).iter().filter(|item| !item.is_null()) {
        match value(item, kind) {
            Some(value) if values.iter().any(|other| *other == value) => {
                findings.add(item.span, format!("field `{name}` has the value `{value}` already")).help("remove it");
            }
            Some(value) => values.push(Cow::Owned(value)),
            None => {
                let message = format!("a value of field `{name}` must be {}", kind.name());
                findings.add(opening(item), message).help("change the value, or the field's \"type\"");
            }
        }
    }
    if values.is_empty() && kind == FieldKind::Boolean && role == FieldRole::Label {
        values = vec![Cow::Borrowed("true"), Cow::Borrowed("false")];
    }
    values
}

/// The value as targets name it.
fn value(item: &Node, kind: FieldKind) -> Option<String> {
    match (&item.kind, kind) {
        (Kind::String(text), FieldKind::String) => Some(text.value().to_owned()),
        (Kind::Number(number), FieldKind::Number) => Some(number.clone()),
        (Kind::Number(number), FieldKind::Integer) if !number.contains(['.', 'e', 'E']) => Some(number.clone()),
        (Kind::Bool(boolean), FieldKind::Boolean) => Some(boolean.to_string()),
        _ => None,
    }
}

/// The role that a field names, where there is such a one.
pub(super) fn role_of(property: &Member) -> Option<FieldRole> {
    let name = property.value.get("x-role").and_then(Node::text)?;
    FieldRole::ALL.into_iter().find(|role| role.name() == name.value())
}

/// The names under `type`; nothing where one of them is no string.
fn kinds(node: &Node) -> Option<Vec<&str>> {
    match &node.get("type")?.kind {
        Kind::String(kind) => Some(vec![kind.value()]),
        Kind::Array(kinds) => kinds.iter().map(|kind| kind.text().map(Text::value)).collect(),
        _ => None,
    }
}

/// The one type besides null.
fn kind(kinds: &[&str]) -> Option<FieldKind> {
    let mut others = kinds.iter().filter(|kind| **kind != "null");
    let (one, more) = (others.next()?, others.next());
    match (*one, more) {
        ("string", None) => Some(FieldKind::String),
        ("boolean", None) => Some(FieldKind::Boolean),
        ("number", None) => Some(FieldKind::Number),
        ("integer", None) => Some(FieldKind::Integer),
        ("array", None) => Some(FieldKind::Strings),
        _ => None,
    }
}

/// Reports what should be a list of strings and is none.
pub(super) fn check_list(key: &str, node: Option<&Node>, findings: &mut FileFindings) {
    let Some(node) = node else { return };
    let faulty = match &node.kind {
        Kind::Array(items) => items.iter().filter(|item| item.text().is_none()).collect(),
        _ => vec![node],
    };
    for node in faulty {
        let message = format!("`{key}` must be a list of strings, and this is {}", node.kind_name());
        findings.add(opening(node), message).help(format!("write \"{key}\": [\"…\"]"));
    }
}

/// Reports the keys that are typos of `keys`.
pub(super) fn check_misspelt(members: &[Member], keys: &[&str], findings: &mut FileFindings) {
    for member in members {
        if let Some(key) = typo(member, members, keys) {
            let message = format!("unknown key `{}`{}", member.key.value(), did_you_mean(Some(key)));
            findings.add(member.key.span(), message).help(format!("write \"{key}\""));
        }
    }
}

/// The one of `keys` that a key is a typo of, where it is absent itself.
fn typo<'k>(member: &Member, members: &[Member], keys: &[&'k str]) -> Option<&'k str> {
    let has = |key: &str| members.iter().any(|other| other.key.value() == key);
    nearest(member.key.value(), keys.iter().copied().filter(|key| !has(key)))
}

/// The strings of an array, or the one that stands alone.
pub(crate) fn strings(node: Option<&Node>) -> Vec<Cow<'static, str>> {
    let one = node.and_then(Node::text).into_iter();
    one.chain(items(node).iter().filter_map(Node::text)).map(|text| Cow::Owned(text.value().to_owned())).collect()
}
