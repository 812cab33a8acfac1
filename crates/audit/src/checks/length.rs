//! `text-short`, `text-long`: texts that are hardly any, or many.

use std::collections::BTreeMap;

use tunesmith_dataset::Kept;
use tunesmith_runtime::FieldRole;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::look::Looked;
use crate::out::Out;
use crate::section::{Histogram, Part, Section, Table, bins, grouped};

/// Fewer letters and digits are hardly a text.
const SHORT: usize = 3;

/// Of texts that are longer than so many characters, and than so many times the median.
const LONG: (u64, u64) = (1000, 20);

pub(super) struct Length {
    text: Option<usize>,
}

pub(super) fn new(asked: Asked<'_>) -> Length {
    Length { text: asked.run.project().schema.with_role(FieldRole::Text) }
}

impl Check for Length {
    fn row(&mut self, kept: &Kept<'_>, looked: &Looked, out: &mut Out<'_>) {
        let letters = looked.normalised.chars().filter(|c| *c != ' ').take(SHORT).count();
        if letters > 0 && letters < SHORT {
            out.row(kept, &rules::TEXT_SHORT, self.text.unwrap_or_default(), || {
                format!("the text has {letters} letter{} or digit{}", if letters == 1 { "" } else { "s" }, if letters == 1 { "" } else { "s" })
            });
        }
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let mut lengths: Vec<u64> = whole.rows.rows.iter().map(|row| u64::from(row.characters)).collect();
        lengths.sort_unstable();
        let median = lengths.get(lengths.len().saturating_sub(1) / 2).copied()?;
        for (place, row) in whole.rows.rows.iter().enumerate() {
            let characters = u64::from(row.characters);
            if characters > LONG.0 && characters > median * LONG.1 {
                let what = format!("the text has {} characters; half of all texts have no more than {median}", grouped(characters));
                let rule = &rules::TEXT_LONG;
                out.group(whole.rows, rule, rule.level, &[place as u32], &what);
            }
        }
        let at = |percent: usize| lengths[(lengths.len() * percent).div_ceil(100).max(1) - 1];
        let mut table = Table::new("", ["characters of a text", "min", "median", "p95", "max", "total"]);
        let total: u64 = lengths.iter().sum();
        table.row(["all rows".into(), at(0).into(), median.into(), at(95).into(), at(100).into(), total.into()]);
        let mut counts: BTreeMap<u64, u64> = BTreeMap::new();
        lengths.iter().for_each(|length| *counts.entry(*length).or_default() += 1);
        let histogram = Histogram {
            title: "Rows by the characters of their text".to_owned(),
            unit: "characters".to_owned(),
            bins: bins(&counts, 400),
            marks: Vec::new(),
        };
        let about = format!(
            "Characters of texts. A text is short with fewer than {SHORT} letters and digits, and long with more than {} \
             characters and {} times the median.",
            grouped(LONG.0),
            LONG.1
        );
        let parts = vec![Part::Table(table), Part::Histogram(histogram)];
        Some(Section { name: "lengths", title: "Lengths", about, parts })
    }
}
