//! Examples: records that stand in a template, and the turns that they make.

use std::borrow::Cow;

use tunesmith_runtime::{Datum, Pair, Record, Turn, generated};

use crate::json::{Kind, Node};
use crate::view::{StrategyView, members};
use crate::{Contract, Schema, Strategy};

/// The record of an example. Keys that the schema does not have are a finding.
pub(crate) fn record<'r>(node: &'r Node, schema: &'r Schema) -> Record<'r> {
    let mut record = Record::new(schema);
    for member in members(Some(node)) {
        if let Some(place) = schema.index_of_key(member.key.value()) {
            record.set_at(place, datum(&member.value));
        }
    }
    record.settle();
    record
}

fn datum(node: &Node) -> Datum<'_> {
    match &node.kind {
        Kind::Null => Datum::Null,
        Kind::Bool(value) => Datum::Bool(*value),
        Kind::Number(number) => Datum::Number(Cow::Borrowed(number)),
        Kind::String(text) => Datum::from(text.value()),
        Kind::Array(items) => {
            let texts: Option<Vec<_>> = items.iter().map(|item| Some(Cow::Borrowed(item.text()?.value()))).collect();
            texts.map_or(Datum::Compound, Datum::Strings)
        }
        Kind::Object(_) => Datum::Compound,
    }
}

/// A strategy with a contract, and no turns yet: what its examples are rendered with.
pub(crate) fn bare<'p>(schema: &'p Schema, strategy: &'p Strategy, contract: &'p Contract) -> Pair<'p> {
    generated::pair(schema, strategy, contract, &[])
}

/// The turns of a strategy's examples with a contract; nothing where one does not fit.
pub(crate) fn turns(view: &StrategyView<'_>, pair: Pair<'_>) -> Option<Vec<Turn>> {
    view.examples().map(|node| Turn::of(pair, &record(node, pair.schema())).ok()).collect()
}
