//! The ledger as a flow: the rows of each file on the left, what became of them on the right.

use std::collections::BTreeMap;

use maud::html;
use tunesmith_dataset::FileLedger;

use crate::page::cut;
use crate::page::figure::Figure;
use crate::page::scale::place;
use crate::section::{Cell, Table, grouped, percent};

const WIDTH: f64 = 960.0;
/// Where the ribbons begin and end; names stand outside.
const LEFT: f64 = 270.0;
const RIGHT: f64 = 660.0;
const NODE: f64 = 10.0;
const TOP: f64 = 26.0;
/// All rows together are so high.
const HEIGHT: f64 = 240.0;
/// Room for the name of a node, however few rows it has.
const STEP: f64 = 24.0;
const GAP: f64 = 8.0;

/// Files and reasons beyond so many are put together.
const NODES: usize = 12;

/// Where rows come from or go to.
struct Node {
    name: String,
    rows: u64,
    top: f64,
    /// How much of its height ribbons have taken.
    taken: f64,
}

/// A file's rows and what became of them: splits come before reasons.
type Ends = BTreeMap<(usize, String), u64>;

/// No figure where nothing was read.
pub(super) fn draw(files: &[(String, FileLedger)], splits: &[String]) -> Option<Figure> {
    let flows: Vec<(String, Ends)> = together(files, splits);
    let read: u64 = flows.iter().flat_map(|(_, ends)| ends.values()).sum();
    if read == 0 {
        return None;
    }
    let scale = HEIGHT / read as f64;
    let mut ends: Ends = BTreeMap::new();
    flows.iter().flat_map(|(_, of_file)| of_file).for_each(|(end, rows)| *ends.entry(end.clone()).or_default() += rows);
    let (mut sources, left_bottom) = stack(flows.iter().map(|(name, ends)| (name.clone(), ends.values().sum())), scale);
    let (mut targets, right_bottom) = stack(ends.iter().map(|((_, name), rows)| (name.clone(), *rows)), scale);
    let is_written: Vec<bool> = ends.keys().map(|(place, _)| *place < splits.len()).collect();
    let mut ribbons = Vec::new();
    let mut numbers = Table::new("Rows by file and by what became of them", ["file", "became", "rows"]);
    for (source, (name, of_file)) in sources.iter_mut().zip(&flows) {
        for ((target, written), end) in targets.iter_mut().zip(&is_written).zip(ends.keys()) {
            let Some(&rows) = of_file.get(end) else { continue };
            let thick = rows as f64 * scale;
            let (from, to) = (source.top + source.taken, target.top + target.taken);
            source.taken += thick;
            target.taken += thick;
            ribbons.push((
                ribbon(from, to, thick.max(1.0)),
                *written,
                format!("{name} → {}: {}", end.1, grouped(rows)),
            ));
            numbers.row([name.as_str().into(), end.1.as_str().into(), Cell::Count(rows)]);
        }
    }
    let height = left_bottom.max(right_bottom) + 4.0;
    let thick = |rows: u64| (rows as f64 * scale).max(1.5);
    let drawing = html! {
        text.unit x=(LEFT - NODE - 8.0) y="14" text-anchor="end" { "rows read" }
        text.unit x=(RIGHT + NODE + 8.0) y="14" { "written, or left out" }
        @for (path, written, words) in &ribbons {
            path.(if *written { "ribbon written" } else { "ribbon" }) d=(path) { title { (cut(words, 300)) } }
        }
        @for node in &sources {
            rect.node x=(LEFT - NODE) y=(place(node.top)) width=(NODE) height=(place(thick(node.rows))) {}
            text.name x=(LEFT - NODE - 8.0) y=(place(node.middle(scale))) text-anchor="end" {
                (tail(&node.name, 24)) title { (cut(&node.name, 200)) } " " tspan.strong { (grouped(node.rows)) }
            }
        }
        @for (node, written) in targets.iter().zip(&is_written) {
            rect.(if *written { "node c0" } else { "node" }) x=(RIGHT) y=(place(node.top)) width=(NODE) height=(place(thick(node.rows))) {}
            text.name x=(RIGHT + NODE + 8.0) y=(place(node.middle(scale))) {
                tspan.strong { (grouped(node.rows)) } " " (cut(&node.name, 28)) title { (cut(&node.name, 200)) }
                tspan.unit { " " (percent(node.rows, read)) }
            }
        }
    };
    let of_end = |node: &Node| format!("{} {}", grouped(node.rows), node.name);
    let description = format!(
        "A flow of {} rows read: {}.",
        grouped(read),
        targets.iter().map(of_end).collect::<Vec<_>>().join(", ")
    );
    let title = "What became of every row".to_owned();
    Some(Figure { title, description, size: (WIDTH, height.ceil()), drawing, numbers, legend: Vec::new() })
}

impl Node {
    /// Where the line of its name stands.
    fn middle(&self, scale: f64) -> f64 {
        self.top + (self.rows as f64 * scale).max(STEP - GAP) / 2.0 + 4.0
    }
}

/// Nodes one below the other, and where they end.
fn stack(nodes: impl Iterator<Item = (String, u64)>, scale: f64) -> (Vec<Node>, f64) {
    let mut top = TOP;
    let place = |(name, rows): (String, u64)| {
        let node = Node { name, rows, top, taken: 0.0 };
        top += (rows as f64 * scale).max(STEP - GAP) + GAP;
        node
    };
    let nodes = nodes.map(place).collect();
    (nodes, top)
}

/// The outline of a band from the left to the right.
fn ribbon(from: f64, to: f64, thick: f64) -> String {
    let middle = place((LEFT + RIGHT) / 2.0);
    let [a, b, c, d] = [from, to, to + thick, from + thick].map(place);
    format!("M{LEFT} {a}C{middle} {a} {middle} {b} {RIGHT} {b}V{c}C{middle} {c} {middle} {d} {LEFT} {d}Z")
}

/// The flows of the files; files and reasons beyond some are one.
fn together(files: &[(String, FileLedger)], splits: &[String]) -> Vec<(String, Ends)> {
    let mut reasons: BTreeMap<String, u64> = BTreeMap::new();
    for (reason, rows) in files.iter().flat_map(|(_, ledger)| &ledger.left_out) {
        *reasons.entry(reason.to_string()).or_default() += rows;
    }
    let mut order: Vec<(&String, &u64)> = reasons.iter().collect();
    order.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
    let own: Vec<&String> = order.into_iter().take(NODES).map(|(reason, _)| reason).collect();
    let mut flows: Vec<(String, Ends)> = Vec::new();
    for (at, (path, ledger)) in files.iter().enumerate() {
        if at <= NODES {
            let name = if at < NODES { name(path, files) } else { "other files".to_owned() };
            flows.push((name, Ends::new()));
        }
        let Some((_, ends)) = flows.last_mut() else { continue };
        for (split, rows) in &ledger.written {
            let name = splits.get(*split).cloned().unwrap_or_else(|| format!("split {}", split + 1));
            *ends.entry((*split, name)).or_default() += rows;
        }
        for (reason, rows) in &ledger.left_out {
            let reason = reason.to_string();
            let (place, name) = match own.iter().position(|own| **own == reason) {
                Some(place) => (place, format!("left out: {reason}")),
                None => (NODES, "left out: other reasons".to_owned()),
            };
            *ends.entry((splits.len() + place, name)).or_default() += rows;
        }
        ends.retain(|_, rows| *rows > 0);
    }
    flows
}

/// A file's name without its folder, where no other file has it too.
fn name(path: &str, files: &[(String, FileLedger)]) -> String {
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
    let own = name(path);
    if files.iter().filter(|(other, _)| name(other) == own).count() == 1 { own } else { path.to_owned() }
}

/// The end of a path, which tells files apart.
fn tail(text: &str, most: usize) -> String {
    let count = text.chars().count();
    if count <= most {
        return text.to_owned();
    }
    format!("…{}", text.chars().skip(count - most).collect::<String>())
}

#[cfg(test)]
mod tests {
    use tunesmith_dataset::Reason;

    use super::*;

    fn ledger(written: &[(usize, u64)], left_out: &[(&str, u64)]) -> FileLedger {
        let left_out = left_out.iter().map(|(split, rows)| (Reason::OtherSplit((*split).to_owned()), *rows)).collect();
        let mut ledger =
            FileLedger { read: 0, written: written.iter().copied().collect(), left_out, ..FileLedger::default() };
        ledger.read = ledger.rows_written() + ledger.left_out.values().sum::<u64>();
        ledger
    }

    #[test]
    fn every_row_flows_somewhere() {
        let many: Vec<String> = (0..40).map(|at| format!("own-{at:02}")).collect();
        let many: Vec<(&str, u64)> = many.iter().map(|name| (name.as_str(), 1)).collect();
        let files = [
            ("train.json".to_owned(), ledger(&[(0, 60)], &many)),
            ("test.json".to_owned(), ledger(&[(1, 10)], &[("own-00", 5)])),
        ];
        let figure = draw(&files, &["train".to_owned(), "test".to_owned()]).unwrap();
        assert!(
            figure.description.starts_with("A flow of 115 rows read: 60 train, 10 test, 6 left out: split=own-00"),
            "{}",
            figure.description
        );
        assert!(figure.description.contains("28 left out: other reasons"));
        let counts = figure.numbers.rows.iter().map(|row| if let Cell::Count(rows) = row[2] { rows } else { 0 });
        assert_eq!(counts.sum::<u64>(), 115);
    }

    #[test]
    fn nothing_read_is_no_figure() {
        assert!(draw(&[("a".to_owned(), FileLedger::default())], &[]).is_none());
        assert!(draw(&[], &[]).is_none());
    }
}
