//! `group-missing`: groups of rows that a split lacks; and rows by group, label and split.

use tunesmith_personal::masked;
use tunesmith_runtime::shown;
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::out::Out;
use crate::rows::{Groups as Column, NONE};
use crate::section::{Bars, Cell, Part, Section, Table, percent};

/// A group that a split lacks is a finding where so many of its rows were to be expected there by chance: with fewer, none
/// may come of chance more often than once in 150 times.
const EXPECTED: f64 = 5.0;

/// So many groups of a field stand in its table; the others are counted together.
const SHOWN: usize = 40;

pub(super) struct Groups;

pub(super) fn new(_asked: Asked<'_>) -> Groups {
    Groups
}

impl Check for Groups {
    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let parts: Vec<Part> = whole.rows.groups.iter().flat_map(|column| of_field(whole, column, out)).collect();
        let about = "Rows by the fields that tunesmith.json names as groups: by split, and by label.";
        (!parts.is_empty()).then(|| Section { name: "groups", title: "Groups", about: about.to_owned(), parts })
    }
}

fn of_field(whole: &Whole<'_>, column: &Column, out: &mut Out<'_>) -> Vec<Part> {
    let (field, splits, labels) = (whole.field(column.field), whole.splits(), &whole.rows.labels);
    let count = column.names.len() + 1;
    let place = |group: u16| if group == NONE { count - 1 } else { usize::from(group) };
    let mut by_split = vec![vec![0u64; splits.len()]; count];
    let mut by_label = vec![vec![0u64; labels.len()]; count];
    for (row, group) in whole.rows.rows.iter().zip(&column.of) {
        let group = place(*group);
        splits.iter().position(|split| *split == row.split).into_iter().for_each(|split| by_split[group][split] += 1);
        by_label[group].get_mut(usize::from(row.label)).into_iter().for_each(|rows| *rows += 1);
    }
    let rows_of: Vec<u64> = by_split.iter().map(|rows| rows.iter().sum()).collect();
    let all: u64 = rows_of.iter().sum();
    for (group, name) in column.names.iter().enumerate() {
        for (at, split) in splits.iter().enumerate() {
            let rows: u64 = by_split.iter().map(|rows| rows[at]).sum();
            let expected = rows_of[group] as f64 * rows as f64 / all.max(1) as f64;
            if by_split[group][at] == 0 && expected >= EXPECTED {
                let split = whole.split(*split);
                let name = masked(&shown(name)).into_owned();
                let message =
                    format!("no row of {split} has {field} \"{name}\", and about {expected:.0} were to be expected");
                out.whole(whole.path(), &rules::GROUP_MISSING, message, &[]);
            }
        }
    }
    let mut order: Vec<usize> = (0..count).filter(|group| rows_of[*group] > 0).collect();
    order.sort_by_key(|group| std::cmp::Reverse(rows_of[*group]));
    let name = |group: usize| column.names.get(group).map_or("(none)".to_owned(), |name| masked(&shown(name)).into_owned());
    let mut table = Table { title: field.to_owned(), columns: vec!["group".to_owned(), "rows".to_owned()], rows: Vec::new() };
    table.columns.extend(splits.iter().map(|split| format!("in {}", whole.split(*split))));
    labels.iter().for_each(|label| table.columns.extend([format!("\"{}\"", shown(label)), "share".to_owned()]));
    let line = |name: String, members: &[usize]| {
        let sum = |counts: &[Vec<u64>], at: usize| members.iter().map(|group| counts[*group][at]).sum::<u64>();
        let rows: u64 = members.iter().map(|group| rows_of[*group]).sum();
        let mut line = vec![Cell::Text(name), Cell::Count(rows)];
        line.extend((0..splits.len()).map(|at| Cell::Count(sum(&by_split, at))));
        line.extend((0..labels.len()).flat_map(|at| [Cell::Count(sum(&by_label, at)), percent(sum(&by_label, at), rows).into()]));
        line
    };
    let (shown_ones, others) = order.split_at(order.len().min(SHOWN));
    table.rows.extend(shown_ones.iter().map(|group| line(name(*group), &[*group])));
    if !others.is_empty() {
        table.rows.push(line(format!("({} others)", others.len()), others));
    }
    let bars = shown_ones.iter().take(20).map(|group| (name(*group), by_label[*group].clone()));
    let bars = Bars {
        title: format!("Labels by {field}"),
        pieces: labels.iter().map(|label| shown(label)).collect(),
        bars: bars.collect(),
    };
    let has_labels = !labels.is_empty();
    std::iter::once(Part::Table(table)).chain(has_labels.then_some(Part::Bars(bars))).collect()
}
