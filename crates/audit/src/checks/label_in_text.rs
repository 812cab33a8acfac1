//! `label-in-text`: texts that say the answer.

use std::collections::BTreeMap;

use tunesmith_dataset::Kept;
use tunesmith_runtime::{Segment, shown};
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::look::Looked;
use crate::normalised;
use crate::out::Out;
use crate::section::{Part, Section, Table, percent};

/// Fewer rows that hold a word may have its label by chance.
const ROWS: u64 = 20;

/// So many of them must have it.
const PERCENT: u64 = 95;

pub(super) struct LabelInText {
    words: Vec<Word>,
    label: Option<usize>,
}

/// A word that only answers of one label say.
struct Word {
    /// As the answer says it.
    word: String,
    /// Normalised, with a space before and after.
    normalised: String,
    label: String,
    rows: u64,
    of_label: u64,
}

pub(super) fn new(asked: Asked<'_>) -> LabelInText {
    let mut labels_of: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (_, pair) in asked.run.formats() {
        for target in pair.contract().targets.iter().filter(|_| pair.contract().label.is_some()) {
            let constants = target.segments.iter().flat_map(|segment| match segment {
                Segment::Literal(literal) => strings(&literal.text),
                Segment::Text(_) | Segment::Json(_) => Vec::new(),
            });
            for word in constants.chain([target.label.to_string()]).filter(|word| is_word(word)) {
                let labels = labels_of.entry(word).or_default();
                if !labels.iter().any(|label| *label == target.label) {
                    labels.push(target.label.to_string());
                }
            }
        }
    }
    let words = labels_of.into_iter().filter(|(_, labels)| labels.len() == 1).flat_map(|(word, labels)| {
        let normalised = format!(" {} ", normalised(&word));
        labels.into_iter().map(move |label| Word { word: word.clone(), normalised: normalised.clone(), label, rows: 0, of_label: 0 })
    });
    let words = words.filter(|word| word.normalised.trim().chars().count() > 1).collect();
    LabelInText { words, label: asked.run.labels().map(|(place, _)| place) }
}

/// The strings in a piece of JSON, or the piece itself where it is plain text.
fn strings(json: &str) -> Vec<String> {
    let pieces: Vec<&str> = json.split('"').collect();
    if pieces.len() == 1 {
        return vec![json.trim().to_owned()];
    }
    pieces.into_iter().skip(1).step_by(2).map(str::to_owned).collect()
}

/// One word, which need not be of letters alone: `billing`, `not_urgent`.
fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.contains(char::is_whitespace)
}

impl Check for LabelInText {
    fn row(&mut self, kept: &Kept<'_>, looked: &Looked, _out: &mut Out<'_>) {
        let label = self.label.and_then(|place| kept.record().at(place).key()).unwrap_or_default();
        for word in &mut self.words {
            let inner = word.normalised.trim();
            if !looked.normalised.contains(inner) || !format!(" {} ", looked.normalised).contains(&word.normalised) {
                continue;
            }
            word.rows += 1;
            word.of_label += u64::from(word.label == label);
        }
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let field = whole.field(self.label?).to_owned();
        let mut table = Table::new("", ["word", "answers of", "rows whose text has it", "of that label", "share"]);
        for Word { word, label, rows, of_label, .. } in self.words.iter().filter(|word| word.rows > 0) {
            let (word, label, share) = (shown(word), shown(label), percent(*of_label, *rows));
            table.row([word.as_str().into(), label.as_str().into(), (*rows).into(), (*of_label).into(), share.as_str().into()]);
            if *rows >= ROWS && of_label * 100 >= rows * PERCENT {
                let message = format!("{rows} texts hold \"{word}\", and {of_label} of them ({share}) have {field} \"{label}\"");
                out.whole(whole.path(), &rules::LABEL_IN_TEXT, message, &[]);
            }
        }
        let about = "Labels, and constants of one word that the targets of one label alone have, where texts hold them as words.";
        let parts = vec![Part::Table(table)];
        (!self.words.is_empty()).then(|| Section { name: "label-in-text", title: "Answers in texts", about: about.to_owned(), parts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strings_of_a_target_are_found_among_its_keys() {
        assert_eq!(strings("{\"queue\": \"not_urgent\", \"reason\": "), ["queue", "not_urgent", "reason"]);
        assert_eq!(strings(" billing "), ["billing"]);
    }
}
