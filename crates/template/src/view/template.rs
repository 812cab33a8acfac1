//! The parts of a template file.

use std::collections::BTreeSet;

use super::{
    Context, Dialect, NameView, ObjectKind, ObjectView, Parts, Place, PromptView, Shape, StrategyView, TemplateView,
    TextView, ValueView, items, members,
};
use crate::Text;
use crate::answer::ContractModel;
use crate::json::{Member, Node};

impl<'n> TemplateView<'n> {
    pub(crate) fn new(root: &'n Node) -> TemplateView<'n> {
        let objects = members(root.get("strategies")).filter(|member| member.value.members().is_some());
        TemplateView { root, strategies: objects.map(StrategyView::new).collect() }
    }

    /// The strategy of this name.
    pub(crate) fn strategy(&self, name: &str) -> Option<&StrategyView<'n>> {
        self.strategies.iter().find(|strategy| strategy.key.value() == name)
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

    /// Of strategies with one key, only the first: which of the two is misnamed, the key or the name, is open.
    fn names(&self) -> Vec<NameView<'n>> {
        let mut seen = BTreeSet::new();
        let first = self.strategies.iter().filter(|strategy| seen.insert(strategy.key.value()));
        let name = |strategy: &StrategyView<'n>| {
            Some(NameView { name: strategy.text("name")?, expected: strategy.key.value(), key: Some(strategy.key) })
        };
        first.filter_map(name).collect()
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

    /// The records that are shown as examples; what is no object is a finding of its own.
    pub(crate) fn examples(&self) -> impl Iterator<Item = &'n Node> {
        items(self.node.get("examples")).iter().filter(|node| node.members().is_some())
    }

    /// The name of the response contract, which may not exist; empty where neither the strategy nor the project names one.
    pub(crate) fn response<'a>(&self, context: &Context<'a>) -> &'a str
    where
        'n: 'a,
    {
        let own = || self.text("response").map(Text::value);
        context.response.or_else(own).or(context.default_response).unwrap_or_default()
    }

    /// The response contract, where it exists and is sound.
    pub(crate) fn contract<'a>(&self, context: &Context<'a>) -> Option<&'a ContractModel>
    where
        'n: 'a,
    {
        let name = self.response(context);
        context.contracts.iter().find(|model| model.contract.name == name)
    }
}
