//! The parts of a contract file.

use super::{
    ContractView, NameView, ObjectKind, ObjectView, Parts, Place, Shape, TextView, ValueView, field_name, members,
};
use crate::json::{Kind, Member, Node};
use crate::{Field, FieldRole, Schema, Text};

impl<'n> ContractView<'n> {
    /// The name of the label field; nothing where the contract has none.
    pub(crate) fn label(&self) -> Option<&'n Text> {
        self.root.get("label")?.text()
    }

    /// Whether one answer serves all records.
    pub(crate) fn is_without_label(&self) -> bool {
        self.root.get("label").is_some_and(Node::is_null)
    }

    /// The answers with their labels.
    pub(crate) fn targets(&self) -> impl Iterator<Item = (&'n Text, &'n Node)> + use<'n> {
        members(self.root.get("targets")).map(|member| (&member.key, &member.value))
    }

    /// Every answer, with its label where there is one.
    pub(crate) fn answers(&self) -> Vec<(Option<&'n Text>, &'n Node)> {
        match self.is_without_label() {
            true => self.root.get("target").map(|node| (None, node)).into_iter().collect(),
            false => self.targets().map(|(label, node)| (Some(label), node)).collect(),
        }
    }

    /// The label field, where it is one that has values.
    pub(crate) fn label_field<'s>(&self, schema: &'s Schema) -> Option<&'s Field> {
        let field = schema.field(self.label()?.value())?;
        (field.role == FieldRole::Label && !field.values.is_empty()).then_some(field)
    }

    /// Every JSON value in the answers, those inside a `{"field": NAME}` left out.
    pub(crate) fn nodes(&self) -> Vec<&'n Node> {
        let mut found = Vec::new();
        self.answers().into_iter().for_each(|(_, node)| collect(node, &mut found));
        found
    }

    /// Every key and value of the answers' objects.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &'n Member> + use<'n> {
        let objects = self.nodes().into_iter().filter(|node| field_name(node).is_none());
        objects.flat_map(|node| members(Some(node)))
    }

    /// The parts that rules look at one by one.
    pub(crate) fn parts(&self) -> Parts<'n> {
        Parts { objects: self.objects(), values: self.values(), names: self.names(), texts: self.texts() }
    }

    fn objects(&self) -> Vec<ObjectView<'n>> {
        let root = ObjectView::new(ObjectKind::Contract, self.root);
        let nodes = self.nodes().into_iter().filter(|node| node.get("field").is_some());
        root.into_iter().chain(nodes.filter_map(|node| ObjectView::new(ObjectKind::Field, node))).collect()
    }

    fn values(&self) -> Vec<ValueView<'n>> {
        let root = ValueView { what: "a response contract".to_owned(), node: self.root, shape: Shape::Object };
        let answers = self.answers().into_iter().map(|(label, node)| {
            let what =
                label.map_or_else(|| "the target".to_owned(), |label| format!("the target of `{}`", label.value()));
            ValueView { what, node, shape: Shape::Answer }
        });
        let known = self.objects();
        let known = known.iter().flat_map(ObjectView::values).filter(|value| value.shape != Shape::Answer);
        std::iter::once(root).chain(answers).chain(known).collect()
    }

    fn names(&self) -> Vec<NameView<'n>> {
        let name = self.root.get("name").and_then(Node::text);
        name.map(|name| NameView { name, expected: self.stem, key: None }).into_iter().collect()
    }

    fn texts(&self) -> Vec<TextView<'n>> {
        let root = |key, place| Some(TextView { text: self.root.get(key)?.text()?, place });
        let own = [root("name", Place::Name), root("description", Place::Description)];
        let keys = self.entries().map(|entry| &entry.key);
        let nodes = self.nodes();
        let constants = nodes.into_iter().filter_map(Node::text);
        let targets = keys.chain(constants).map(|text| TextView { text, place: Place::Target });
        own.into_iter().flatten().chain(targets).collect()
    }
}

fn collect<'n>(node: &'n Node, found: &mut Vec<&'n Node>) {
    found.push(node);
    if field_name(node).is_some() {
        return;
    }
    match &node.kind {
        Kind::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => members(Some(node)).for_each(|member| collect(&member.value, found)),
    }
}
