//! What can go wrong although every rule is content.

use std::path::PathBuf;

/// A project that passes every check and cannot be compiled nonetheless.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// typify makes no types of the JSON Schema that was derived from a contract.
    #[error("{path}:1:1: error: no Rust types for this schema: {message}")]
    Schema {
        /// File that the schema comes from.
        path: String,
        /// What stands in the way.
        message: String,
    },
    /// Two names become one in Rust.
    #[error("{path}:1:1: error: `{name}` is also the Rust name of {other}; rename one of them")]
    Collision {
        /// File of the later one.
        path: String,
        /// The Rust name.
        name: String,
        /// What has it already.
        other: String,
    },
    /// A fault of the generator: its output is not Rust.
    #[error("{path}:1:1: error: the code generated from this file is not Rust: {source}")]
    Syntax {
        /// File that the code was generated from.
        path: String,
        /// Where the parser stopped.
        source: syn::Error,
    },
    /// A file or folder that cannot be read or written.
    #[error("cannot {verb} {}: {source}", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}
