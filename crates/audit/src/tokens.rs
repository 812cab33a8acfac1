//! Tokens of a conversation, as a model's tokenizer and chat format make them.
//!
//! The fixed text of prompts is counted once, not for each row: the tokenizers that are built in never join what stands on
//! the two sides of a line break that a letter or digit follows, so a prompt may be counted in pieces there.

mod counter;
mod tokenizer;
mod wrapping;

pub(crate) use counter::{Counter, Tokens};
pub use tokenizer::{NoTokenizer, Speaker, Tokenizer};
