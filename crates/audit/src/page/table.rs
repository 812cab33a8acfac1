//! The numbers of all sections, as tables that the script makes sortable.

use maud::{Markup, html};

use crate::Audited;
use crate::page::{About, Room, count_of, cut, json_link, prose};
use crate::section::{Cell, Part, Section, Table};

/// Rows of a table beyond so many stand in the JSON file alone.
const ROWS: usize = 400;
const COLUMNS: usize = 60;

pub(super) fn all(audited: &Audited, about: &About, room: &mut Room<'_>) -> Markup {
    let notes = &audited.visited.notes;
    html! {
        @for section in &audited.sections { (room.or_word(of_section(section, about))) }
        @if !notes.is_empty() {
            h3 #section-notes { "Notes on the files" }
            ul.notes { @for note in notes.iter().take(50) { li { (cut(note, 500)) } } }
            @if notes.len() > 50 { p.quiet { "… and " (count_of((notes.len() - 50) as u64, "more note")) "." } }
        }
    }
}

fn of_section(section: &Section, about: &About) -> Markup {
    html! {
        section.part #(format!("section-{}", section.name)) aria-labelledby=(format!("section-{}-title", section.name)) {
            h3 #(format!("section-{}-title", section.name)) { (section.title) }
            p { (prose(&cut(&section.about, 2000))) }
            @for part in &section.parts {
                @if let Part::Table(table) = part {
                    @if table.rows.is_empty() {
                        p.quiet { @if !table.title.is_empty() { (cut(&table.title, 200)) ": " } "none." }
                    } @else {
                        div.sorted { (drawn(table, section.title)) }
                    }
                    @if table.rows.len() > ROWS {
                        p.quiet { (count_of((table.rows.len() - ROWS) as u64, "more row")) " in " (json_link(&about.json)) "." }
                    }
                }
            }
        }
    }
}

/// A table that nobody needs to sort.
pub(super) fn plain(table: &Table) -> Markup {
    drawn(table, &table.title)
}

fn drawn(table: &Table, name: &str) -> Markup {
    let width = table.columns.len().min(COLUMNS);
    let is_number =
        |column: usize| table.rows.iter().any(|row| row.get(column).is_some_and(|cell| value(cell).is_some()));
    let numbers: Vec<bool> = (0..width).map(is_number).collect();
    let caption = if table.title.is_empty() { name } else { &table.title };
    html! {
        div.scroll role="group" aria-label=(cut(caption, 200)) {
            table {
                caption .unseen[table.title.is_empty()] { (cut(caption, 200)) }
                thead {
                    tr {
                        @for (column, is_number) in table.columns.iter().zip(&numbers) {
                            @if column.is_empty() { td {} } @else { th.n[*is_number] scope="col" { (cut(column, 80)) } }
                        }
                    }
                }
                tbody {
                    @for row in table.rows.iter().take(ROWS) {
                        tr { @for (at, cell) in row.iter().take(width).enumerate() { (of_cell(cell, at == 0, numbers[at])) } }
                    }
                }
            }
        }
    }
}

fn of_cell(cell: &Cell, is_first: bool, is_number: bool) -> Markup {
    let text = cut(&cell.text(), 200);
    html! {
        @if is_first && !is_number {
            th scope="row" { (text) }
        } @else if let Some(value) = value(cell) {
            td.n data-value=(value) { (text) }
        } @else {
            td.n[is_number] { (text) }
        }
    }
}

/// What a cell is sorted by, where it is a number or a share.
fn value(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Count(count) => Some(*count as f64),
        Cell::Number(number) => Some(*number),
        Cell::Text(text) => text.strip_suffix(" %")?.parse().ok(),
        Cell::None => None,
    }
}
