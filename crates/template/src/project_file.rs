//! Reads `tunesmith.json` into what a run needs of it, once no rule objects.

use std::borrow::Cow;

use tunesmith_runtime::{Alternative, Case, Derived, Format, Split};

use crate::json::{Node, parse};
use crate::lower::{sha256, whole_number};
use crate::schema_file::strings;
use crate::view::{ProjectView, items, members};
use crate::{Field, Schema, Settings, Source, Text};

/// What `tunesmith.json` says under a key of its own, for those who need a path before the project is checked.
///
/// ```
/// use tunesmith_template::{Source, project_text};
///
/// let project = Source::new("tunesmith.json", r#"{"record": "data/ticket.schema.json"}"#);
/// assert_eq!(project_text(&project, "record").as_deref(), Some("data/ticket.schema.json"));
/// ```
pub fn project_text(project: &Source, key: &str) -> Option<String> {
    Some(parse(project.text()).root?.get(key)?.text()?.value().to_owned())
}

/// The schema with the derived values, and with the strings that mean "no value".
///
/// A derived value that is broken is there too, with what can be read of it: it is a finding in `tunesmith.json`, and none
/// where it is used.
pub(crate) fn schema(view: &ProjectView<'_>, fields: Vec<Field>) -> Schema {
    let missing = strings(view.root.get("missing"));
    let values = members(view.root.get("values"));
    let derived = values.map(|member| derived(member.key.value(), &member.value, &fields)).collect();
    Schema {
        values: Cow::Owned(derived),
        missing: Cow::Owned(missing.iter().map(|word| Cow::Owned(word.trim().to_owned())).collect()),
        fields: Cow::Owned(fields),
    }
}

fn derived(name: &str, node: &Node, fields: &[Field]) -> Derived {
    let alternative = |node: &Node| {
        let name = node.get("field")?.text()?.value();
        let field = fields.iter().position(|field| field.name == name)?;
        Some(Alternative { field, unless: Cow::Owned(strings(node.get("unless"))) })
    };
    Derived {
        name: Cow::Owned(name.to_owned()),
        first: Cow::Owned(items(node.get("first")).iter().filter_map(alternative).collect()),
        case: match node.get("case").and_then(Node::text).map(Text::value) {
            Some("upper") => Case::Upper,
            Some("lower") => Case::Lower,
            _ => Case::Kept,
        },
        otherwise: node.get("else").and_then(Node::text).map(|text| Cow::Owned(text.value().to_owned())),
    }
}

/// What the file says of input and output.
pub(crate) fn settings(view: &ProjectView<'_>, source: &Source, schema: &Schema) -> Option<Settings> {
    let text = |key| Some(Cow::Owned(view.text(key)?.value().to_owned()));
    let groups = strings(view.root.get("groups"));
    Some(Settings {
        sha256: Cow::Owned(sha256(source)),
        data: text("data")?,
        output: text("output")?,
        splits: Cow::Owned(view.splits().iter().map(split).collect::<Option<_>>()?),
        formats: Cow::Owned(view.formats().iter().map(format).collect::<Option<_>>()?),
        groups: Cow::Owned(groups.iter().filter_map(|name| schema.index_of(name)).collect()),
        max_tokens: max_tokens(view),
        families: Cow::Owned(strings(view.root.get("families"))),
    })
}

/// The training length.
pub(crate) fn max_tokens(view: &ProjectView<'_>) -> Option<u64> {
    view.root.get("max_tokens").and_then(whole_number).filter(|tokens| *tokens > 0)
}

fn split(node: &Node) -> Option<Split> {
    let text = |key| Some(Cow::Owned(node.get(key)?.text()?.value().to_owned()));
    let optional = members(Some(node)).any(|member| member.key.value() == "optional" && member.value.is_true());
    Some(Split { name: text("name")?, input: text("input")?, output: text("output")?, optional })
}

fn format(node: &Node) -> Option<Format> {
    let text = |key| Some(Cow::Owned(node.get(key)?.text()?.value().to_owned()));
    Some(Format {
        name: text("name")?,
        template: text("template")?,
        strategy: text("strategy")?,
        suffix: text("suffix")?,
    })
}
