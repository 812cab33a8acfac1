//! `duplicate-text`, `split-leak`, `label-conflict`: texts that are the same, as they stand or normalised.

use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::likeness::{Kind, Pairs};
use crate::out::Out;
use crate::section::{Part, Section, Table};

pub(super) struct SameText;

pub(super) fn new(_asked: Asked<'_>) -> SameText {
    SameText
}

impl Check for SameText {
    fn is_about_leaks(&self) -> bool {
        true
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        for group in whole.alike.of(Kind::Same) {
            let count = group.rows.len();
            let (rule, what) = match group.is_leak(whole.rows) {
                true => (&rules::SPLIT_LEAK, format!("{count} rows of different splits have the same text")),
                false => (&rules::DUPLICATE_TEXT, format!("{count} rows have the same text")),
            };
            out.group(whole.rows, rule, rule.level, &group.rows, &what);
            if group.is_conflict(whole.rows) {
                let what = format!("{count} rows with the same text have different labels");
                let rule = &rules::LABEL_CONFLICT;
                out.group(whole.rows, rule, rule.level, &group.rows, &what);
            }
        }
        let mut table = Table::new("", ["", "pairs of rows", "in two splits", "with two labels"]);
        let mut pairs = |name: &str, Pairs { all, leaks, conflicts }: Pairs| {
            table.row([name.into(), all.into(), leaks.into(), conflicts.into()]);
        };
        pairs("identical, to the byte", whole.alike.likeness.identical);
        pairs("the same once normalised", whole.alike.likeness.normalised);
        let about = "Pairs of rows with one text. Normalised is: NFKC, case folded, NFKC; punctuation, symbols, space and \
                     control characters made one space. Each pair is counted once, by the strictest likeness that it has.";
        let parts = vec![Part::Table(table)];
        Some(Section { name: "same-text", title: "The same text twice", about: about.to_owned(), parts })
    }
}
