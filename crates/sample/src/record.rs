//! One row of a split file.

use serde::Serialize;

use crate::plan::{Class, FilePlan};
use crate::rng::{Permutation, Rng};
use crate::text;

/// The eleven fields, in the order in which a file has them.
#[derive(Serialize)]
pub(crate) struct Record {
    text: String,
    label_binary: &'static str,
    label_multiclass: &'static str,
    target_group_norm: &'static str,
    persona_tag: &'static str,
    source_dataset: &'static str,
    is_synthetic: bool,
    rationale_text: Option<String>,
    fine_tuning_embedding: String,
    original_id: String,
    split: &'static str,
}

/// Makes the row of `file` that has this `index`.
pub(crate) fn make(file: &FilePlan, ids: &Ids, seed: u64, index: u64) -> Record {
    let (class, persona) = file.kind(index);
    let mut rng = Rng::for_row(seed, file.number, index);
    let post = text::compose(class, persona, &mut rng);
    let rationale = Rationale::of(class, post.rationale, &mut rng);
    let fine_tuning_embedding = embed(persona.tag_upper, &post.text, &rationale);
    Record {
        text: post.text,
        label_binary: if class.is_hate() { "hate" } else { "normal" },
        label_multiclass: class.name(),
        target_group_norm: persona.group,
        persona_tag: persona.tag,
        source_dataset: if class.is_toxigen() { "toxigen" } else { "hatexplain" },
        // The field repeats what the source datasets say of their own rows.
        is_synthetic: false,
        rationale_text: rationale.into_field(),
        fine_tuning_embedding,
        original_id: ids.make(class, file.rows_before + index, &mut rng),
        split: file.split(index),
    }
}

/// The three ways in which an export says why a row has its label.
enum Rationale {
    Words(String),
    /// A string that stands for "no rationale", as exports by way of CSV have it.
    Placeholder(&'static str),
    Absent,
}

impl Rationale {
    fn of(class: Class, words: Option<String>, rng: &mut Rng) -> Self {
        let Some(words) = words else {
            return Self::Absent;
        };
        if class != Class::Hatespeech {
            return Self::Words(words);
        }
        match rng.below(1000) {
            0..10 => Self::Placeholder(rng.pick(&["NA", "None", ""])),
            10..18 => Self::Absent,
            _ => Self::Words(words),
        }
    }

    fn into_field(self) -> Option<String> {
        match self {
            Self::Words(words) => Some(words),
            Self::Placeholder(text) => Some(text.to_owned()),
            Self::Absent => None,
        }
    }
}

fn embed(persona: &str, text: &str, rationale: &Rationale) -> String {
    const POLICY: &str = "[POLICY:HATE_SPEECH_DETECTION]";
    match rationale {
        Rationale::Words(words) => {
            format!("[PERSONA:{persona}] {text} [RATIONALE:{words}] {POLICY}")
        }
        Rationale::Placeholder(_) | Rationale::Absent => {
            format!("[PERSONA:{persona}] {text} {POLICY}")
        }
    }
}

/// Row ids: unique over the three files, and above the numbers of real rows and posts.
pub(crate) struct Ids {
    toxigen: IdRange,
    gab: IdRange,
    twitter: IdRange,
}

impl Ids {
    /// Ids for a sample that has `rows` rows in all.
    pub(crate) fn new(seed: u64, rows: u64) -> Self {
        let toxigen = widen(100_000, rows);
        let gab = widen(10_000_000, rows);
        Self {
            toxigen: IdRange::new(9 * toxigen, toxigen, seed),
            gab: IdRange::new(9 * gab, gab, seed),
            // 19 digits that fit a signed 64-bit integer.
            twitter: IdRange::new(9_000_000_000_000_000_000, 100_000_000_000_000_000, seed),
        }
    }

    fn make(&self, class: Class, row: u64, rng: &mut Rng) -> String {
        if class.is_toxigen() {
            format!("toxigen_{}", self.toxigen.at(row))
        } else if rng.chance(650) {
            format!("{}_gab", self.gab.at(row))
        } else {
            format!("{}_twitter", self.twitter.at(row))
        }
    }
}

/// Numbers from `first` on, in a shuffled order.
struct IdRange {
    first: u64,
    order: Permutation,
}

impl IdRange {
    fn new(first: u64, len: u64, seed: u64) -> Self {
        Self { first, order: Permutation::new(len, seed, first) }
    }

    fn at(&self, row: u64) -> u64 {
        self.first + self.order.at(row)
    }
}

/// The first power of ten from `len` on that has room for `rows` numbers.
fn widen(mut len: u64, rows: u64) -> u64 {
    while len < rows {
        len *= 10;
    }
    len
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stay_unique_beyond_the_usual_number_of_digits() {
        let ids = Ids::new(1, 100_001);
        let mut numbers: Vec<u64> = (0..100_001).map(|row| ids.toxigen.at(row)).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 100_001);
        assert!(numbers.iter().all(|number| (9_000_000..10_000_000).contains(number)));
    }

    #[test]
    fn tweet_ids_have_nineteen_digits() {
        let ids = Ids::new(1, 10);
        assert!((0..10).all(|row| ids.twitter.at(row).to_string().len() == 19));
    }
}
