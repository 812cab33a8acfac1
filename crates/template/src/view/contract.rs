//! The parts of a contract file.

use std::borrow::Cow;

use super::{ContractView, NameView, ObjectKind, ObjectView, Parts, Place, Shape, TextView, ValueView, members};
use crate::json::{Member, Node};
use crate::{FieldRole, RecordSchema, Text};

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
