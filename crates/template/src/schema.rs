//! The record's schema: which fields there are, and what each may be used for.

use std::borrow::Cow;

/// The fields of a record, from `data/unified.schema.json`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordSchema {
    /// The fields, in the schema's order.
    pub fields: Cow<'static, [Field]>,
    /// Where the fields stand that values are derived from.
    pub known: KnownFields,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: Cow<'static, str>,
    /// What it may be used for (`x-role`).
    pub role: FieldRole,
    /// JSON type.
    pub kind: FieldKind,
    /// Whether null is allowed.
    pub nullable: bool,
    /// The values allowed (`enum`); empty where any is.
    pub values: Cow<'static, [Cow<'static, str>]>,
}

/// What a field may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRole {
    /// May stand in a prompt.
    Input,
    /// Carries the answer: never in a prompt.
    Label,
    /// Chooses the output file.
    Split,
    /// Neither.
    Metadata,
}

/// JSON types of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A string.
    String,
    /// A boolean.
    Boolean,
    /// A number.
    Number,
}

impl FieldKind {
    /// The kind in words, with its article, for messages.
    pub fn name(self) -> &'static str {
        match self {
            FieldKind::String => "a string",
            FieldKind::Boolean => "a boolean",
            FieldKind::Number => "a number",
        }
    }
}

/// Places in [`RecordSchema::fields`] of the fields that values are derived from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KnownFields {
    /// `text`
    pub text: Option<usize>,
    /// `persona_tag`
    pub persona_tag: Option<usize>,
    /// `target_group_norm`
    pub target_group_norm: Option<usize>,
    /// `rationale_text`
    pub rationale_text: Option<usize>,
    /// `original_id`
    pub original_id: Option<usize>,
    /// `split`
    pub split: Option<usize>,
}

impl RecordSchema {
    /// A schema of these fields.
    pub fn new(fields: Vec<Field>) -> RecordSchema {
        let place = |name: &str| fields.iter().position(|field| field.name == name);
        let known = KnownFields {
            text: place("text"),
            persona_tag: place("persona_tag"),
            target_group_norm: place("target_group_norm"),
            rationale_text: place("rationale_text"),
            original_id: place("original_id"),
            split: place("split"),
        };
        RecordSchema { fields: Cow::Owned(fields), known }
    }

    /// Where the fields stand that values are derived from.
    pub fn known(&self) -> &KnownFields {
        &self.known
    }

    /// Place of a field.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.index_of(name).map(|index| &self.fields[index])
    }

    /// The names that a prompt may use: `text`, the derived ones, and the input fields.
    pub fn placeholders(&self) -> Vec<&str> {
        let inputs = self.fields.iter().filter(|field| field.role == FieldRole::Input).map(|field| field.name.as_ref());
        let derived = ["text", "persona", "target_group"];
        derived.into_iter().chain(inputs.filter(|name| *name != "text")).collect()
    }

    /// The names that a target may use: the derived ones and every field.
    pub fn target_fields(&self) -> Vec<&str> {
        let fields = self.fields.iter().map(|field| field.name.as_ref());
        ["rationale", "protected_group", "persona"].into_iter().chain(fields).collect()
    }

    /// The value behind a placeholder name.
    pub fn prompt_value(&self, name: &str) -> Option<crate::Value> {
        match name {
            "persona" => Some(crate::Value::Persona),
            "target_group" => Some(crate::Value::TargetGroup),
            _ => self
                .index_of(name)
                .filter(|&index| self.fields[index].role == FieldRole::Input)
                .map(crate::Value::Field),
        }
    }

    /// The value behind a `{"field": NAME}` of a target.
    pub fn target_value(&self, name: &str) -> Option<crate::Value> {
        match name {
            "persona" => Some(crate::Value::Persona),
            "protected_group" => Some(crate::Value::ProtectedGroup),
            "rationale" => Some(crate::Value::Rationale),
            _ => self.index_of(name).map(crate::Value::Field),
        }
    }

    /// The name under which prompts and targets use a value.
    pub fn value_name(&self, value: crate::Value) -> &str {
        match value {
            crate::Value::Persona => "persona",
            crate::Value::TargetGroup => "target_group",
            crate::Value::ProtectedGroup => "protected_group",
            crate::Value::Rationale => "rationale",
            crate::Value::Field(index) => &self.fields[index].name,
        }
    }
}
