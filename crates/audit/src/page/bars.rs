//! Shares of labels in splits and groups: a bar of one length for each, and beside it how many rows it stands for.

use maud::html;

use crate::page::cut;
use crate::page::figure::Figure;
use crate::page::scale::place;
use crate::section::{Bars, Table, grouped, percent};

const WIDTH: f64 = 560.0;
const LEFT: f64 = 130.0;
const RIGHT: f64 = 430.0;
/// Where the numbers of rows end, and where the small bars for them begin.
const ROWS: f64 = 494.0;
const SMALL: f64 = 502.0;
const STEP: f64 = 26.0;
const THICK: f64 = 18.0;
const TOP: f64 = 24.0;

/// Bars beyond so many stand in the table alone.
const BARS: usize = 24;

/// Pieces beyond so many are put together: the palette has eight colours.
const PIECES: usize = 8;

/// No figure where there is nothing to count.
pub(super) fn draw(bars: &Bars) -> Option<Figure> {
    let (names, rows) = together(bars);
    let total = |pieces: &[u64]| pieces.iter().sum::<u64>();
    let most = rows.iter().map(|(_, pieces)| total(pieces)).max().filter(|most| *most > 0)?;
    let hidden = bars.bars.len() - rows.len();
    let height = TOP + STEP * rows.len() as f64 + if hidden > 0 { STEP } else { 4.0 };
    let drawing = html! {
        text.unit x=(LEFT) y="14" { "share of rows" }
        text.unit x=(ROWS) y="14" text-anchor="end" { "rows" }
        @for (at, (name, pieces)) in rows.iter().enumerate() {
            @let top = TOP + STEP * at as f64;
            @let all = total(pieces);
            text.name x=(LEFT - 8.0) y=(place(top + 13.5)) text-anchor="end" { (cut(name, 17)) title { (cut(name, 200)) } }
            @if all == 0 { rect.none x=(LEFT) y=(place(top)) width=(RIGHT - LEFT) height=(THICK) {} }
            @for (piece, count) in pieces.iter().enumerate().filter(|(_, count)| **count > 0) {
                @let before = total(&pieces[..piece]);
                @let (from, to) = (along(before, all), along(before + count, all));
                rect.(format!("c{piece}")) x=(place(from)) y=(place(top)) width=(place((to - from - 1.0).max(0.8))) height=(THICK) {
                    title { (cut(name, 200)) ", " (cut(&names[piece], 200)) ": " (grouped(*count)) " (" (percent(*count, all)) ")" }
                }
                @if to - from > 46.0 {
                    text.(format!("on{piece}")) x=(place((from + to) / 2.0)) y=(place(top + 13.5)) text-anchor="middle" { (percent(*count, all)) }
                }
            }
            text.name x=(ROWS) y=(place(top + 13.5)) text-anchor="end" { (grouped(all)) }
            rect.few x=(SMALL) y=(place(top + 5.0)) width=(place(((WIDTH - SMALL) * all as f64 / most as f64).max(0.8))) height=(THICK - 10.0) {}
        }
        @if hidden > 0 {
            text.unit x=(LEFT) y=(place(height - 8.0)) { "and " (hidden) " more in the table" }
        }
    };
    let of_bar = |(name, pieces): &(String, Vec<u64>)| {
        let all = total(pieces);
        let shares = names.iter().zip(pieces).map(|(piece, count)| format!("{} {}", piece, percent(*count, all)));
        format!("{name}, {} rows: {}. ", grouped(all), shares.collect::<Vec<_>>().join(", "))
    };
    let description = format!("Bars of shares. {}", rows.iter().map(of_bar).collect::<String>());
    let mut numbers = Table { title: bars.title.clone(), columns: vec![String::new()], rows: Vec::new() };
    numbers.columns.extend(names.iter().cloned());
    for (name, pieces) in &rows {
        numbers
            .rows
            .push(std::iter::once(name.as_str().into()).chain(pieces.iter().map(|count| (*count).into())).collect());
    }
    Some(Figure { title: bars.title.clone(), description, size: (WIDTH, height), drawing, numbers, legend: names })
}

/// Where a count ends along a bar.
fn along(count: u64, all: u64) -> f64 {
    LEFT + (RIGHT - LEFT) * count as f64 / all.max(1) as f64
}

/// Names of the pieces, and the bars that are drawn; pieces beyond the palette are one.
fn together(bars: &Bars) -> (Vec<String>, Vec<(String, Vec<u64>)>) {
    let of_one = |pieces: &[u64]| {
        if bars.pieces.len() <= PIECES {
            return (0..bars.pieces.len()).map(|at| pieces.get(at).copied().unwrap_or_default()).collect();
        }
        let (own, others) = pieces.split_at(pieces.len().min(PIECES - 1));
        own.iter().copied().chain([others.iter().sum()]).collect()
    };
    let mut names = bars.pieces.clone();
    if names.len() > PIECES {
        names.truncate(PIECES - 1);
        names.push("others".to_owned());
    }
    (names, bars.bars.iter().take(BARS).map(|(name, pieces)| (name.clone(), of_one(pieces))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_and_bars_beyond_the_palette_and_the_page_are_counted() {
        let pieces = (0..12).map(|at| format!("label {at}")).collect();
        let rows = (0..30).map(|at| (format!("group {at}"), vec![1; 12])).collect();
        let figure = draw(&Bars { title: "t".to_owned(), pieces, bars: rows }).unwrap();
        assert_eq!(figure.legend.len(), PIECES);
        assert_eq!(figure.numbers.rows[0].last(), Some(&5u64.into()));
        assert!(figure.drawing.into_string().contains("and 6 more in the table"));
    }

    #[test]
    fn bars_with_too_few_pieces_are_drawn_too() {
        let bars = Bars {
            title: String::new(),
            pieces: vec!["a".to_owned(), "b".to_owned()],
            bars: vec![("x".to_owned(), vec![3])],
        };
        assert!(draw(&bars).is_some());
        assert!(draw(&Bars { bars: vec![("x".to_owned(), Vec::new())], ..bars }).is_none());
    }
}
