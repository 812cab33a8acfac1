//! A text as likeness sees it: without case, punctuation, symbols and the forms of characters.

use std::hash::Hasher;

use caseless::Caseless;
use siphasher::sip::SipHasher13;
use siphasher::sip128::{self, Hasher128};
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

/// Code points of a gram.
pub(crate) const GRAM: usize = 5;

/// What texts are compared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The set of 5-grams of code points; a shorter text is one gram.
    #[default]
    Grams,
    /// The set of words.
    Words,
}

impl By {
    /// Every way.
    pub const ALL: [By; 2] = [By::Grams, By::Words];

    /// Name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            By::Grams => "grams",
            By::Words => "words",
        }
    }

    /// What the sets are of, for people.
    pub fn what(self) -> &'static str {
        match self {
            By::Grams => "5-grams of characters",
            By::Words => "words",
        }
    }
}

/// NFKC, case fold, NFKC; what is punctuation, symbol, space or control becomes a space, runs of spaces one, none at the
/// ends. Empty where nothing is left.
///
/// ```
/// assert_eq!(tunesmith_audit::normalised("  Ｈello,\tWORLD!! "), "hello world");
/// assert_eq!(tunesmith_audit::normalised("— 😀 —"), "");
/// ```
pub fn normalised(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        // The same, for what most texts are.
        for byte in text.bytes() {
            push(&mut out, char::from(byte.to_ascii_lowercase()), byte.is_ascii_alphanumeric());
        }
    } else {
        for c in text.nfkc().default_case_fold().nfkc() {
            push(&mut out, c, is_kept(c));
        }
    }
    let length = out.trim_end_matches(' ').len();
    out.truncate(length);
    out
}

fn push(out: &mut String, c: char, is_kept: bool) {
    if is_kept {
        out.push(c);
    } else if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn is_kept(c: char) -> bool {
    use GeneralCategoryGroup::{Other, Punctuation, Separator, Symbol};
    !matches!(c.general_category_group(), Punctuation | Symbol | Separator | Other)
}

/// The hashes of a normalised text's grams or words: a set, ascending.
pub(crate) fn grams(text: &str, by: By) -> Vec<u64> {
    let mut hashes: Vec<u64> = match by {
        By::Words => text.split(' ').map(hash).collect(),
        By::Grams => {
            let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            match starts.len().checked_sub(GRAM + 1) {
                Some(last) => (0..=last).map(|at| hash(&text[starts[at]..starts[at + GRAM]])).collect(),
                None => vec![hash(text)],
            }
        }
    };
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// The same on every machine.
pub(crate) fn hash(text: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Wide enough that no two different texts of a dataset share it.
pub(crate) fn wide_hash(text: &str) -> u128 {
    let mut hasher = sip128::SipHasher13::new();
    hasher.write(text.as_bytes());
    hasher.finish128().as_u128()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ascii_is_normalised_as_all_text_is(text in "[ -~\t\n]{0,40}") {
            let mut slow = String::new();
            text.nfkc().default_case_fold().nfkc().for_each(|c| push(&mut slow, c, is_kept(c)));
            prop_assert_eq!(normalised(&text), slow.trim_end_matches(' '));
        }

        #[test]
        fn normalising_twice_changes_nothing(text in any::<String>()) {
            let once = normalised(&text);
            prop_assert_eq!(normalised(&once), once);
        }
    }
}
