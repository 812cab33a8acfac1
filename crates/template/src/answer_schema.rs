//! The JSON Schema of an answer, derived from its contract.

use crate::escape::escape_required;
use crate::{Contract, FieldKind, RecordSchema, TargetValue, Value};

/// JSON Schema (draft 7) text: one object whose keys are those of any target; a key that every target has is required.
///
/// A key that is a string constant in every target becomes an enumeration. Written as text because the key
/// order of the contract is kept, which guided decoding follows.
pub(crate) fn derive(contract: &Contract, schema: &RecordSchema) -> String {
    let keys = contract.keys();
    let properties: Vec<String> =
        keys.iter().map(|key| format!("{}: {}", quote(key), property(contract, schema, key))).collect();
    let in_all =
        |key: &&&str| contract.targets.iter().all(|target| target.entries.iter().any(|entry| entry.key == **key));
    let required: Vec<String> = keys.iter().filter(in_all).map(|key| quote(key)).collect();
    format!(
        "{{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"Answer\", \"description\": {}, \
         \"type\": \"object\", \"properties\": {{{}}}, \"required\": [{}], \"additionalProperties\": false}}",
        quote(&contract.description),
        properties.join(", "),
        required.join(", ")
    )
}

fn property(contract: &Contract, schema: &RecordSchema, key: &str) -> String {
    let entries = contract.targets.iter().flat_map(|target| target.entries.iter());
    let values: Vec<&TargetValue> = entries.filter(|entry| entry.key == key).map(|entry| &entry.value).collect();
    let constants: Option<Vec<&str>> = values
        .iter()
        .map(|value| match value {
            TargetValue::Constant(json) if json.starts_with('"') => Some(json.as_ref()),
            _ => None,
        })
        .collect();
    if let Some(constants) = constants {
        let mut labels: Vec<&str> = Vec::new();
        for constant in constants {
            if !labels.contains(&constant) {
                labels.push(constant);
            }
        }
        return format!("{{\"type\": \"string\", \"enum\": [{}]}}", labels.join(", "));
    }
    let mut types: Vec<&str> = values.iter().flat_map(|value| value_types(value, schema)).collect();
    types.sort_unstable();
    types.dedup();
    match types.as_slice() {
        [one] => format!("{{\"type\": \"{one}\"}}"),
        several => format!("{{\"type\": [{}]}}", several.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")),
    }
}

fn value_types(value: &TargetValue, schema: &RecordSchema) -> Vec<&'static str> {
    match value {
        TargetValue::Constant(json) => vec![match json.as_bytes().first() {
            Some(b'"') => "string",
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            _ => "number",
        }],
        TargetValue::Field(Value::Rationale) => vec!["string", "null"],
        TargetValue::Field(Value::Field(index)) => {
            let field = &schema.fields[*index];
            let kind = match field.kind {
                FieldKind::String => "string",
                FieldKind::Boolean => "boolean",
                FieldKind::Number => "number",
            };
            if field.nullable { vec![kind, "null"] } else { vec![kind] }
        }
        TargetValue::Field(_) => vec!["string"],
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", escape_required(text))
}
