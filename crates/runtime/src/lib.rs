//! What runs: from a record to the messages that a model is trained on and asked with.
//!
//! A [`Schema`] says what a record holds and what each field may be used for; a [`Strategy`] asks, a [`Contract`]
//! answers, and the two meet only as a [`Pair`] that was checked. [`Needs::examine`] says whether a [`Record`] is fit for
//! some pairs; what it returns is the only thing that renders. [`Project`] is all of a project as one value.
//!
//! Invariants, each held by a test:
//! - No dependencies, and nothing of the compiler: no files, no JSON parser, no rules.
//! - A pair comes from the check of templates, or from the code that was generated after it.
//! - Only an examined record is rendered, so no message has a hole in it.
//! - Rendering is pure: a function of pair and record.

mod characters;
mod contract;
mod escape;
mod fault;
mod fold;
#[doc(hidden)]
pub mod generated;
mod needs;
mod pair;
mod project;
mod record;
mod render;
mod rendered;
mod request;
mod schema;
mod strategy;
mod tokens;
mod turn;

pub use characters::{is_blank, is_hidden, is_ignorable};
pub use contract::{AnswerForm, Contract, Target};
pub use escape::{Text, escape, escape_into, escape_required};
pub use fault::{Fault, FaultKind, shown};
pub use fold::plain;
pub use needs::{Filled, Fit, Needs};
pub use pair::Pair;
pub use project::{Format, NoPair, Project, Settings, Split};
pub use record::{Datum, Record};
pub use render::{JsonString, Message, Role, Sink};
pub use request::folded;
pub use schema::{Alternative, Case, Derived, Field, FieldKind, FieldRole, Schema, Value};
pub use strategy::{Literal, Parameters, ResponseFormat, Segment, Strategy};
pub use tokens::{ControlToken, FAMILIES, Family, control_tokens};
pub use turn::Turn;
