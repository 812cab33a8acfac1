//! Rust from checked templates: the model of `tunesmith_template` in, source files out.
//!
//! The stages, each in a module: `lower` (the checked model becomes a plain model with Rust names), `emit` (whole
//! items are quoted, one function a kind of item; typify makes the types of JSON Schemas), `format` (prettyplease).
//! [`generate`] runs them; [`write()`] puts the files on disk. Nothing here prints, and equal input gives equal bytes.
//!
//! Invariants, each held by a test:
//! - Equal input gives equal bytes; a folder that holds them already is not touched.
//! - A project that the check let pass compiles: emitting does not fail on what users write.
//! - A pair is emitted only for a strategy and a contract that were checked together.
//!
//! ```
//! let checked = tunesmith_template::doc::checked();
//! let files = tunesmith_codegen::generate(&checked)?;
//! assert_eq!(files[0].path, "prompts.rs");
//! assert!(files[1].text.contains("pub struct S<'a>"));
//! # Ok::<(), tunesmith_codegen::Error>(())
//! ```

mod docs;
mod emit;
mod error;
mod format;
mod lower;
mod types;
mod write;

use tunesmith_template::Checked;

pub use error::Error;
pub use write::write;

/// The file that includes all others.
pub const ROOT: &str = "prompts.rs";

/// A file of Rust items, to be included by [`ROOT`] or, being that, by a crate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneratedFile {
    /// Where it belongs, relative to [`ROOT`], with `/`.
    pub path: String,
    /// Formatted source text.
    pub text: String,
}

/// Makes the files for a checked project without errors: [`ROOT`] first, then one for each template, each contract and
/// the record.
///
/// # Errors
/// When typify cannot make types of a JSON Schema, or names that no rule refuses collide in Rust.
pub fn generate(checked: &Checked) -> Result<Vec<GeneratedFile>, Error> {
    let model = lower::lower(checked)?;
    let files = emit::emit(&model)?;
    files.into_iter().map(format::format).collect()
}
