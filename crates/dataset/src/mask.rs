//! Personal data in what reaches a message, replaced by its kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use tunesmith_personal::{Kind, find, masked};
use tunesmith_runtime::{Datum, Record};

/// How often what was replaced.
pub(crate) type Masked = BTreeMap<Kind, u64>;

/// Replaces personal data in these fields of a record.
pub(crate) fn mask(record: &mut Record<'_>, places: &[usize]) -> Masked {
    let mut counts = Masked::new();
    for &place in places {
        let replaced = match record.at(place) {
            Datum::String(text) => replaced(text, &mut counts).map(|text| Datum::String(Cow::Owned(text))),
            Datum::Strings(items) => {
                let before = counts.values().sum::<u64>();
                let items: Vec<_> = items
                    .iter()
                    .map(|item| Cow::Owned(replaced(item, &mut counts).unwrap_or_else(|| item.clone().into_owned())))
                    .collect();
                (counts.values().sum::<u64>() > before).then_some(Datum::Strings(items))
            }
            _ => None,
        };
        replaced.into_iter().for_each(|datum| record.set_at(place, datum));
    }
    counts
}

fn replaced(text: &str, counts: &mut Masked) -> Option<String> {
    let found = find(text);
    found.iter().for_each(|found| *counts.entry(found.kind).or_default() += 1);
    (!found.is_empty()).then(|| masked(text).into_owned())
}

#[cfg(test)]
mod tests {
    use tunesmith_runtime::{Field, FieldKind, FieldRole, Schema};

    use super::*;

    #[test]
    fn strings_and_lists_are_masked_and_counted_and_others_are_left_alone() {
        let field = |name: &'static str, kind| Field {
            name: name.into(),
            spellings: Cow::Borrowed(&[]),
            role: FieldRole::Text,
            kind,
            nullable: false,
            required: true,
            values: Cow::Borrowed(&[]),
        };
        let fields =
            vec![field("body", FieldKind::String), field("tags", FieldKind::Strings), field("n", FieldKind::Integer)];
        let schema = Schema { fields: fields.into(), ..Schema::default() };
        let tags: &[&str] = &["plain", "or to jo@example.com"];
        let mut record = Record::new(&schema).with("body", "write to ann@example.com").with("tags", tags).with("n", 7);
        let counts = mask(&mut record, &[0, 1, 2]);
        assert_eq!(counts, [(Kind::Email, 2)].into_iter().collect());
        assert_eq!(record.at(0), &Datum::from("write to <EMAIL>"));
        assert_eq!(record.at(1), &Datum::from(&["plain", "or to <EMAIL>"][..]));
        assert_eq!(record.at(2), &Datum::from(7));
    }
}
