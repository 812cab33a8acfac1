//! The compiler's front: the files of a project in, a checked model with source positions and findings out.
//!
//! The stages, each in a module: [`Source`] (text and positions), `json` (a parser that keeps spans), `view`
//! (what the rules look at), [`rules`] (one file a rule), and `lower` (the model that is left when no rule objects, in the
//! types of `tunesmith_runtime`). [`check()`] runs them all; [`show`] renders what they find.
//!
//! Knows no Rust tokens and does no I/O: `tunesmith_project` reads the files.
//!
//! Invariants, each held by a test:
//! - No I/O: text in, values out; the same text gives the same findings in the same order.
//! - Every finding has a place in a file, a code that `explain` knows, and a level; no input makes it panic.
//! - A model is lowered only where no rule objects with an error; what is lowered is sound, and is not checked again.
//! - No name of a project's fields, labels, splits, formats or templates stands here.

mod agreement;
mod answer;
mod answer_schema;
mod braces;
mod check;
mod diagnostic;
#[doc(hidden)]
pub mod doc;
mod editor;
mod examples;
mod explain;
mod findings;
mod fix;
mod foreign;
mod invisible;
pub mod json;
mod levels;
mod lower;
mod names;
mod new_response;
mod placeholder;
mod project_file;
pub mod rules;
mod schema_file;
pub mod show;
mod source;
mod text;
mod view;

pub use check::{Agreed, Checked, Choice, Files, TemplateFile, check, module_path};
pub use diagnostic::{Diagnostic, FileReport, Fix, Label, Level, RecordRef};
pub use editor::schemas;
pub use findings::{DataFinding, Findings, SHOWN};
pub use fix::{Fixed, apply_fixes};
pub use json::locate;
pub use levels::{LevelError, Levels};
pub use names::{did_you_mean, module_identifier, nearest, type_identifier};
pub use new_response::{NewResponse, new_response};
pub use project_file::project_text;
pub use rules::Rule;
pub use source::{Position, Source, Span};
pub use text::Text;
pub(crate) use tunesmith_runtime::{
    AnswerForm, Contract, Field, FieldKind, FieldRole, Literal, Parameters, ResponseFormat, Schema, Segment, Settings,
    Strategy, Target, Value,
};
