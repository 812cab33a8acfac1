//! `class-missing`, `class-share`: labels that a split lacks, and one that is nearly all there is.

use tunesmith_runtime::shown;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::out::Out;
use crate::rows::NONE;
use crate::section::{Bars, Cell, Part, Section, Table, percent};

/// More of the rows of a split with one label than this share are a finding.
const NEARLY_ALL_PERCENT: u64 = 95;

pub(super) struct Labels;

pub(super) fn new(_asked: Asked<'_>) -> Labels {
    Labels
}

impl Check for Labels {
    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let (field, _) = whole.run.labels()?;
        let (field, labels) = (whole.field(field), &whole.rows.labels);
        let mut table = Table { columns: vec!["split".to_owned(), "rows".to_owned()], ..Table::default() };
        labels.iter().for_each(|label| table.columns.extend([format!("\"{}\"", shown(label)), "share".to_owned()]));
        let mut bars = Vec::new();
        for split in whole.splits() {
            let mut counts = vec![0u64; labels.len()];
            let of_split = || whole.rows.rows.iter().filter(|row| row.split == split);
            of_split().filter(|row| row.label != NONE).for_each(|row| counts[usize::from(row.label)] += 1);
            let (split, all) = (whole.split(split), of_split().count() as u64);
            for (label, rows) in labels.iter().zip(&counts) {
                let label = shown(label);
                if *rows == 0 {
                    let message = format!("no row of {split} has {field} \"{label}\"");
                    out.whole(whole.path(), &rules::CLASS_MISSING, message, &[]);
                } else if *rows < all && rows * 100 > all * NEARLY_ALL_PERCENT {
                    let share = percent(*rows, all);
                    let message = format!("{rows} of {all} rows of {split} ({share}) have {field} \"{label}\"");
                    out.whole(whole.path(), &rules::CLASS_SHARE, message, &[]);
                }
            }
            let cells = counts.iter().flat_map(|rows| [Cell::Count(*rows), percent(*rows, all).into()]);
            table.rows.push([Cell::from(split), all.into()].into_iter().chain(cells).collect());
            bars.push((split.to_owned(), counts));
        }
        let about = format!("Rows of each split by {field}, which chooses the answer.");
        let pieces = labels.iter().map(|label| shown(label)).collect();
        let bars = Bars { title: format!("{field} by split"), pieces, bars };
        Some(Section { name: "labels", title: "Labels", about, parts: vec![Part::Table(table), Part::Bars(bars)] })
    }
}
