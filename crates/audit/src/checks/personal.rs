//! `personal-data`: what looks like personal data or a secret in what reaches a message.

use std::collections::BTreeMap;

use tunesmith_dataset::Kept;
use tunesmith_personal::Kind;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::look::Looked;
use crate::out::Out;
use crate::section::{Part, Section, Table};

pub(super) struct Personal {
    /// Pieces and rows, by field and kind.
    counts: BTreeMap<(usize, Kind), (u64, u64)>,
}

pub(super) fn new(_asked: Asked<'_>) -> Personal {
    Personal { counts: BTreeMap::new() }
}

impl Check for Personal {
    fn row(&mut self, kept: &Kept<'_>, looked: &Looked, out: &mut Out<'_>) {
        for of_field in looked.personal.chunk_by(|one, two| one.0 == two.0) {
            let mut kinds: BTreeMap<Kind, u64> = BTreeMap::new();
            of_field.iter().for_each(|(_, kind)| *kinds.entry(*kind).or_default() += 1);
            let place = of_field[0].0;
            for (kind, pieces) in &kinds {
                let counts = self.counts.entry((place, *kind)).or_default();
                *counts = (counts.0 + pieces, counts.1 + 1);
            }
            out.row(kept, &rules::PERSONAL_DATA, place, || {
                let name = |(kind, pieces): (&Kind, &u64)| match pieces {
                    1 => kind.name().to_owned(),
                    pieces => format!("{} ({pieces} times)", kind.name()),
                };
                let kinds = kinds.iter().map(name).collect::<Vec<_>>().join(", ");
                format!("{} holds personal data: {kinds}", kept.record().schema().fields[place].name)
            });
        }
    }

    fn end(&mut self, whole: &Whole<'_>, _out: &mut Out<'_>) -> Option<Section> {
        let mut table = Table::new("", ["field", "kind", "pieces", "rows"]);
        for ((place, kind), (pieces, rows)) in &self.counts {
            table.row([whole.field(*place).into(), kind.name().into(), (*pieces).into(), (*rows).into()]);
        }
        let about = "What looks like personal data or a secret, by its form: checksums are checked where there are some. Names and \
                     postal addresses have no form and are not found. It is masked in all that an audit shows.";
        let parts = vec![Part::Table(table)];
        (!self.counts.is_empty()).then(|| Section { name: "personal", title: "Personal data", about: about.to_owned(), parts })
    }
}
