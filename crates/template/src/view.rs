//! What rules look at: the parts of a file, found leniently, so that every rule can have its say.

mod keys;
mod prompt;

use std::borrow::Cow;

use crate::contract::Contract;
use crate::json::{Kind, Member, Node};
use crate::{FieldRole, RecordSchema, Span, Text};

pub(crate) use keys::{Key, ObjectKind, Shape};
pub(crate) use prompt::{Dialect, PromptView};

/// The contract of a strategy that names none.
pub const DEFAULT_RESPONSE: &str = "moderation_v1";

/// What a file is checked against.
pub(crate) struct Context<'a> {
    /// Empty where the record schema has errors: then nothing can be said about its fields.
    pub(crate) schema: &'a RecordSchema,
    /// The contracts that there are; a contract with errors of its own is named but not known.
    pub(crate) contracts: &'a [Contract],
    pub(crate) contract_names: &'a [String],
    /// `--response`: the contract that this file is trained towards, whatever it says itself.
    pub(crate) response: Option<&'a str>,
}

/// What templates and contracts have in common.
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
    /// A name.
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

/// The first character of a value: where a faulty array or object is reported.
pub(crate) fn opening(node: &Node) -> Span {
    match node.kind {
        Kind::Array(_) | Kind::Object(_) => Span::new(node.span.start, node.span.start + 1),
        _ => node.span,
    }
}

impl<'n> TemplateView<'n> {
    pub(crate) fn new(root: &'n Node) -> TemplateView<'n> {
        let objects = members(root.get("strategies")).filter(|member| member.value.members().is_some());
        TemplateView { root, strategies: objects.map(StrategyView::new).collect() }
    }

    /// The parts that rules look at one by one.
    pub(crate) fn parts(&self) -> Parts<'n> {
        Parts { objects: self.objects(), values: self.values(), names: self.names(), texts: self.texts() }
    }

    fn objects(&self) -> Vec<ObjectView<'n>> {
        let parameters = self.strategies.iter().filter_map(|strategy| strategy.node.get("parameters"));
        let root = ObjectView::new(ObjectKind::Template, self.root);
        let strategies = self.strategies.iter();
        let strategies = strategies.filter_map(|strategy| ObjectView::new(ObjectKind::Strategy, strategy.node));
        let parameters = parameters.filter_map(|node| ObjectView::new(ObjectKind::Parameters, node));
        root.into_iter().chain(strategies).chain(parameters).collect()
    }

    fn values(&self) -> Vec<ValueView<'n>> {
        let strategies = members(self.root.get("strategies")).map(|member| {
            let what = format!("strategy `{}`", member.key.value());
            ValueView { what, node: &member.value, shape: Shape::Object }
        });
        let root = ValueView { what: "a template".to_owned(), node: self.root, shape: Shape::Object };
        let known = self.objects();
        std::iter::once(root).chain(strategies).chain(known.iter().flat_map(ObjectView::values)).collect()
    }

    fn names(&self) -> Vec<NameView<'n>> {
        let name = |strategy: &StrategyView<'n>| {
            Some(NameView { name: strategy.text("name")?, expected: strategy.key.value(), key: Some(strategy.key) })
        };
        self.strategies.iter().filter_map(name).collect()
    }

    fn texts(&self) -> Vec<TextView<'n>> {
        let mut texts = Vec::new();
        for strategy in &self.strategies {
            texts.push(TextView { text: strategy.key, place: Place::Name });
            let description = strategy.text("description");
            texts.extend(description.map(|text| TextView { text, place: Place::Description }));
            texts.extend(strategy.prompts.iter().map(|prompt| TextView { text: prompt.text, place: Place::Prompt }));
        }
        texts
    }
}

impl<'n> StrategyView<'n> {
    fn new(member: &'n Member) -> StrategyView<'n> {
        let prompt = |key, dialect| Some(PromptView::new(member.value.get(key)?.text()?, dialect));
        let prompts = [prompt("system_prompt", Dialect::Literal), prompt("user_template", Dialect::Format)];
        StrategyView { key: &member.key, node: &member.value, prompts: prompts.into_iter().flatten().collect() }
    }

    /// The text under a key.
    pub(crate) fn text(&self, key: &str) -> Option<&'n Text> {
        self.node.get(key)?.text()
    }

    /// The name of the response contract, which may not exist.
    pub(crate) fn response<'a>(&self, context: &Context<'a>) -> &'a str
    where
        'n: 'a,
    {
        context.response.unwrap_or_else(|| self.text("response").map_or(DEFAULT_RESPONSE, Text::value))
    }

    /// The response contract, where it exists and is sound.
    pub(crate) fn contract<'a>(&self, context: &Context<'a>) -> Option<&'a Contract>
    where
        'n: 'a,
    {
        let name = self.response(context);
        context.contracts.iter().find(|contract| contract.name == name)
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
        keys::nearest_key(name, self.kind.keys().iter().map(|key| key.name).filter(|key| !self.has(key)))
    }

    fn values(&self) -> Vec<ValueView<'n>> {
        let value = |member: &'n Member| {
            let key = self.known(member.key.value())?;
            Some(ValueView { what: format!("`{}`", key.name), node: &member.value, shape: key.shape })
        };
        self.members.iter().filter_map(value).collect()
    }
}

impl<'n> ContractView<'n> {
    /// The targets with their labels.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&'n Text, &'n Node)> + use<'n> {
        members(self.root.get("targets")).map(|member| (&member.key, &member.value))
    }

    /// The values of the label field, where it is one that has them.
    pub(crate) fn label_values<'s>(&self, schema: &'s RecordSchema) -> Option<&'s [Cow<'static, str>]> {
        let field = schema.field(self.root.get("label")?.text()?.value())?;
        (field.role == FieldRole::Label && !field.values.is_empty()).then_some(&*field.values)
    }

    /// The keys and values of all targets.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'n Member> + use<'n> {
        self.targets().flat_map(|(_, target)| members(Some(target)))
    }

    /// The parts that rules look at one by one.
    pub(crate) fn parts(&self) -> Parts<'n> {
        Parts { objects: self.objects(), values: self.values(), names: self.names(), texts: self.texts() }
    }

    fn objects(&self) -> Vec<ObjectView<'n>> {
        let root = ObjectView::new(ObjectKind::Contract, self.root);
        let fields = self.entries().filter_map(|entry| ObjectView::new(ObjectKind::Field, &entry.value));
        root.into_iter().chain(fields).collect()
    }

    fn values(&self) -> Vec<ValueView<'n>> {
        let root = ValueView { what: "a response contract".to_owned(), node: self.root, shape: Shape::Object };
        let targets = self.targets().map(|(label, node)| {
            let what = format!("the target of `{}`", label.value());
            ValueView { what, node, shape: Shape::Object }
        });
        let entries = self.entries().map(|entry| {
            let what = format!("`{}`", entry.key.value());
            ValueView { what, node: &entry.value, shape: Shape::TargetValue }
        });
        let known = self.objects();
        let known = known.iter().flat_map(ObjectView::values);
        std::iter::once(root).chain(targets).chain(entries).chain(known).collect()
    }

    fn names(&self) -> Vec<NameView<'n>> {
        let name = self.root.get("name").and_then(Node::text);
        name.map(|name| NameView { name, expected: self.stem, key: None }).into_iter().collect()
    }

    fn texts(&self) -> Vec<TextView<'n>> {
        let root = |key, place| Some(TextView { text: self.root.get(key)?.text()?, place });
        let own = [root("name", Place::Name), root("description", Place::Description)];
        let keys = self.entries().map(|entry| &entry.key);
        let constants = self.entries().filter_map(|entry| entry.value.text());
        let targets = keys.chain(constants).map(|text| TextView { text, place: Place::Target });
        own.into_iter().flatten().chain(targets).collect()
    }
}
