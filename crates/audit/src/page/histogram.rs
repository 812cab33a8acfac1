//! How many rows have which value, with the values that matter drawn in.
//!
//! A few rows that are far from all others would press these into one bar. So where they are few, they stand on an axis of
//! their own, behind a break.

use maud::{Markup, html};

use crate::page::figure::Figure;
use crate::page::scale::{Scale, number, place};
use crate::page::{count_of, cut};
use crate::section::{Cell, Histogram, Table, grouped};

const SIZE: (f64, f64) = (560.0, 270.0);
const LEFT: f64 = 56.0;
const RIGHT: f64 = 536.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 222.0;

/// Where the first axis ends and the second begins, where there are two.
const BREAK: (f64, f64) = (386.0, 404.0);

/// Bins beyond so many on an axis are put together.
const BINS: usize = 60;

/// How many values that matter are drawn in.
const MARKS: usize = 4;

/// The rows of the first axis: all but few.
const MOST: f64 = 0.98;

/// There is a break where the first axis would else have less than this share of the figure.
const NARROW: f64 = 1.0 / 3.0;

type Bin = (f64, f64, u64);

/// A stretch of values with its bins.
struct Axis {
    x: Scale,
    bins: Vec<Bin>,
}

/// No figure where there is nothing to count.
pub(super) fn draw(histogram: &Histogram) -> Option<Figure> {
    let marks: Vec<(f64, &str)> =
        histogram.marks.iter().take(MARKS).map(|(value, word)| (*value, word.as_str())).collect();
    let axes = axes(&histogram.bins, &marks)?;
    let bins = || axes.iter().flat_map(|axis| &axis.bins);
    let most = bins().map(|(.., count)| *count).max().filter(|most| *most > 0)?;
    let y = Scale { values: (0.0, most as f64), places: (BOTTOM, TOP) };
    // Only a mark that divides the rows makes some of them others than the rest.
    let (low, high) = (histogram.bins.first()?.0, histogram.bins.last()?.1);
    let limit = marks.iter().map(|(value, _)| *value).find(|value| low < *value && *value < high);
    let drawing = html! {
        @for tick in y.ticks(4).into_iter().filter(|tick| tick.fract() == 0.0) {
            line.grid x1=(LEFT) x2=(RIGHT) y1=(place(y.at(tick))) y2=(place(y.at(tick))) {}
            text.tick x=(LEFT - 8.0) y=(place(y.at(tick) + 4.0)) text-anchor="end" { (number(tick)) }
        }
        // A few rows that are far off are seen too.
        @for (axis, least) in axes.iter().zip([1.5, 4.0]) { (axis.drawing(&y, least, limit, &histogram.unit)) }
        @if axes.len() > 1 { (broken()) }
        text.unit x=(place((LEFT + RIGHT) / 2.0)) y=(BOTTOM + 40.0) text-anchor="middle" { (cut(&histogram.unit, 60)) }
        @for (at, (value, word)) in marks.iter().enumerate() { (mark(&axes, *value, word, at)) }
    };
    let all: u64 = bins().map(|(.., count)| count).sum();
    let (from, to, peak) = bins().copied().max_by_key(|(.., count)| *count)?;
    let mut description = format!(
        "A histogram of {} from {} to {} {}. The highest bar, {}, has {}. ",
        count_of(all, "value"),
        number(low),
        number(high),
        histogram.unit,
        bin(from, to, &histogram.unit),
        grouped(peak)
    );
    for (value, word) in &marks {
        let beyond = histogram.bins.iter().filter(|(low, ..)| low >= value).map(|(.., count)| count).sum();
        description += &format!("The {word} is {}; bars from there on have {}. ", number(*value), grouped(beyond));
    }
    let mut numbers = Table::new(histogram.title.as_str(), ["from", "to below", "count"]);
    bins().for_each(|(from, to, count)| numbers.row([cell(*from), cell(*to), (*count).into()]));
    Some(Figure { title: histogram.title.clone(), description, size: SIZE, drawing, numbers, legend: Vec::new() })
}

/// One axis, or two where few rows or marks are far from all others.
fn axes(bins: &[Bin], marks: &[(f64, &str)]) -> Option<Vec<Axis>> {
    let (low, high) = (bins.first()?.0, bins.last()?.1);
    let furthest = marks.iter().map(|(value, _)| *value).fold(high, f64::max);
    let end = if furthest > high { furthest + (furthest - low) * 0.04 } else { high };
    let all: u64 = bins.iter().map(|(.., count)| count).sum();
    let mut seen = 0;
    let main = bins.iter().position(|(.., count)| {
        seen += count;
        seen as f64 >= all as f64 * MOST
    })?;
    let split = bins[main].1;
    if split - low >= (end - low) * NARROW {
        return Some(vec![Axis { x: Scale { values: (low, end), places: (LEFT, RIGHT) }, bins: together(bins) }]);
    }
    let (main, rest) = bins.split_at(main + 1);
    Some(vec![
        Axis { x: Scale { values: (low, split), places: (LEFT, BREAK.0) }, bins: together(main) },
        Axis { x: Scale { values: (split, end), places: (BREAK.1, RIGHT) }, bins: together(rest) },
    ])
}

impl Axis {
    fn drawing(&self, y: &Scale, least: f64, limit: Option<f64>, unit: &str) -> Markup {
        let (from, to) = self.x.places;
        // Numbers stand apart from each other and inside the figure.
        let is_inside = |tick: &f64| self.x.at(*tick) < SIZE.0 - 20.0;
        html! {
            @for (low, high, count) in self.bins.iter().filter(|(.., count)| *count > 0) {
                @let (left, right) = (self.x.at(*low), self.x.at(*high));
                @let height = (BOTTOM - y.at(*count as f64)).max(least);
                @let gap = if right - left > 4.0 { 1.0 } else { 0.0 };
                rect.(if limit.is_some_and(|limit| *low >= limit) { "c5" } else { "c0" })
                    x=(place(left)) y=(place(BOTTOM - height)) width=(place((right - left - gap).max(2.5))) height=(place(height)) {
                    title { (bin(*low, *high, unit)) ": " (grouped(*count)) }
                }
            }
            line.axis x1=(place(from)) x2=(place(to)) y1=(BOTTOM) y2=(BOTTOM) {}
            @for tick in self.x.ticks(((to - from) / 65.0) as usize).iter().filter(|tick| is_inside(tick)) {
                line.axis x1=(place(self.x.at(*tick))) x2=(place(self.x.at(*tick))) y1=(BOTTOM) y2=(BOTTOM + 5.0) {}
                text.tick x=(place(self.x.at(*tick))) y=(BOTTOM + 20.0) text-anchor="middle" { (number(*tick)) }
            }
        }
    }
}

/// The break between two axes.
fn broken() -> Markup {
    let (from, to) = BREAK;
    html! {
        rect.gap x=(from) y=(TOP - 4.0) width=(to - from) height=(BOTTOM - TOP + 3.0) {}
        @for x in [from + 1.0, to - 1.0] {
            line.axis x1=(x - 3.0) x2=(x + 3.0) y1=(BOTTOM + 6.0) y2=(BOTTOM - 6.0) {}
        }
        text.unit x=(place((to + RIGHT) / 2.0)) y=(BOTTOM + 40.0) text-anchor="middle" { "(other scale)" }
    }
}

/// A value that matters: a line in its place.
fn mark(axes: &[Axis], value: f64, word: &str, at: usize) -> Markup {
    let words = format!("{} {}", cut(word, 40), number(value));
    let top = TOP - 20.0 + 14.0 * at as f64;
    let Some(axis) = axes.iter().find(|axis| axis.x.values.0 <= value && value <= axis.x.values.1) else {
        return html! { text.mark x=(LEFT) y=(place(top + 10.0)) { "← " (words) } };
    };
    let x = axis.x.at(value);
    let (anchor, shift) = if x > (LEFT + RIGHT) / 2.0 { ("end", -6.0) } else { ("start", 6.0) };
    html! {
        line.mark x1=(place(x)) x2=(place(x)) y1=(place(top)) y2=(BOTTOM) {}
        text.mark x=(place(x + shift)) y=(place(top + 10.0)) text-anchor=(anchor) { (words) }
    }
}

fn bin(from: f64, to: f64, unit: &str) -> String {
    if to - from == 1.0 && from.fract() == 0.0 {
        return format!("{} {unit}", number(from));
    }
    format!("{} to below {} {unit}", number(from), number(to))
}

fn cell(value: f64) -> Cell {
    if value >= 0.0 && value.fract() == 0.0 { Cell::Count(value as u64) } else { Cell::Number(value) }
}

/// The bins, neighbours put together where there are more than are drawn.
fn together(bins: &[Bin]) -> Vec<Bin> {
    let each = bins.len().div_ceil(BINS).max(1);
    let sum = |bins: &[Bin]| {
        let ((from, ..), (_, to, _)) = (bins.first()?, bins.last()?);
        Some((*from, *to, bins.iter().map(|(.., count)| count).sum()))
    };
    bins.chunks(each).filter_map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bins: Vec<Bin>, mark: f64) -> String {
        let marks = vec![(mark, "budget".to_owned())];
        let histogram = Histogram { title: "t".to_owned(), unit: "tokens".to_owned(), bins, marks };
        draw(&histogram).map(|figure| figure.drawing.into_string()).unwrap_or_default()
    }

    #[test]
    fn a_mark_is_a_line_in_its_place_behind_a_break_where_it_is_far_off() {
        let bins = vec![(0.0, 100.0, 3), (100.0, 200.0, 5)];
        for (mark, is_broken) in [(300.0, false), (5000.0, true)] {
            let drawn = of(bins.clone(), mark);
            assert!(drawn.contains("<line class=\"mark\""));
            assert_eq!(drawn.contains("class=\"gap\""), is_broken, "{mark}");
        }
    }

    #[test]
    fn what_is_beyond_a_mark_is_drawn_otherwise() {
        let drawn = of(vec![(0.0, 100.0, 3), (100.0, 200.0, 5), (200.0, 300.0, 1)], 200.0);
        assert_eq!((drawn.matches("class=\"c0\"").count(), drawn.matches("class=\"c5\"").count()), (2, 1));
    }

    #[test]
    fn a_few_far_off_have_an_axis_of_their_own_and_none_is_lost() {
        let mut bins: Vec<Bin> = (0..400).map(|at| (f64::from(at), f64::from(at + 1), 0)).collect();
        (10..40).for_each(|at| bins[at].2 = 100);
        bins[390].2 = 2;
        let axes = axes(&bins, &[]).unwrap();
        assert_eq!(axes.len(), 2);
        assert_eq!(axes.iter().flat_map(|axis| &axis.bins).map(|(.., count)| count).sum::<u64>(), 3002);
    }

    #[test]
    fn nothing_is_no_figure_and_many_bins_are_put_together() {
        let empty = Histogram { title: String::new(), unit: String::new(), bins: vec![(0.0, 1.0, 0)], marks: vec![] };
        assert!(draw(&empty).is_none());
        assert!(draw(&Histogram { bins: Vec::new(), ..empty }).is_none());
        let bins: Vec<Bin> = (0..10_000).map(|at| (f64::from(at), f64::from(at + 1), 1)).collect();
        let few = together(&bins);
        assert!(few.len() <= BINS);
        assert_eq!(few.iter().map(|(.., count)| count).sum::<u64>(), 10_000);
    }
}
