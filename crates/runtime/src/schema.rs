//! The record's schema: which fields there are, what each may be used for, and what is derived from them.

use std::borrow::Cow;

/// The fields of a record and the values that are derived from them, as the record schema and `tunesmith.json` say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    /// The fields, in the schema's order.
    pub fields: Cow<'static, [Field]>,
    /// The derived values.
    pub values: Cow<'static, [Derived]>,
    /// Strings that mean "no value" in a nullable field, without outer white space; compared without case and outer white
    /// space.
    pub missing: Cow<'static, [Cow<'static, str>]>,
}

/// A field of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name.
    pub name: Cow<'static, str>,
    /// Other names that it has in data (`x-from`).
    pub spellings: Cow<'static, [Cow<'static, str>]>,
    /// What it may be used for (`x-role`).
    pub role: FieldRole,
    /// JSON type.
    pub kind: FieldKind,
    /// Whether null is allowed.
    pub nullable: bool,
    /// Whether every record must have it.
    pub required: bool,
    /// The values allowed (`enum`), a string as it is and anything else as JSON text; empty where any is.
    pub values: Cow<'static, [Cow<'static, str>]>,
}

/// What a field may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldRole {
    /// What is judged: stands in every user prompt.
    Text,
    /// May stand in a prompt.
    Input,
    /// Carries the answer: never in a prompt.
    Label,
    /// Names the record.
    Id,
    /// Chooses the output file.
    Split,
    /// None of these.
    Metadata,
}

impl FieldRole {
    /// Every role.
    pub const ALL: [FieldRole; 6] =
        [FieldRole::Text, FieldRole::Input, FieldRole::Label, FieldRole::Id, FieldRole::Split, FieldRole::Metadata];

    /// The name in a record schema.
    pub const fn name(self) -> &'static str {
        match self {
            FieldRole::Text => "text",
            FieldRole::Input => "input",
            FieldRole::Label => "label",
            FieldRole::Id => "id",
            FieldRole::Split => "split",
            FieldRole::Metadata => "metadata",
        }
    }
}

/// JSON types of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A string.
    String,
    /// A number without fraction or exponent.
    Integer,
    /// A number.
    Number,
    /// A boolean.
    Boolean,
    /// An array of strings.
    Strings,
}

impl FieldKind {
    /// The kind in words, with its article, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            FieldKind::String => "a string",
            FieldKind::Integer => "a whole number",
            FieldKind::Number => "a number",
            FieldKind::Boolean => "a boolean",
            FieldKind::Strings => "an array of strings",
        }
    }
}

/// A value that is derived from fields: the first of some that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Name, which prompts and targets use like a field's.
    pub name: Cow<'static, str>,
    /// The fields that are tried, in order.
    pub first: Cow<'static, [Alternative]>,
    /// What becomes of a field's value.
    pub case: Case,
    /// The value where no field has one; null where this is nothing.
    pub otherwise: Option<Cow<'static, str>>,
}

/// A field that a derived value may be taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Place of the field in [`Schema::fields`].
    pub field: usize,
    /// Values that count as none.
    pub unless: Cow<'static, [Cow<'static, str>]>,
}

/// How a derived value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Case {
    /// As in the field.
    #[default]
    Kept,
    /// In upper case: the full Unicode mapping, as Python's `str.upper`.
    Upper,
    /// In lower case: the full Unicode mapping, as Python's `str.lower`.
    Lower,
}

/// Where a value in a prompt or target comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// A field of the record, by its place in [`Schema::fields`].
    Field(usize),
    /// A derived value, by its place in [`Schema::values`].
    Derived(usize),
}

impl Schema {
    /// Place of a field.
    pub fn index_of(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.name == name)
    }

    /// Place of the field that data calls `key`: by its name or one of its other spellings.
    pub fn index_of_key(&self, key: &str) -> Option<usize> {
        self.index_of(key)
            .or_else(|| self.fields.iter().position(|field| field.spellings.iter().any(|name| name == key)))
    }

    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.index_of(name).map(|index| &self.fields[index])
    }

    /// Place of the first field with this role.
    pub fn with_role(&self, role: FieldRole) -> Option<usize> {
        self.fields.iter().position(|field| field.role == role)
    }

    /// Whether a string means "no value" in a nullable field.
    pub fn is_missing(&self, text: &str) -> bool {
        let text = text.trim();
        let is = |equal: fn(&str, &str) -> bool| self.missing.iter().any(|word| equal(word, text));
        is(str::eq_ignore_ascii_case) || !text.is_ascii() && is(same)
    }

    /// The value of this name, whatever it may be used for.
    pub fn value(&self, name: &str) -> Option<Value> {
        let derived = || self.values.iter().position(|value| value.name == name).map(Value::Derived);
        self.index_of(name).map(Value::Field).or_else(derived)
    }

    /// The value behind a placeholder: the text, an input, or derived from these alone.
    pub fn prompt_value(&self, name: &str) -> Option<Value> {
        self.value(name).filter(|value| matches!(self.role(*value), FieldRole::Text | FieldRole::Input))
    }

    /// What a value may be used for: one derived from a label is a label itself.
    pub fn role(&self, value: Value) -> FieldRole {
        let place = match value {
            Value::Field(place) => return self.fields[place].role,
            Value::Derived(place) => place,
        };
        let drawn = || self.values[place].first.iter().map(|alternative| self.fields[alternative.field].role);
        if drawn().any(|role| role == FieldRole::Label) {
            FieldRole::Label
        } else if drawn().all(|role| matches!(role, FieldRole::Text | FieldRole::Input)) {
            FieldRole::Input
        } else {
            FieldRole::Metadata
        }
    }

    /// The name under which prompts and targets use a value.
    pub fn value_name(&self, value: Value) -> &str {
        match value {
            Value::Field(place) => &self.fields[place].name,
            Value::Derived(place) => &self.values[place].name,
        }
    }

    /// The names of all values: the text, the derived ones, and the other fields.
    pub fn value_names(&self) -> impl Iterator<Item = &str> {
        let is_text = |field: &&Field| field.role == FieldRole::Text;
        let text = self.fields.iter().filter(is_text).map(|field| field.name.as_ref());
        let derived = self.values.iter().map(|value| value.name.as_ref());
        let others = self.fields.iter().filter(move |field| !is_text(field)).map(|field| field.name.as_ref());
        text.chain(derived).chain(others)
    }

    /// The names that a prompt may use.
    pub fn placeholders(&self) -> Vec<&str> {
        self.value_names().filter(|name| self.prompt_value(name).is_some()).collect()
    }
}

/// Whether two strings differ in case alone.
fn same(left: &str, right: &str) -> bool {
    let folded = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<String>();
    left.eq_ignore_ascii_case(right) || !left.is_ascii() && folded(left) == folded(right)
}
