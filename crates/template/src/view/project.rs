//! The parts of `tunesmith.json`.

use super::{ObjectKind, ObjectView, Parts, Place, ProjectView, Shape, TextView, ValueView, items, members};
use crate::Text;
use crate::json::{Member, Node};

impl<'n> ProjectView<'n> {
    /// The derived values by name.
    pub(crate) fn values(&self) -> impl Iterator<Item = &'n Member> + use<'n> {
        members(self.root.get("values")).filter(|member| member.value.members().is_some())
    }

    /// Whether the file says something under a key, or may have meant to: the key may be misspelt, or cut off.
    pub(crate) fn is_meant(&self, key: &str, broken: bool) -> bool {
        let Some(root) = ObjectView::new(ObjectKind::Project, self.root) else { return true };
        let misspelt = || root.unknown_members().any(|member| root.misspelt(member) == Some(key));
        root.has(key) || broken || misspelt()
    }

    /// Whether there may be derived values whose names cannot be read.
    pub(crate) fn values_are_open(&self, broken: bool) -> bool {
        let readable = self.root.get("values").is_some_and(|values| values.members().is_some());
        broken || !readable && self.is_meant("values", broken)
    }

    /// The fields that derived values are taken from.
    pub(crate) fn alternatives(&self) -> impl Iterator<Item = &'n Node> + use<'n> {
        self.values().flat_map(|value| items(value.value.get("first")))
    }

    /// The splits.
    pub(crate) fn splits(&self) -> &'n [Node] {
        items(self.root.get("splits"))
    }

    /// The formats.
    pub(crate) fn formats(&self) -> &'n [Node] {
        items(self.root.get("formats"))
    }

    /// The text under a key of the file.
    pub(crate) fn text(&self, key: &str) -> Option<&'n Text> {
        self.root.get(key)?.text()
    }

    /// The parts that rules look at one by one.
    pub(crate) fn parts(&self) -> Parts<'n> {
        Parts { objects: self.objects(), values: self.typed(), names: Vec::new(), texts: self.texts() }
    }

    fn objects(&self) -> Vec<ObjectView<'n>> {
        let of = |kind| move |node: &'n Node| ObjectView::new(kind, node);
        let root = of(ObjectKind::Project)(self.root).into_iter();
        let derived = self.values().filter_map(|value| ObjectView::new(ObjectKind::Derived, &value.value));
        let alternatives = self.alternatives().filter_map(of(ObjectKind::Alternative));
        let splits = self.splits().iter().filter_map(of(ObjectKind::Split));
        let formats = self.formats().iter().filter_map(of(ObjectKind::Format));
        root.chain(derived).chain(alternatives).chain(splits).chain(formats).collect()
    }

    fn typed(&self) -> Vec<ValueView<'n>> {
        let root = ValueView { what: "a project".to_owned(), node: self.root, shape: Shape::Object };
        let values = members(self.root.get("values")).map(|member| {
            let what = format!("the derived value `{}`", member.key.value());
            ValueView { what, node: &member.value, shape: Shape::Object }
        });
        let known = self.objects();
        std::iter::once(root).chain(values).chain(known.iter().flat_map(ObjectView::values)).collect()
    }

    /// What reaches a message, a prompt or a report; names of files have a rule of their own.
    fn texts(&self) -> Vec<TextView<'n>> {
        let of = |nodes: Vec<&'n Node>, key: &str, place| {
            let texts = nodes.into_iter().filter_map(|node| node.get(key)?.text());
            texts.map(|text| TextView { text, place }).collect::<Vec<_>>()
        };
        let mut texts = of(self.values().map(|value| &value.value).collect(), "else", Place::Target);
        texts.extend(self.values().map(|value| TextView { text: &value.key, place: Place::Name }));
        texts.extend(of(self.splits().iter().collect(), "name", Place::Name));
        texts.extend(of(self.formats().iter().collect(), "name", Place::Name));
        texts
    }
}
