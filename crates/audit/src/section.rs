//! What an audit counted, as tables and figures: the same ones on the terminal, in the JSON file and on the page.

use serde::Serialize;

/// What one check has to say besides its findings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Short name, unique among the sections: an anchor.
    pub name: &'static str,
    /// Heading.
    pub title: &'static str,
    /// What is counted, and how.
    pub about: String,
    /// Tables and figures, in order.
    pub parts: Vec<Part>,
}

/// A table or a figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Part {
    /// Rows and columns.
    Table(Table),
    /// How many have which value.
    Histogram(Histogram),
    /// Bars of several pieces.
    Bars(Bars),
}

/// Rows and columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A count.
    Count(u64),
    /// A measure.
    Number(f64),
    /// Nothing to say.
    None,
}

/// How many rows have which value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// What it shows.
    pub title: String,
    /// What the values are.
    pub unit: String,
    /// Lower and upper end of each bin, and how many are in it.
    pub bins: Vec<(f64, f64, u64)>,
    /// Values that matter, with a word on each.
    pub marks: Vec<(f64, String)>,
}

/// Bars of several pieces each.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bars {
    /// What it shows.
    pub title: String,
    /// What the pieces are.
    pub pieces: Vec<String>,
    /// Name and pieces of each bar.
    pub bars: Vec<(String, Vec<u64>)>,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Cell {
        Cell::Count(count)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(number)
    }
}

impl Cell {
    /// The cell as people read it.
    pub fn text(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Count(count) => grouped(*count),
            Cell::Number(number) => format!("{number:.3}"),
            Cell::None => "–".to_owned(),
        }
    }

    /// Whether it is a number.
    pub fn is_number(&self) -> bool {
        matches!(self, Cell::Count(_) | Cell::Number(_))
    }
}

impl Table {
    /// A table with these columns.
    pub fn new<const N: usize>(title: impl Into<String>, columns: [&str; N]) -> Table {
        Table { title: title.into(), columns: columns.map(str::to_owned).to_vec(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(cells.to_vec());
    }

    /// The table for a terminal.
    fn text(&self) -> String {
        let mut lines: Vec<Vec<(String, bool)>> =
            vec![self.columns.iter().map(|column| (column.clone(), false)).collect()];
        for row in &self.rows {
            lines.push(row.iter().map(|cell| (cell.text(), cell.is_number())).collect());
        }
        let is_number =
            |column: usize| lines[1..].iter().any(|line| line.get(column).is_some_and(|(_, number)| *number));
        let width = |column: usize| {
            lines.iter().filter_map(|line| line.get(column)).map(|(text, _)| text.chars().count()).max()
        };
        let mut out = String::new();
        for line in &lines {
            for (column, (text, _)) in line.iter().enumerate() {
                let pad = width(column).unwrap_or_default() - text.chars().count();
                let (before, after) = if is_number(column) { (pad, 0) } else { (0, pad) };
                out += &format!(
                    "{}{}{text}{}",
                    if column == 0 { "  " } else { "   " },
                    " ".repeat(before),
                    " ".repeat(after)
                );
            }
            out.truncate(out.trim_end().len());
            out.push('\n');
        }
        out
    }
}

impl Section {
    /// The tables for a terminal.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.title);
        for part in &self.parts {
            if let Part::Table(table) = part {
                out.push('\n');
                if !table.title.is_empty() {
                    out += &format!("  {}\n", table.title);
                }
                out += &table.text();
            }
        }
        out
    }
}

/// A count with its thousands apart.
pub(crate) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A share as people read it.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    format!("{:.1} %", part as f64 * 100.0 / whole.max(1) as f64)
}

/// Bins for values that were counted one by one.
pub(crate) fn bins(counts: &std::collections::BTreeMap<u64, u64>, most: usize) -> Vec<(f64, f64, u64)> {
    let (Some((&first, _)), Some((&last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        return Vec::new();
    };
    let width = round_up((last - first + 1).div_ceil(most as u64));
    let start = first / width * width;
    let mut bins: Vec<(f64, f64, u64)> = Vec::new();
    for low in (start..=last).step_by(width as usize) {
        let count = counts.range(low..low + width).map(|(_, count)| count).sum();
        bins.push((low as f64, (low + width) as f64, count));
    }
    bins
}

/// The next one of 1, 2, 5, 10, 20, 50, …
fn round_up(width: u64) -> u64 {
    let mut step = 1;
    loop {
        for factor in [1, 2, 5] {
            if step * factor >= width {
                return step * factor;
            }
        }
        step *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_columns_and_numbers_to_the_right() {
        let mut table = Table::new("", ["split", "rows"]);
        table.row(["train".into(), 12_345u64.into()]);
        table.row(["test".into(), 7u64.into()]);
        assert_eq!(table.text(), "  split     rows\n  train   12,345\n  test         7\n");
    }

    #[test]
    fn bins_hold_every_value_once_and_have_round_widths() {
        let counts = [(3, 2), (17, 1), (42, 5)].into_iter().collect();
        let bins = bins(&counts, 10);
        assert_eq!(bins.iter().map(|(.., count)| count).sum::<u64>(), 8);
        assert_eq!(bins[0], (0.0, 5.0, 2));
    }
}
