//! Prompt templates and response contracts: JSON text in, a checked model with source positions out.
//!
//! The stages, each in a module: [`Source`] (text and positions), `json` (a parser that keeps spans), `view`
//! (what the rules look at), [`rules`] (one file a rule), and the model that is left when no rule objects:
//! [`Strategy`], [`Contract`], [`RecordSchema`]. [`check()`] runs them all; [`messages`] and the other pure
//! functions of `render` turn a strategy, a contract and a record into what a model sees and answers.
//!
//! Knows no Rust tokens and does no I/O but for [`project`], which lists and reads the files of a project.

mod agreement;
mod answer_schema;
mod braces;
mod check;
mod contract;
mod diagnostic;
#[doc(hidden)]
pub mod doc;
mod escape;
mod examples;
mod explain;
mod fix;
mod invisible;
mod json;
mod levels;
mod lower;
mod names;
mod placeholder;
pub mod project;
mod prompts;
mod record;
pub mod render;
pub mod rules;
mod schema;
mod schema_file;
pub mod show;
mod source;
mod strategy;
mod text;
mod view;

pub use check::{Checked, Files, TemplateFile, check, module_path};
pub use contract::{Contract, Entry, Target, TargetValue};
pub use diagnostic::{Diagnostic, FileReport, Fix, Level};
pub use escape::{escape, escape_into};
pub use fix::{Fixed, apply_fixes};
pub use json::locate;
pub use levels::{LevelError, Levels};
pub use names::{module_identifier, nearest, type_identifier};
pub use prompts::Prompts;
pub use record::{Record, Scalar};
pub use render::{Inputs, JsonString, Message, Role, Sink, messages};
pub use rules::Rule;
pub use rules::control_token::first as control_token;
pub use schema::{Field, FieldKind, FieldRole, KnownFields, RecordSchema};
pub use source::{Position, Source, Span};
pub use strategy::{Literal, Parameters, ResponseFormat, Segment, Strategy, Value};
pub use text::Text;
pub use view::DEFAULT_RESPONSE;
