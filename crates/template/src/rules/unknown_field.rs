//! `unknown-field`: a contract names a field that cannot be used there.

use super::{Check, Rule, list};
use crate::diagnostic::Findings;
use crate::json::Node;
use crate::view::{Context, ContractView};
use crate::{FieldRole, Level, RecordSchema, Text, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-field",
    level: Level::Deny,
    fixed: true,
    meaning: "`label` of a response contract names no label field with a list of values, or `{\"field\": NAME}` \
              names neither a field of the record nor `rationale`, `protected_group` or `persona`.",
    why: "The answer could not be made.",
    wrong: r#""reasoning": {"field": "rationale_txt"}"#,
    right: r#""reasoning": {"field": "rationale_text"}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut Findings) {
    // Without a sound record schema there is no telling.
    if context.schema.fields.is_empty() {
        return;
    }
    if let Some(label) = contract.root.get("label").and_then(Node::text) {
        check_label(label, context.schema, findings);
    }
    let fields = contract.entries().filter_map(|entry| entry.value.get("field")?.text());
    for field in fields.filter(|field| context.schema.target_value(field.value()).is_none()) {
        report(field, "unknown field", &context.schema.target_fields(), findings);
    }
}

fn check_label(label: &Text, schema: &RecordSchema, findings: &mut Findings) {
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

fn report(field: &Text, what: &str, names: &[&str], findings: &mut Findings) {
    let near = nearest(field.value(), names.iter().copied()).filter(|near| *near != field.value());
    let instead = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
    let finding = findings.add(field.span(), format!("{what} `{}`{instead}", field.value()));
    finding.help(list("fields that may stand here", names.iter().copied()));
}
