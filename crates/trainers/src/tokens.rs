//! What counts the tokens of rows: somebody else, since a tokenizer is large.

use std::fmt;

use crate::Role;

/// What counts tokens.
#[derive(Clone, Copy)]
pub struct Tokens<'t> {
    /// Its name.
    pub name: &'t str,
    /// What is counted besides the texts.
    pub about: &'t str,
    /// The tokens of a conversation.
    pub count: &'t dyn Fn(&[Said]) -> u64,
}

/// What is said in a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// By whom; nobody where a chat template is applied already.
    pub role: Option<Role>,
    /// All of its text.
    pub text: String,
}

impl fmt::Debug for Tokens<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Tokens").field(&self.name).finish()
    }
}
