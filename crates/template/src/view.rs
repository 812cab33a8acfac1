//! What rules look at: the parts of a file, found leniently, so that every rule can have its say.

mod contract;
mod keys;
mod project;
mod prompt;
mod template;

use crate::answer::ContractModel;
use crate::json::{Kind, Member, Node};
use crate::{FieldRole, Schema, Span, TemplateFile, Text};

pub(crate) use keys::{Key, ObjectKind, Shape};
pub(crate) use prompt::{Dialect, PromptView};

/// What a file is checked against.
pub(crate) struct Context<'a> {
    /// Empty where the record schema or `tunesmith.json` has errors: then nothing can be said about its values.
    pub(crate) schema: &'a Schema,
    /// The contracts that there are; a contract with errors of its own is named but not known.
    pub(crate) contracts: &'a [ContractModel],
    pub(crate) contract_names: &'a [String],
    /// The contract of strategies that name none.
    pub(crate) default_response: Option<&'a str>,
    /// Whether `tunesmith.json` names one, or may have meant to.
    pub(crate) default_is_meant: bool,
    /// `--response`: the contract that this file is trained towards, whatever it says itself.
    pub(crate) response: Option<&'a str>,
    /// The templates of the project, each with its strategies; with none where these cannot be read.
    pub(crate) templates: &'a [(String, Vec<String>)],
    /// The training length, where `tunesmith.json` names one.
    pub(crate) max_tokens: Option<u64>,
    /// The template that is checked.
    pub(crate) file: Option<&'a TemplateFile>,
}

impl Context<'_> {
    /// The name of the text field; nothing where the record schema has errors.
    pub(crate) fn text(&self) -> Option<&str> {
        self.schema.with_role(FieldRole::Text).map(|place| self.schema.fields[place].name.as_ref())
    }
}

/// What files have in common.
pub(crate) struct Parts<'n> {
    pub(crate) objects: Vec<ObjectView<'n>>,
    pub(crate) values: Vec<ValueView<'n>>,
    pub(crate) names: Vec<NameView<'n>>,
    pub(crate) texts: Vec<TextView<'n>>,
}

/// A template file.
pub(crate) struct TemplateView<'n> {
    pub(crate) root: &'n Node,
    pub(crate) strategies: Vec<StrategyView<'n>>,
}

/// One strategy, with whatever of it could be read.
pub(crate) struct StrategyView<'n> {
    pub(crate) key: &'n Text,
    pub(crate) node: &'n Node,
    pub(crate) prompts: Vec<PromptView<'n>>,
}

/// A contract file.
pub(crate) struct ContractView<'n> {
    pub(crate) root: &'n Node,
    /// File name without folder and ending; the contract's name must be the same.
    pub(crate) stem: &'n str,
}

/// `tunesmith.json`.
pub(crate) struct ProjectView<'n> {
    pub(crate) root: &'n Node,
}

/// A JSON object whose keys are known.
pub(crate) struct ObjectView<'n> {
    pub(crate) kind: ObjectKind,
    pub(crate) node: &'n Node,
    pub(crate) members: &'n [Member],
}

/// A value whose type is known.
pub(crate) struct ValueView<'n> {
    /// What the value is, for messages.
    pub(crate) what: String,
    pub(crate) node: &'n Node,
    pub(crate) shape: Shape,
}

/// A `name` and what it has to be.
pub(crate) struct NameView<'n> {
    pub(crate) name: &'n Text,
    pub(crate) expected: &'n str,
    /// Where `expected` comes from: its place in this file, or nothing where it is the file's own name.
    pub(crate) key: Option<&'n Text>,
}

/// A text that reaches a model or a reader.
pub(crate) struct TextView<'n> {
    pub(crate) text: &'n Text,
    pub(crate) place: Place,
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// A system or user prompt.
    Prompt,
    /// A key or string constant of a target.
    Target,
    /// A name, which may become that of a file.
    Name,
    /// A description.
    Description,
}

impl Place {
    /// Whether a model reads or learns to write it.
    pub(crate) fn reaches_model(self) -> bool {
        matches!(self, Place::Prompt | Place::Target)
    }
}

/// The members that are no comments.
pub(crate) fn members(node: Option<&Node>) -> impl Iterator<Item = &Member> {
    node.and_then(Node::members).unwrap_or_default().iter().filter(|member| !member.is_comment())
}

/// The items, where this is an array.
pub(crate) fn items(node: Option<&Node>) -> &[Node] {
    match node.map(|node| &node.kind) {
        Some(Kind::Array(items)) => items,
        _ => &[],
    }
}

/// Whether this is `[]`.
pub(crate) fn is_empty_list(node: &Node) -> bool {
    matches!(&node.kind, Kind::Array(items) if items.is_empty())
}

/// The name in a `{"field": NAME}`.
pub(crate) fn field_name(node: &Node) -> Option<&Text> {
    node.get("field")?.text()
}

/// The first character of a value: where a faulty array or object is reported.
pub(crate) fn opening(node: &Node) -> Span {
    match node.kind {
        Kind::Array(_) | Kind::Object(_) => Span::new(node.span.start, node.span.start + 1),
        _ => node.span,
    }
}

impl<'n> ObjectView<'n> {
    pub(crate) fn new(kind: ObjectKind, node: &'n Node) -> Option<ObjectView<'n>> {
        Some(ObjectView { kind, node, members: node.members()? })
    }

    /// Where something that the object lacks is reported: its `{`.
    pub(crate) fn brace(&self) -> Span {
        opening(self.node)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|member| member.key.value() == key)
    }

    /// Whether the object must have this key.
    pub(crate) fn requires(&self, key: &Key) -> bool {
        // One that has `target` for `targets`, or the other way round, lacks nothing: it says the wrong thing.
        let no_label = self.node.get("label").is_some_and(Node::is_null);
        match key.name {
            "targets" if self.kind == ObjectKind::Contract => !no_label && !self.has("target"),
            "target" if self.kind == ObjectKind::Contract => no_label && !self.has("targets"),
            _ => key.required,
        }
    }

    /// The known key of this name.
    pub(crate) fn known(&self, name: &str) -> Option<&'static Key> {
        self.kind.keys().iter().find(|key| key.name == name)
    }

    /// The members whose keys are neither known nor comments.
    pub(crate) fn unknown_members(&self) -> impl Iterator<Item = &'n Member> {
        self.members.iter().filter(|member| !member.is_comment() && self.known(member.key.value()).is_none())
    }

    /// The key that `member` is a typo of: one that the object lacks.
    pub(crate) fn misspelt(&self, member: &Member) -> Option<&'static str> {
        let name = member.key.value();
        if keys::is_known_elsewhere(self.kind, name) {
            return None;
        }
        // Files carry a `schema` of their own.
        let likely = |key: &&str| !self.has(key) && key.starts_with('$') == name.starts_with('$');
        keys::nearest_key(name, self.kind.keys().iter().map(|key| key.name).filter(likely))
    }

    fn values(&self) -> Vec<ValueView<'n>> {
        let value = |member: &'n Member| {
            let key = self.known(member.key.value())?;
            Some(ValueView { what: format!("`{}`", key.name), node: &member.value, shape: key.shape })
        };
        self.members.iter().filter_map(value).collect()
    }
}
