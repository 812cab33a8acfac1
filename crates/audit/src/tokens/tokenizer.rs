//! The tokenizers that there are.

use std::collections::HashMap;
use std::fmt;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use tiktoken_rs::CoreBPE;
use unicode_properties::{GeneralCategoryGroup, UnicodeGeneralCategory};

use super::wrapping::Wrapping;

/// What splits text into tokens.
pub struct Tokenizer {
    name: String,
    kind: Kind,
    pub(super) wrapping: Wrapping,
    /// One for each thread that counts.
    caches: Mutex<Vec<HashMap<Box<str>, u32>>>,
}

enum Kind {
    /// Built in.
    Bpe(&'static CoreBPE),
    /// Read from a `tokenizer.json`.
    #[cfg(feature = "huggingface")]
    HuggingFace(Box<tokenizers::Tokenizer>),
}

/// Who says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// Instructions, in front of the conversation.
    System,
    /// The one who asks.
    User,
    /// The model.
    Assistant,
    /// Nobody: a chat template is applied already, and its control tokens are in the text.
    Template,
}

/// Why there is no such tokenizer.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoTokenizer {
    /// It is none of those that are built in, and no file.
    Unknown(String),
    /// The file cannot be used.
    File(String, String),
}

impl fmt::Display for NoTokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoTokenizer::Unknown(name) => write!(
                f,
                "there is no tokenizer `{name}`; built in: {}; or the path of a tokenizer.json",
                Tokenizer::BUILT_IN.join(", ")
            ),
            NoTokenizer::File(path, why) => write!(f, "cannot use {path} as a tokenizer: {why}"),
        }
    }
}

impl std::error::Error for NoTokenizer {}

impl fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokenizer").field(&self.name).finish()
    }
}

impl Tokenizer {
    /// Those that are built in: of gpt-oss, of GPT-4o and later, of GPT-4 and GPT-3.5.
    pub const BUILT_IN: [&'static str; 3] = ["o200k_harmony", "o200k_base", "cl100k_base"];

    /// The tokenizer of this name, or from the `tokenizer.json` at this path.
    ///
    /// ```
    /// use tunesmith_audit::Tokenizer;
    ///
    /// let tokenizer = Tokenizer::named("o200k_harmony")?;
    /// assert_eq!(tokenizer.count("My lamp is broken."), 5);
    /// # Ok::<(), tunesmith_audit::NoTokenizer>(())
    /// ```
    ///
    /// # Errors
    /// When none is built in under this name and there is no such file; when the file is no tokenizer, or when this
    /// program was built without those of files.
    pub fn named(name: &str) -> Result<Tokenizer, NoTokenizer> {
        let (kind, wrapping) = match name {
            "o200k_harmony" => (Kind::Bpe(tiktoken_rs::o200k_harmony_singleton()), Wrapping::Harmony),
            "o200k_base" => (Kind::Bpe(tiktoken_rs::o200k_base_singleton()), Wrapping::Chat),
            "cl100k_base" => (Kind::Bpe(tiktoken_rs::cl100k_base_singleton()), Wrapping::Chat),
            path if Path::new(path).is_file() => (of_file(path)?, Wrapping::None),
            unknown => return Err(NoTokenizer::Unknown(unknown.to_owned())),
        };
        Ok(Tokenizer { name: name.to_owned(), kind, wrapping, caches: Mutex::default() })
    }

    /// Its name, or the path of its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is counted besides the contents of the messages.
    pub fn about(&self) -> &'static str {
        self.wrapping.about()
    }

    /// Tokens of a text. What looks like a control token in it is text like any other.
    pub fn count(&self, text: &str) -> usize {
        match &self.kind {
            Kind::Bpe(bpe) => self.count_words(bpe, text),
            #[cfg(feature = "huggingface")]
            Kind::HuggingFace(tokenizer) => tokenizer.encode_fast(text, false).map_or(0, |encoding| encoding.len()),
        }
    }

    /// Tokens of a conversation, with [what its chat format adds](Tokenizer::about).
    ///
    /// ```
    /// use tunesmith_audit::{Speaker, Tokenizer};
    ///
    /// let tokenizer = Tokenizer::named("o200k_base")?;
    /// assert_eq!(tokenizer.count_all([(Speaker::User, "My lamp is broken."), (Speaker::Assistant, "light")]), 17);
    /// # Ok::<(), tunesmith_audit::NoTokenizer>(())
    /// ```
    pub fn count_all<'t>(&self, said: impl IntoIterator<Item = (Speaker, &'t str)>) -> usize {
        let mut is_wrapped = false;
        let mut tokens = 0;
        for (speaker, text) in said {
            is_wrapped |= speaker != Speaker::Template;
            tokens += match speaker {
                Speaker::Template => self.count_rendered(text),
                _ => self.wrapping.turn(self, speaker, text),
            };
        }
        tokens + if is_wrapped { self.wrapping.opening(self) } else { 0 }
    }

    /// Tokens of a text with a chat template applied: a control token is one.
    fn count_rendered(&self, text: &str) -> usize {
        match &self.kind {
            Kind::Bpe(bpe) => bpe.encode_with_special_tokens(text).len(),
            #[cfg(feature = "huggingface")]
            Kind::HuggingFace(_) => self.count(text),
        }
    }

    /// Counts word by word, since most words come again and again.
    fn count_words(&self, bpe: &CoreBPE, text: &str) -> usize {
        let caches = || self.caches.lock().unwrap_or_else(PoisonError::into_inner);
        let mut cache = caches().pop().unwrap_or_default();
        let mut count = 0;
        for word in words(text) {
            count += match cache.get(word) {
                Some(known) => *known as usize,
                None => {
                    let tokens = bpe.count_ordinary(word);
                    if word.len() <= LONGEST_WORD && cache.len() < MOST_WORDS {
                        cache.insert(word.into(), tokens as u32);
                    }
                    tokens
                }
            };
        }
        caches().push(cache);
        count
    }

    /// Whether no token goes over a line break that a letter or digit follows, whatever stands around them.
    pub(super) fn splits_at_lines(&self) -> bool {
        match &self.kind {
            Kind::Bpe(_) => true,
            #[cfg(feature = "huggingface")]
            Kind::HuggingFace(_) => false,
        }
    }
}

/// Longer words do not come again.
const LONGEST_WORD: usize = 32;

/// Words that a thread remembers: some ten megabytes.
const MOST_WORDS: usize = 100_000;

/// A text in pieces that the tokenizers built in split it into before anything else: no token of theirs goes over a place
/// where a single space stands between a character that is none and a letter; the space belongs to what follows.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut before = None;
        let mut chars = rest.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let is_between = c == ' ' && before.is_some_and(|before: char| !before.is_whitespace());
            if is_between && chars.peek().is_some_and(|(_, after)| is_letter(*after)) {
                let (word, after) = rest.split_at(at);
                rest = after;
                return Some(word);
            }
            before = Some(c);
        }
        (!rest.is_empty()).then(|| std::mem::take(&mut rest))
    })
}

/// A letter as Unicode's categories have it: marks and letter numbers, which are alphabetic too, are none.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Letter
}

#[cfg(feature = "huggingface")]
fn of_file(path: &str) -> Result<Kind, NoTokenizer> {
    let file = |why: String| NoTokenizer::File(path.to_owned(), why);
    let mut tokenizer = tokenizers::Tokenizer::from_file(path).map_err(|error| file(error.to_string()))?;
    // A file may ask for texts to be cut or filled up, which would hide what is looked for.
    tokenizer.with_truncation(None).map_err(|error| file(error.to_string()))?;
    tokenizer.with_padding(None);
    Ok(Kind::HuggingFace(Box::new(tokenizer)))
}

#[cfg(not(feature = "huggingface"))]
fn of_file(path: &str) -> Result<Kind, NoTokenizer> {
    let why = "this program was built without tokenizers of files; `cargo xtask` builds them in".to_owned();
    Err(NoTokenizer::File(path.to_owned(), why))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_that_there_is_not_says_which_there_are() {
        let error = Tokenizer::named("o200k").unwrap_err();
        assert_eq!(
            error.to_string(),
            "there is no tokenizer `o200k`; built in: o200k_harmony, o200k_base, cl100k_base; or the path of a tokenizer.json"
        );
    }

    proptest! {
        #[test]
        fn a_text_is_the_sum_of_its_words(
            text in "([a-zA-Z0-9'\\pL\\pM\\pN]{0,4}[ .,:;/'\"!?(\t\r\n\\pS\\pZ]{0,3}){0,9}",
        ) {
            for name in Tokenizer::BUILT_IN {
                let tokenizer = Tokenizer::named(name).unwrap();
                let whole = match &tokenizer.kind {
                    Kind::Bpe(bpe) => bpe.count_ordinary(&text),
                    #[cfg(feature = "huggingface")]
                    Kind::HuggingFace(_) => continue,
                };
                prop_assert_eq!(tokenizer.count(&text), whole, "{}", name);
            }
        }

        #[test]
        fn a_text_is_the_sum_of_its_pieces_at_line_breaks_before_letters_and_digits(
            before in "[a-zA-Z0-9 .,:;/'\"!?\u{e9}\u{4e2d}\t\r\n]{0,12}",
            after in "[a-zA-Z0-9\u{e9}\u{4e2d}\u{fc}][a-zA-Z0-9 .,:;/'\"!?\u{e9}\t\r\n]{0,12}",
        ) {
            for name in Tokenizer::BUILT_IN {
                let tokenizer = Tokenizer::named(name).unwrap();
                let whole = tokenizer.count(&format!("{before}\n{after}"));
                prop_assert_eq!(whole, tokenizer.count(&format!("{before}\n")) + tokenizer.count(&after), "{}", name);
            }
        }
    }
}
