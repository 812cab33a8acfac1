//! The names of a project that its editor schemas offer or underline, with a line on each.

use tunesmith_runtime::{Case, Contract, Derived, Segment};

use crate::json::{self, Node};
use crate::{Checked, Field, FieldRole, Files, Schema, Value};

/// What the schemas say of a project.
pub(super) struct Names<'c> {
    pub(super) schema: &'c Schema,
    /// Every value of the record, with its use and a line on it: the text, the derived ones, the other fields.
    pub(super) values: Vec<Named<'c>>,
    /// The templates under `templates/`.
    pub(super) templates: Vec<&'c str>,
    pub(super) strategies: Vec<&'c str>,
    pub(super) contracts: Vec<&'c str>,
    /// The default contract.
    pub(super) response: Option<String>,
    /// A system prompt that agrees with it.
    pub(super) system_prompt: String,
}

/// A value of the record.
pub(super) struct Named<'c> {
    pub(super) name: &'c str,
    pub(super) role: FieldRole,
    pub(super) is_field: bool,
    pub(super) doc: String,
}

impl<'c> Names<'c> {
    pub(super) fn new(checked: &'c Checked, files: &'c Files) -> Names<'c> {
        let schema = &checked.schema;
        let record = json::parse(files.schema.text()).root;
        let named = |name| Some(named(schema, schema.value(name)?, record.as_ref()));
        let project = json::parse(files.project.text()).root;
        let response = project.and_then(|root| Some(root.get("response")?.text()?.value().to_owned()));
        let contract = checked.contracts.iter().find(|contract| Some(contract.name.as_ref()) == response.as_deref());
        Names {
            schema,
            values: schema.value_names().filter_map(named).collect(),
            templates: files.templates.iter().filter(|file| !file.outside).map(|file| file.name.as_str()).collect(),
            strategies: checked.strategies.iter().map(|strategy| strategy.name.as_ref()).collect(),
            contracts: checked.contracts.iter().map(|contract| contract.name.as_ref()).collect(),
            system_prompt: system_prompt(contract.or(checked.contracts.first())),
            response,
        }
    }

    /// The values with one of some uses.
    pub(super) fn with_role(&self, roles: &[FieldRole]) -> impl Iterator<Item = &Named<'c>> + Clone {
        self.values.iter().filter(move |value| roles.contains(&value.role))
    }

    /// The fields of the record.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&str, &str)> + Clone {
        self.values.iter().filter(|value| value.is_field).map(|value| (value.name, value.doc.as_str()))
    }

    /// The name of the text field.
    pub(super) fn text(&self) -> &'c str {
        self.schema.with_role(FieldRole::Text).map_or("", |place| self.schema.fields[place].name.as_ref())
    }

    /// The label fields that a contract may answer by.
    pub(super) fn labels(&self) -> impl Iterator<Item = &'c Field> {
        self.schema.fields.iter().filter(|field| field.role == FieldRole::Label && !field.values.is_empty())
    }

    /// The line on a value.
    pub(super) fn doc(&self, name: &str) -> &str {
        self.values.iter().find(|value| value.name == name).map_or("", |value| value.doc.as_str())
    }
}

fn named<'c>(schema: &'c Schema, value: Value, record: Option<&Node>) -> Named<'c> {
    let name = schema.value_name(value);
    let role = schema.role(value);
    let doc = match value {
        Value::Field(_) => {
            let field = record.and_then(|root| root.get("properties")?.get(name)?.get("description")?.text());
            field.map_or_else(|| format!("A field with the role `{}`.", role.name()), |text| text.value().to_owned())
        }
        Value::Derived(place) => derived(&schema.values[place], schema),
    };
    Named { name, role, is_field: matches!(value, Value::Field(_)), doc }
}

/// `product` (unless `other`), else `area`, in upper case; `UNKNOWN` where there is none.
fn derived(value: &Derived, schema: &Schema) -> String {
    let quoted = |texts: &[std::borrow::Cow<'_, str>]| {
        texts
            .iter()
            .map(|text| if text.is_empty() { "empty".to_owned() } else { format!("`{text}`") })
            .collect::<Vec<_>>()
    };
    let field = |alternative: &tunesmith_runtime::Alternative| {
        let name = &schema.fields[alternative.field].name;
        match alternative.unless.as_ref() {
            [] => format!("`{name}`"),
            unless => format!("`{name}` (unless {})", quoted(unless).join(" or ")),
        }
    };
    let fields = value.first.iter().map(field).collect::<Vec<_>>().join(", else ");
    let case = match value.case {
        Case::Kept => "",
        Case::Upper => ", in upper case",
        Case::Lower => ", in lower case",
    };
    match value.otherwise.as_deref() {
        Some(text) if fields.is_empty() => format!("Always `{text}`."),
        Some(text) => format!("{fields}{case}; `{text}` where there is none."),
        None => format!("{fields}{case}; null where there is none."),
    }
}

/// A prompt that shows each answer of a contract.
fn system_prompt(contract: Option<&Contract>) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Literal(literal) => literal.text.to_string(),
        Segment::Text(_) => "…".to_owned(),
        Segment::Json(_) => "\"…\"".to_owned(),
    };
    let targets = contract.map(|contract| contract.targets.iter()).into_iter().flatten();
    let answers: Vec<String> = targets.map(|target| target.segments.iter().map(part).collect()).collect();
    match answers.as_slice() {
        [] => "Answer in one word.".to_owned(),
        [one] => format!("Answer in this form, on one line:\n{one}"),
        several => format!("Answer in one of these forms, on one line:\n{}", several.join("\n")),
    }
}
