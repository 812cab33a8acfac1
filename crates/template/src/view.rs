//! What rules look at: the parts of a file, found leniently, so that every rule can have its say.

use crate::braces::{self, Part};
use crate::contract::Contract;
use crate::json::{Member, Node};
use crate::{RecordSchema, Span, Text};

/// What a file is checked against.
pub(crate) struct Context<'a> {
    pub(crate) schema: &'a RecordSchema,
    /// The contracts that there are; a contract with errors of its own is named but not known.
    pub(crate) contracts: &'a [Contract],
    pub(crate) contract_names: &'a [String],
    /// `--response`: the contract that this file is trained towards, whatever it says itself.
    pub(crate) response: Option<&'a str>,
}

/// A JSON object whose keys are known.
pub(crate) struct ObjectView<'n> {
    pub(crate) kind: ObjectKind,
    pub(crate) node: &'n Node,
    pub(crate) members: &'n [Member],
}

/// The kinds of objects in templates and contracts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Template,
    Strategy,
    Parameters,
    Contract,
}

/// A key that an object may have.
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) required: bool,
    pub(crate) shape: Shape,
}

/// What a key's value must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    String,
    Object,
    Number,
    Integer,
    Strings,
}

const fn key(name: &'static str, required: bool, shape: Shape) -> Key {
    Key { name, required, shape }
}

const TEMPLATE_KEYS: &[Key] =
    &[key("$schema", false, Shape::String), key("strategies", true, Shape::Object), key("allow", false, Shape::Strings)];

const STRATEGY_KEYS: &[Key] = &[
    key("name", true, Shape::String),
    key("description", true, Shape::String),
    key("system_prompt", true, Shape::String),
    key("user_template", true, Shape::String),
    key("parameters", false, Shape::Object),
    key("response", false, Shape::String),
    key("allow", false, Shape::Strings),
];

const PARAMETER_KEYS: &[Key] = &[
    key("max_tokens", false, Shape::Integer),
    key("temperature", false, Shape::Number),
    key("top_p", false, Shape::Number),
    key("frequency_penalty", false, Shape::Number),
    key("presence_penalty", false, Shape::Number),
    key("response_format", false, Shape::String),
];

const CONTRACT_KEYS: &[Key] = &[
    key("$schema", false, Shape::String),
    key("name", true, Shape::String),
    key("description", true, Shape::String),
    key("label", true, Shape::String),
    key("targets", true, Shape::Object),
    key("allow", false, Shape::Strings),
];

impl ObjectKind {
    /// The keys that such an object may have.
    pub(crate) fn keys(self) -> &'static [Key] {
        match self {
            ObjectKind::Template => TEMPLATE_KEYS,
            ObjectKind::Strategy => STRATEGY_KEYS,
            ObjectKind::Parameters => PARAMETER_KEYS,
            ObjectKind::Contract => CONTRACT_KEYS,
        }
    }

    /// The kind in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            ObjectKind::Template => "template",
            ObjectKind::Strategy => "strategy",
            ObjectKind::Parameters => "parameters",
            ObjectKind::Contract => "contract",
        }
    }
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

/// The two brace dialects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// `system_prompt`: braces mean themselves.
    Literal,
    /// `user_template`: Python's `str.format`.
    Format,
}

/// A prompt with its parts.
pub(crate) struct PromptView<'n> {
    pub(crate) dialect: Dialect,
    pub(crate) text: &'n Text,
    /// For [`Dialect::Format`]; empty for the other.
    pub(crate) parts: Vec<Part>,
    /// The text that the model will see, doubled braces made single, placeholders as written.
    pub(crate) plain: Text,
}

impl<'n> TemplateView<'n> {
    pub(crate) fn new(root: &'n Node) -> TemplateView<'n> {
        let members = root.get("strategies").and_then(Node::members).unwrap_or_default();
        let objects = members.iter().filter(|member| member.value.members().is_some());
        TemplateView { root, strategies: objects.map(StrategyView::new).collect() }
    }

    /// Every object of the file whose keys are known.
    pub(crate) fn objects(&self) -> Vec<ObjectView<'n>> {
        let parameters = self.strategies.iter().filter_map(|strategy| strategy.node.get("parameters"));
        let root = ObjectView::new(ObjectKind::Template, self.root);
        let strategies = self.strategies.iter().filter_map(|strategy| ObjectView::new(ObjectKind::Strategy, strategy.node));
        let parameters = parameters.filter_map(|node| ObjectView::new(ObjectKind::Parameters, node));
        root.into_iter().chain(strategies).chain(parameters).collect()
    }
}

impl<'n> ObjectView<'n> {
    pub(crate) fn new(kind: ObjectKind, node: &'n Node) -> Option<ObjectView<'n>> {
        Some(ObjectView { kind, node, members: node.members()? })
    }

    /// Where something that the object lacks is reported: its `{`.
    pub(crate) fn brace(&self) -> Span {
        Span::new(self.node.span.start, self.node.span.start + 1)
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.members.iter().any(|member| member.key.value() == key)
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

/// The contract of a strategy that names none.
pub const DEFAULT_RESPONSE: &str = "moderation_v1";

impl<'n> PromptView<'n> {
    fn new(text: &'n Text, dialect: Dialect) -> PromptView<'n> {
        let (parts, plain) = match dialect {
            Dialect::Literal => (Vec::new(), text.clone()),
            Dialect::Format => {
                let parts = braces::scan(text.value());
                let plain = undouble(text, &parts);
                (parts, plain)
            }
        };
        PromptView { dialect, text, parts, plain }
    }

    /// The key that holds such a prompt.
    pub(crate) fn key(&self) -> &'static str {
        match self.dialect {
            Dialect::Literal => "system_prompt",
            Dialect::Format => "user_template",
        }
    }

    /// The source text of a part.
    pub(crate) fn source_span(&self, range: std::ops::Range<usize>) -> Span {
        self.text.source_span(range.start, range.end)
    }
}

/// The text with doubled braces made single, still mapped to the source.
fn undouble(text: &Text, parts: &[Part]) -> Text {
    let mut plain = Text::new(text.span());
    for part in parts {
        let range = part.range();
        match part {
            Part::Doubled(_, brace) => plain.push_escaped(*brace, text.source_offset(range.start)),
            _ => {
                for (offset, c) in text.value()[range.clone()].char_indices() {
                    plain.push_escaped(c, text.source_offset(range.start + offset));
                }
            }
        }
    }
    plain.finish(text.span());
    plain
}

/// A contract file.
pub(crate) struct ContractView<'n> {
    pub(crate) root: &'n Node,
    /// File name without folder and ending; the contract's name must be the same.
    pub(crate) stem: &'n str,
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

impl<'n> TemplateView<'n> {
    /// Every text of the file that rules about text look at.
    pub(crate) fn texts(&self) -> Vec<TextView<'n>> {
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

impl<'n> ContractView<'n> {
    /// Every text of the file that rules about text look at.
    pub(crate) fn texts(&self) -> Vec<TextView<'n>> {
        let mut texts = Vec::new();
        let mut add = |node: Option<&'n Node>, place| texts.extend(node.and_then(Node::text).map(|text| TextView { text, place }));
        add(self.root.get("name"), Place::Name);
        add(self.root.get("description"), Place::Description);
        for member in self.targets().flat_map(|(_, target)| target.members().unwrap_or_default()) {
            add(Some(&member.value), Place::Target);
        }
        texts.extend(self.targets().flat_map(|(_, target)| target.members().unwrap_or_default()).map(|member| TextView { text: &member.key, place: Place::Target }));
        texts
    }

    /// The targets with their labels.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&'n Text, &'n Node)> + use<'n> {
        let members = self.root.get("targets").and_then(Node::members).unwrap_or_default();
        members.iter().map(|member| (&member.key, &member.value))
    }
}
