//! `trailing-whitespace`: white space that nobody sees.

use std::ops::Range;

use super::{Check, Rule};
use crate::diagnostic::{FileFindings, Fix};
use crate::view::TextView;
use crate::{Level, Span};

pub(crate) static RULE: Rule = Rule {
    code: "trailing-whitespace",
    level: Level::Warn,
    fixed: false,
    meaning: "A line of a prompt, or the prompt itself, ends with white space.",
    why: "Nobody sees it in a review, and it changes the tokens: a prompt that ends with a space makes models \
              answer differently.",
    wrong: r#""user_template": "Ticket: {body} ""#,
    right: r#""user_template": "Ticket: {body}""#,
    check: Check::Text(check),
};

fn check(view: &TextView<'_>, findings: &mut FileFindings) {
    let text = view.text.value();
    if !view.place.reaches_model() || text.trim().is_empty() {
        return;
    }
    let spans: Vec<Span> = find(text).into_iter().map(|run| view.text.source_span(run.start, run.end)).collect();
    let Some((first, others)) = spans.split_first() else { return };
    let more = match others.len() {
        0 => String::new(),
        1 => ", here and on one more line".to_owned(),
        more => format!(", here and on {more} more lines"),
    };
    let finding = findings.add(*first, format!("trailing white space{more}")).help("remove it");
    finding.fix(Fix { edits: spans.into_iter().map(|span| (span, String::new())).collect() });
}

/// The white space in front of each line break, and all of it at the end of the text.
fn find(text: &str) -> Vec<Range<usize>> {
    let end = text.trim_end().len();
    let mut runs = Vec::new();
    let mut at = 0;
    for line in text[..end].split_inclusive('\n') {
        let content = line.trim_end_matches(['\n', '\r']);
        let kept = content.trim_end().len();
        if kept < content.len() && line.len() > content.len() {
            runs.push(at + kept..at + content.len());
        }
        at += line.len();
    }
    runs.extend((end < text.len()).then_some(end..text.len()));
    runs
}
