//! The JSON Schema of an answer, derived from its contract.

use std::borrow::Cow;

use tunesmith_runtime::escape_required;

use crate::answer::{Answer, keys};
use crate::{AnswerForm, FieldKind, Schema, Value};

/// JSON Schema (draft 7) text of all answers of a contract.
///
/// An object has the keys of any answer; a key that every answer has is required. Written as text because the key order of
/// the contract is kept, which guided decoding follows.
pub(crate) fn derive(description: &str, answers: &[Answer], form: AnswerForm, schema: &Schema) -> String {
    let answers: Vec<&Answer> = answers.iter().collect();
    let keywords = match form {
        AnswerForm::Json => one_of(&answers, schema),
        AnswerForm::Text => plain(&answers, schema),
    };
    format!(
        "{{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"Answer\", \"description\": {}, {}}}",
        quote(description),
        keywords
    )
}

/// The keywords of a plain text, which is a string whatever the record's value is.
fn plain(answers: &[&Answer], schema: &Schema) -> String {
    let is_string = |answer: &&Answer| match answer {
        Answer::Value(Value::Field(place)) => {
            schema.fields[*place].kind == FieldKind::String && !schema.fields[*place].nullable
        }
        Answer::Value(Value::Derived(_)) => false,
        _ => true,
    };
    if answers.iter().all(is_string) { scalar(answers, schema) } else { "\"type\": \"string\"".to_owned() }
}

/// The keywords that admit each of some answers.
fn one_of(answers: &[&Answer], schema: &Schema) -> String {
    let objects: Vec<&Answer> = answers.iter().copied().filter(|answer| matches!(answer, Answer::Object(_))).collect();
    let mut arrays: Vec<&Answer> =
        answers.iter().copied().filter(|answer| matches!(answer, Answer::Array(_))).collect();
    let null = Answer::Constant("null".to_owned());
    let beside_array = !arrays.is_empty();
    let mut scalars: Vec<&Answer> = Vec::new();
    for answer in answers.iter().copied().filter(|answer| !matches!(answer, Answer::Object(_) | Answer::Array(_))) {
        match answer {
            Answer::Value(Value::Field(place)) if beside_array && schema.fields[*place].kind == FieldKind::Strings => {
                arrays.push(answer);
                scalars.extend(schema.fields[*place].nullable.then_some(&null));
            }
            _ => scalars.push(answer),
        }
    }
    let mut kinds = Vec::new();
    kinds.extend((!objects.is_empty()).then(|| object(&objects, schema)));
    kinds.extend((!arrays.is_empty()).then(|| array(&arrays, schema)));
    kinds.extend((!scalars.is_empty()).then(|| scalar(&scalars, schema)));
    match kinds.as_slice() {
        [one] => one.clone(),
        several => {
            format!("\"anyOf\": [{}]", several.iter().map(|kind| format!("{{{kind}}}")).collect::<Vec<_>>().join(", "))
        }
    }
}

fn object(objects: &[&Answer], schema: &Schema) -> String {
    let keys = keys(objects);
    let property = |key: &&str| {
        let values: Vec<&Answer> = objects.iter().filter_map(|object| object.get(key)).collect();
        format!("{}: {{{}}}", quote(key), one_of(&values, schema))
    };
    let properties: Vec<String> = keys.iter().map(property).collect();
    let in_all = |key: &&&str| objects.iter().all(|object| object.get(key).is_some());
    let required: Vec<String> = keys.iter().filter(in_all).map(|key| quote(key)).collect();
    format!(
        "\"type\": \"object\", \"properties\": {{{}}}, \"required\": [{}], \"additionalProperties\": false",
        properties.join(", "),
        required.join(", ")
    )
}

/// What an array field holds: a string of which nothing is known.
static ANY_STRING: Answer = Answer::Constant(String::new());

fn array(arrays: &[&Answer], schema: &Schema) -> String {
    let mut items: Vec<&Answer> = Vec::new();
    for array in arrays {
        match array {
            Answer::Array(of_one) => items.extend(of_one),
            _ => items.push(&ANY_STRING),
        }
    }
    match items.is_empty() {
        true => "\"type\": \"array\", \"maxItems\": 0".to_owned(),
        false => format!("\"type\": \"array\", \"items\": {{{}}}", one_of(&items, schema)),
    }
}

/// Strings, constants and values of the record. Constants alone, and fields with a list of values, are an enumeration.
fn scalar(scalars: &[&Answer], schema: &Schema) -> String {
    let mut types: Vec<&str> = scalars.iter().flat_map(|answer| types(answer, schema)).collect();
    types.sort_unstable();
    types.dedup();
    if types.contains(&"number") {
        types.retain(|&kind| kind != "integer");
    }
    let kind = match types.as_slice() {
        [one] => quote(one),
        several => format!("[{}]", several.iter().map(|name| quote(name)).collect::<Vec<_>>().join(", ")),
    };
    let values: Option<Vec<Vec<String>>> = scalars.iter().map(|answer| values(answer, schema)).collect();
    let mut distinct: Vec<String> = Vec::new();
    for value in values.iter().flatten().flatten() {
        if !distinct.contains(value) {
            distinct.push(value.clone());
        }
    }
    let is_one_kind = types.iter().filter(|&&kind| kind != "null").count() == 1;
    match values.filter(|_| is_one_kind) {
        Some(_) => format!("\"type\": {kind}, \"enum\": [{}]", distinct.join(", ")),
        None if types.contains(&"array") => format!("\"type\": {kind}, \"items\": {{\"type\": \"string\"}}"),
        None => format!("\"type\": {kind}"),
    }
}

/// The JSON texts that an answer may be, where they are known.
fn values(answer: &Answer, schema: &Schema) -> Option<Vec<String>> {
    match answer {
        Answer::Text(text) => Some(vec![quote(text)]),
        Answer::Constant(json) => (!json.is_empty()).then(|| vec![json.clone()]),
        Answer::Value(Value::Field(place)) => {
            let field = schema.fields.get(*place).filter(|field| !field.values.is_empty())?;
            let json = |value: &Cow<'_, str>| match field.kind {
                FieldKind::String => quote(value),
                _ => value.to_string(),
            };
            let null = field.nullable.then(|| "null".to_owned());
            Some(field.values.iter().map(json).chain(null).collect())
        }
        Answer::Value(Value::Derived(_)) | Answer::Object(_) | Answer::Array(_) => None,
    }
}

fn types(answer: &Answer, schema: &Schema) -> Vec<&'static str> {
    match answer {
        Answer::Constant(json) => vec![match json.as_bytes().first() {
            Some(b't' | b'f') => "boolean",
            Some(b'n') => "null",
            None => "string",
            _ if json.contains(['.', 'e', 'E']) => "number",
            _ => "integer",
        }],
        Answer::Value(Value::Field(place)) => {
            let field = &schema.fields[*place];
            let kind = match field.kind {
                FieldKind::String => "string",
                FieldKind::Integer => "integer",
                FieldKind::Number => "number",
                FieldKind::Boolean => "boolean",
                FieldKind::Strings => "array",
            };
            if field.nullable { vec![kind, "null"] } else { vec![kind] }
        }
        Answer::Value(Value::Derived(place)) => match schema.values[*place].otherwise {
            Some(_) => vec!["string"],
            None => vec!["string", "null"],
        },
        Answer::Text(_) | Answer::Object(_) | Answer::Array(_) => vec!["string"],
    }
}

fn quote(text: &str) -> String {
    format!("\"{}\"", escape_required(text))
}

#[cfg(test)]
mod tests {
    use crate::{Levels, Source, check, doc};

    /// The schema of a contract of the example project, from `"type"` or `"anyOf"` on.
    #[track_caller]
    fn check_schema(answers: &str, expected: &str) {
        let mut files = doc::files();
        let text = format!(r#"{{"name": "c", "description": "d", {answers}}}"#);
        files.responses.push(Source::new("templates/responses/c.json", text));
        let checked = check(&files, &Levels::default(), None);
        let Some(contract) = checked.contracts.iter().find(|contract| contract.name == "c") else {
            panic!("{:#?}", checked.reports)
        };
        let head = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"title\": \"Answer\", \"description\": \"d\", ";
        assert_eq!(contract.json_schema.strip_prefix(head).and_then(|rest| rest.strip_suffix('}')), Some(expected));
    }

    fn check_targets(billing: &str, technical: &str, expected: &str) {
        let targets = format!(r#""label": "queue", "targets": {{"billing": {billing}, "technical": {technical}}}"#);
        check_schema(&targets, expected);
    }

    #[test]
    fn a_key_of_all_answers_is_required_and_constants_are_an_enumeration() {
        check_targets(
            r#"{"q": "a", "n": 1}"#,
            r#"{"q": "b", "why": null}"#,
            r#""type": "object", "properties": {"q": {"type": "string", "enum": ["a", "b"]}, "n": {"type": "integer", "enum": [1]}, "why": {"type": "null"}}, "required": ["q"], "additionalProperties": false"#,
        );
    }

    #[test]
    fn values_have_the_types_and_the_enumeration_of_the_record() {
        check_schema(
            r#""label": null, "target": {"q": {"field": "queue"}, "p": {"field": "priority"}, "by": {"field": "solved_by"}, "team": {"field": "team"}, "item": {"field": "item"}}"#,
            r#""type": "object", "properties": {"q": {"type": "string", "enum": ["billing", "technical"]}, "p": {"type": "integer"}, "by": {"type": ["null", "string"]}, "team": {"type": ["null", "string"]}, "item": {"type": "string"}}, "required": ["q", "p", "by", "team", "item"], "additionalProperties": false"#,
        );
    }

    #[test]
    fn a_constant_beside_a_value_or_null_may_be_either() {
        check_targets(
            r#"{"by": {"field": "solved_by"}, "sure": 1}"#,
            r#"{"by": "nobody", "sure": 0.5}"#,
            r#""type": "object", "properties": {"by": {"type": ["null", "string"]}, "sure": {"type": "number", "enum": [1, 0.5]}}, "required": ["by", "sure"], "additionalProperties": false"#,
        );
        check_targets(
            r#"{"q": "a", "why": null}"#,
            r#"{"q": "b", "why": "x"}"#,
            r#""type": "object", "properties": {"q": {"type": "string", "enum": ["a", "b"]}, "why": {"type": ["null", "string"], "enum": [null, "x"]}}, "required": ["q", "why"], "additionalProperties": false"#,
        );
    }

    #[test]
    fn arrays_admit_the_items_of_all_answers() {
        check_targets(
            r#"{"parts": [{"q": "a"}, {"q": "b", "n": 1}]}"#,
            r#"{"parts": []}"#,
            r#""type": "object", "properties": {"parts": {"type": "array", "items": {"type": "object", "properties": {"q": {"type": "string", "enum": ["a", "b"]}, "n": {"type": "integer", "enum": [1]}}, "required": ["q"], "additionalProperties": false}}}, "required": ["parts"], "additionalProperties": false"#,
        );
        check_targets(
            r#"{"a": []}"#,
            r#"{"a": [], "b": true}"#,
            r#""type": "object", "properties": {"a": {"type": "array", "maxItems": 0}, "b": {"type": "boolean", "enum": [true]}}, "required": ["a"], "additionalProperties": false"#,
        );
    }

    #[test]
    fn plain_text_is_a_string() {
        check_targets(r#""a""#, r#""b""#, r#""type": "string", "enum": ["a", "b"]"#);
        check_targets(r#"{"field": "solved_by"}"#, r#""b""#, r#""type": "string""#);
        check_schema(
            r#""label": null, "target": {"field": "queue"}"#,
            r#""type": "string", "enum": ["billing", "technical"]"#,
        );
        check_schema(r#""label": null, "target": {"field": "priority"}"#, r#""type": "string""#);
    }
}
