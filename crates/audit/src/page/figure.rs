//! The figures: each with a caption, a description for those who do not see it, and its numbers as a table.

use maud::{Markup, html};

use crate::Audited;
use crate::page::{About, Room, bars, cut, flow, histogram};
use crate::section::{Part, Section, Table};

/// Sections whose figures are looked at first; those of all others follow in their order.
const FIRST: [&str; 5] = ["tokens", "labels", "groups", "near-text", "lengths"];

/// A figure with its words.
pub(super) struct Figure {
    pub(super) title: String,
    /// What is to be seen, in words.
    pub(super) description: String,
    /// Width and height of the drawing.
    pub(super) size: (f64, f64),
    pub(super) drawing: Markup,
    /// What is drawn, as numbers.
    pub(super) numbers: Table,
    /// What the colours mean, each by its place in the palette.
    pub(super) legend: Vec<String>,
}

/// All figures of an audit.
pub(super) fn all(audited: &Audited, about: &About, room: &mut Room<'_>) -> Markup {
    let mut sections: Vec<&Section> = audited.sections.iter().collect();
    let rank = |section: &&Section| FIRST.iter().position(|name| *name == section.name).unwrap_or(FIRST.len());
    sections.sort_by_key(rank);
    let drawn = sections
        .into_iter()
        .flat_map(|section| section.parts.iter().filter_map(move |part| Some((Some(section), draw(part)?))));
    let ledger = flow::draw(&audited.visited.files, &about.splits).map(|figure| (None, figure));
    let figures: Vec<(Option<&Section>, Figure)> = drawn.chain(ledger).collect();
    let mut markups = figures
        .iter()
        .enumerate()
        .map(|(place, (section, figure))| (figure.is_wide(), room.or_word(figure.markup(place + 1, *section))));
    let (wide, narrow): (Vec<_>, Vec<_>) = markups.by_ref().partition(|(is_wide, _)| *is_wide);
    html! {
        div.figures { @for (_, figure) in &narrow { (figure) } }
        @for (_, figure) in &wide { (figure) }
    }
}

fn draw(part: &Part) -> Option<Figure> {
    match part {
        Part::Table(_) => None,
        Part::Histogram(histogram) => histogram::draw(histogram),
        Part::Bars(bars) => bars::draw(bars),
    }
}

impl Figure {
    /// Whether it needs the page's whole width.
    fn is_wide(&self) -> bool {
        self.size.0 > 600.0
    }

    fn markup(&self, place: usize, section: Option<&Section>) -> Markup {
        let (width, height) = self.size;
        let (title, description) = (format!("figure-{place}-title"), format!("figure-{place}-description"));
        html! {
            figure #(format!("figure-{place}")) .wide[self.is_wide()] {
                figcaption {
                    span.figure-number { "Figure " (place) }
                    " " (cut(&self.title, 200))
                    @if let Some(section) = section {
                        " " a href=(format!("#section-{}", section.name)) { "table" span.unseen { " " (section.title) } }
                    }
                }
                @if !self.legend.is_empty() {
                    ul.legend aria-hidden="true" {
                        @for (place, word) in self.legend.iter().enumerate() {
                            li {
                                svg viewBox="0 0 12 12" width="12" height="12" { rect.(format!("c{place}")) width="12" height="12" rx="2" {} }
                                (cut(word, 60))
                            }
                        }
                    }
                }
                div.scroll role="group" aria-label=(format!("Figure {place}")) {
                    svg.(if self.is_wide() { "drawing wide" } else { "drawing" }) role="img"
                        viewBox=(format!("0 0 {width} {height}"))
                        aria-labelledby=(format!("{title} {description}")) {
                        title #(title) { (cut(&self.title, 200)) }
                        desc #(description) { (cut(&self.description, 2000)) }
                        (self.drawing)
                    }
                }
                details.numbers {
                    summary { "Numbers" span.unseen { " of figure " (place) } }
                    (super::table::plain(&self.numbers))
                }
            }
        }
    }
}
