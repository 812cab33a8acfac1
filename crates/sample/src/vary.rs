//! Rows like those of the sample, as many as are wanted.
//!
//! A varied row keeps the labels, the rationale and a few words of its row. The rest of its text is spliced out of
//! short pieces of other rows with the same label, so that two rows made of one row share few character 5-grams: mere
//! repetition would be an unfair measure of anything that looks for near-duplicates.

use std::collections::BTreeMap;

use crate::Record;

/// Varied rows have ids from this number on: above the sample's, and above those of real posts.
const FIRST_ID: u64 = 9_100_000_000_000_000_000;

/// Fewest words of a text, before the tag: very short texts would be near-duplicates of each other.
const MIN_WORDS: usize = 8;

/// What rows are varied with.
pub(crate) struct Variation<'s> {
    seed: u64,
    /// The words of the sample's texts, by label.
    texts: BTreeMap<&'s str, Vec<Vec<&'s str>>>,
}

impl<'s> Variation<'s> {
    pub(crate) fn new(seed: u64, records: impl Iterator<Item = &'s Record>) -> Self {
        let mut texts: BTreeMap<&str, Vec<Vec<&str>>> = BTreeMap::new();
        for record in records {
            texts.entry(&record.label_multiclass).or_default().push(words(&record.text));
        }
        Self { seed, texts }
    }

    /// A variation of `record`, for the row that has this number in all files together.
    pub(crate) fn of(&self, record: &Record, number: u64) -> Record {
        let text = self.text(record, number);
        // The text stands behind the persona, the first bracket.
        let (old, new) = (format!("] {}", record.text), format!("] {text}"));
        Record {
            fine_tuning_embedding: record.fine_tuning_embedding.replacen(&old, &new, 1),
            original_id: renumber(&record.original_id, FIRST_ID + number),
            text,
            ..record.clone()
        }
    }

    fn text(&self, record: &Record, number: u64) -> String {
        let rng = &mut Rng(Rng(self.seed).next() ^ number);
        let own = words(&record.text);
        // The rationale is made of words of the text, and must stay so.
        let kept = match record.rationale_text.as_deref() {
            None | Some("" | "NA" | "None") => piece(&own, rng),
            Some(rationale) => words(rationale),
        };
        let len = own.len().max(2 * kept.len() + 2).max(MIN_WORDS);
        let mut text = Vec::new();
        self.splice(&mut text, rng.below(len - kept.len()), record, rng);
        text.extend(kept);
        self.splice(&mut text, len, record, rng);
        // No two rows have the same number, so no two have the same text.
        format!("{} #{number}", text.join(" "))
    }

    /// Adds pieces of texts that have the label of `record`, until there are about `len` words.
    fn splice(&self, text: &mut Vec<&'s str>, len: usize, record: &Record, rng: &mut Rng) {
        let Some(texts) = self.texts.get(record.label_multiclass.as_str()) else { return };
        while text.len() + 1 < len {
            text.extend(piece(&texts[rng.below(texts.len())], rng));
        }
    }
}

/// Line breaks, and whatever else is not a space, stay parts of the words.
fn words(text: &str) -> Vec<&str> {
    text.split(' ').collect()
}

/// Two to four words that stand together.
fn piece<'s>(words: &[&'s str], rng: &mut Rng) -> Vec<&'s str> {
    let len = (2 + rng.below(3)).min(words.len());
    let start = rng.below(words.len() - len + 1);
    words[start..start + len].to_vec()
}

/// An id is a number with the name of its source before or behind it.
fn renumber(id: &str, number: u64) -> String {
    let old: String = id.chars().filter(char::is_ascii_digit).collect();
    id.replacen(&old, &number.to_string(), 1)
}

/// SplitMix64: small, and the same on every machine.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on, below `end`.
    fn below(&mut self, end: usize) -> usize {
        ((u128::from(self.next()) * end as u128) >> 64) as usize
    }
}
