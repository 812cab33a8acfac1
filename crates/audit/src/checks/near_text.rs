//! `near-duplicate`, `near-leak`, and `label-conflict` as a warning: texts that are nearly the same.

use std::collections::BTreeMap;

use tunesmith_template::Level;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::By;
use crate::likeness::Kind;
use crate::out::Out;
use crate::section::{Histogram, Part, Section, Table, bins};

pub(super) struct NearText {
    similarity: f64,
    by: By,
}

pub(super) fn new(asked: Asked<'_>) -> NearText {
    NearText { similarity: asked.questions.similarity, by: asked.questions.by }
}

impl Check for NearText {
    fn is_about_leaks(&self) -> bool {
        true
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        for group in whole.alike.of(Kind::Near) {
            let count = group.rows.len();
            let (rule, what) = match group.is_leak(whole.rows) {
                true => (&rules::NEAR_LEAK, format!("{count} rows of different splits have nearly the same text")),
                false => (&rules::NEAR_DUPLICATE, format!("{count} rows have nearly the same text")),
            };
            out.group(whole.rows, rule, rule.level, &group.rows, &what);
            if group.is_conflict(whole.rows) {
                let what = format!("{count} rows with nearly the same text have different labels");
                out.group(whole.rows, &rules::LABEL_CONFLICT, Level::Warn, &group.rows, &what);
            }
        }
        let likeness = &whole.alike.likeness;
        let mut table = Table::new("", ["", "pairs of rows", "in two splits", "with two labels"]);
        let name = format!("similarity of {} or more", self.similarity);
        table.row([name.into(), likeness.near.all.into(), likeness.near.leaks.into(), likeness.near.conflicts.into()]);
        let mut parts = vec![Part::Table(table)];
        let mut percents: BTreeMap<u64, u64> = BTreeMap::new();
        for pair in &whole.alike.near {
            *percents.entry((pair.similarity * 100.0) as u64).or_default() += 1;
        }
        if !percents.is_empty() {
            parts.push(Part::Histogram(Histogram {
                title: "Pairs of different texts by their similarity".to_owned(),
                unit: "similarity in %".to_owned(),
                bins: bins(&percents, 25),
                marks: vec![(self.similarity * 100.0, "threshold".to_owned())],
            }));
        }
        let what = self.by.what();
        let found = match (whole.alike.recall, likeness.cut_at) {
            (None, None) => "All pairs are found and each is counted exactly; nothing is estimated.".to_owned(),
            (None, Some(_)) => "Each pair is counted exactly.".to_owned(),
            (Some(recall), _) => format!(
                "Too much is alike here to compare all: pairs were proposed by MinHash and then counted exactly. None is \
                 wrong; of those at the threshold {:.1} % are expected to be found, of closer ones more.",
                recall * 100.0
            ),
        };
        let cut = likeness.cut_at.map(|most| {
            format!(" There are more pairs: some texts are like very many others, of which about {most} each were looked for.")
        });
        let cut = cut.unwrap_or_default();
        let about = format!(
            "Pairs of rows whose texts are not the same, but nearly: the Jaccard similarity of the sets of {what} of the \
             normalised texts. {found}{cut}"
        );
        if whole.alike.recall.is_some() || likeness.cut_at.is_some() {
            out.note(about.clone());
        }
        Some(Section { name: "near-text", title: "Nearly the same text", about, parts })
    }
}
