//! How many rows have which value, with the values that matter drawn in.

use maud::{Markup, html};

use crate::page::figure::Figure;
use crate::page::scale::{Scale, number, place};
use crate::page::{count_of, cut};
use crate::section::{Cell, Histogram, Table, grouped};

const SIZE: (f64, f64) = (560.0, 270.0);
const LEFT: f64 = 56.0;
const RIGHT: f64 = 546.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 222.0;

/// Bins beyond so many are put together.
const BINS: usize = 80;

/// How many values that matter are drawn in.
const MARKS: usize = 4;

/// A value that matters is drawn in its place where the axis need not be longer than so many times the data for it.
const STRETCH: f64 = 2.5;

/// No figure where there is nothing to count.
pub(super) fn draw(histogram: &Histogram) -> Option<Figure> {
    let bins = together(&histogram.bins);
    let most = bins.iter().map(|(.., count)| *count).max().filter(|most| *most > 0)?;
    let (low, high) = (bins.first()?.0, bins.last()?.1);
    let reach = high + (high - low) * (STRETCH - 1.0);
    let marks: Vec<(f64, &str)> =
        histogram.marks.iter().take(MARKS).map(|(value, word)| (*value, word.as_str())).collect();
    let inside = marks.iter().map(|(value, _)| *value).filter(|value| (low..=reach).contains(value));
    let end = inside.fold(high, f64::max);
    let end = if end > high { end + (end - low) * 0.04 } else { end };
    let x = Scale { values: (low, end), places: (LEFT, RIGHT) };
    let y = Scale { values: (0.0, most as f64), places: (BOTTOM, TOP) };
    // Only a mark that divides the rows makes some of them others than the rest.
    let limit = marks.iter().map(|(value, _)| *value).find(|value| (low..high).contains(value) && *value > low);
    let drawing = html! {
        @for tick in y.ticks(4) {
            line.grid x1=(LEFT) x2=(RIGHT) y1=(place(y.at(tick))) y2=(place(y.at(tick))) {}
            text.tick x=(LEFT - 8.0) y=(place(y.at(tick) + 4.0)) text-anchor="end" { (number(tick)) }
        }
        @for (from, to, count) in bins.iter().filter(|(.., count)| *count > 0) {
            @let (left, right) = (x.at(*from), x.at(*to));
            // Few rows are seen too.
            @let height = (BOTTOM - y.at(*count as f64)).max(1.5);
            rect.(if limit.is_some_and(|limit| *from >= limit) { "c1" } else { "c0" })
                x=(place(left)) y=(place(BOTTOM - height)) width=(place((right - left - 1.0).max(0.8))) height=(place(height)) {
                title { (bin(*from, *to, &histogram.unit)) ": " (grouped(*count)) }
            }
        }
        line.axis x1=(LEFT) x2=(RIGHT) y1=(BOTTOM) y2=(BOTTOM) {}
        @for tick in x.ticks(6) {
            line.axis x1=(place(x.at(tick))) x2=(place(x.at(tick))) y1=(BOTTOM) y2=(BOTTOM + 5.0) {}
            text.tick x=(place(x.at(tick))) y=(BOTTOM + 20.0) text-anchor="middle" { (number(tick)) }
        }
        text.unit x=(place((LEFT + RIGHT) / 2.0)) y=(BOTTOM + 40.0) text-anchor="middle" { (cut(&histogram.unit, 60)) }
        @for (at, (value, word)) in marks.iter().enumerate() { (mark(&x, *value, word, at)) }
    };
    let all: u64 = bins.iter().map(|(.., count)| count).sum();
    let mut description = format!(
        "A histogram of {} from {} to {} {}. ",
        count_of(all, "value"),
        number(low),
        number(high),
        histogram.unit
    );
    if let Some((from, to, count)) = bins.iter().max_by_key(|(.., count)| *count) {
        description += &format!("Most, {}, are in {}. ", grouped(*count), bin(*from, *to, &histogram.unit));
    }
    for (value, word) in &marks {
        let from = bins.iter().filter(|(low, ..)| low >= value).map(|(.., count)| count).sum();
        description += &format!("The {word} is {}; bins from there on hold {}. ", number(*value), grouped(from));
    }
    let mut numbers = Table::new(histogram.title.as_str(), ["from", "to below", "count"]);
    let cell =
        |value: f64| if value >= 0.0 && value.fract() == 0.0 { Cell::Count(value as u64) } else { Cell::Number(value) };
    bins.iter().for_each(|(from, to, count)| numbers.row([cell(*from), cell(*to), (*count).into()]));
    Some(Figure { title: histogram.title.clone(), description, size: SIZE, drawing, numbers, legend: Vec::new() })
}

/// A value that matters: a line in its place, or an arrow to where it is.
fn mark(x: &Scale, value: f64, word: &str, at: usize) -> Markup {
    let (low, high) = x.values;
    let words = format!("{} {}", cut(word, 40), number(value));
    let top = TOP - 20.0 + 14.0 * at as f64;
    if value > high {
        return html! { text.mark x=(RIGHT) y=(place(top + 10.0)) text-anchor="end" { (words) " →" } };
    }
    if value < low {
        return html! { text.mark x=(LEFT) y=(place(top + 10.0)) { "← " (words) } };
    }
    let place_x = x.at(value);
    let is_right = place_x > (LEFT + RIGHT) / 2.0;
    let (anchor, shift) = if is_right { ("end", -6.0) } else { ("start", 6.0) };
    html! {
        line.mark x1=(place(place_x)) x2=(place(place_x)) y1=(place(top)) y2=(BOTTOM) {}
        text.mark x=(place(place_x + shift)) y=(place(top + 10.0)) text-anchor=(anchor) { (words) }
    }
}

fn bin(from: f64, to: f64, unit: &str) -> String {
    if to - from == 1.0 && from.fract() == 0.0 {
        return format!("{} {unit}", number(from));
    }
    format!("{} to below {} {unit}", number(from), number(to))
}

/// The bins, neighbours put together where there are more than are drawn.
fn together(bins: &[(f64, f64, u64)]) -> Vec<(f64, f64, u64)> {
    let each = bins.len().div_ceil(BINS).max(1);
    let sum = |bins: &[(f64, f64, u64)]| {
        let ((from, ..), (_, to, _)) = (bins.first()?, bins.last()?);
        Some((*from, *to, bins.iter().map(|(.., count)| count).sum()))
    };
    bins.chunks(each).filter_map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bins: Vec<(f64, f64, u64)>, mark: f64) -> String {
        let marks = vec![(mark, "budget".to_owned())];
        let histogram = Histogram { title: "t".to_owned(), unit: "tokens".to_owned(), bins, marks };
        draw(&histogram).map(|figure| figure.drawing.into_string()).unwrap_or_default()
    }

    #[test]
    fn a_mark_in_reach_is_a_line_and_one_far_off_an_arrow() {
        let bins = vec![(0.0, 100.0, 3), (100.0, 200.0, 5)];
        assert!(of(bins.clone(), 300.0).contains("<line class=\"mark\""));
        assert!(of(bins, 5000.0).contains("budget 5,000 →"));
    }

    #[test]
    fn what_is_beyond_a_mark_is_drawn_otherwise() {
        let drawn = of(vec![(0.0, 100.0, 3), (100.0, 200.0, 5), (200.0, 300.0, 1)], 200.0);
        assert_eq!((drawn.matches("class=\"c0\"").count(), drawn.matches("class=\"c1\"").count()), (2, 1));
    }

    #[test]
    fn nothing_is_no_figure_and_many_bins_are_put_together() {
        assert!(
            draw(&Histogram { title: String::new(), unit: String::new(), bins: vec![(0.0, 1.0, 0)], marks: vec![] })
                .is_none()
        );
        let bins: Vec<_> = (0..10_000).map(|at| (f64::from(at), f64::from(at + 1), 1)).collect();
        let few = together(&bins);
        assert!(few.len() <= BINS);
        assert_eq!(few.iter().map(|(.., count)| count).sum::<u64>(), 10_000);
    }
}
