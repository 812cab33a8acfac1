//! Trainers: what reads the files that models are fine-tuned with, whether a file keeps to what it asks, and how one is made.
//!
//! [`Trainer`] is one of them, with a file of its own under `trainers/`: the shapes of rows that it reads, and its limits, each
//! with the place where it says so. [`validate()`] reads any JSON Lines file, ours or not: [`Asked::trainer`] narrows what is
//! allowed. Most rows of a sound file are like an earlier one but for their texts, so `skeleton` compares them with it and
//! `strings` looks over the texts; any other row is parsed by `json` and judged by `row`, `turns` and `calls`, as every row is
//! where [`Tokens`] are counted. [`fix`] rewrites what is certain.
//!
//! [`mod@write`] is the other way: how a conversation becomes a row of a trainer, and what a training run is started with.
//!
//! Knows nothing of a project, its templates and records: it can say what is wrong with a file while nothing else builds.
//!
//! Invariants, each held by a test:
//! - Only the slow path accuses; the fast one may say that a row is surely clean, and then the slow one finds nothing in it.
//! - Every finding has a line and a column, a code that `explain` knows, and a level; no input makes it panic.
//! - Memory does not grow with the rows.
//! - A file is rewritten whole or not at all.

mod calls;
mod columns;
mod command;
mod fix;
mod json;
mod lines;
mod parts;
mod preference;
mod row;
mod shape;
mod skeleton;
mod strings;
#[cfg(test)]
mod tests;
mod texts;
mod tokens;
mod trainer;
mod trainers;
mod turns;
mod validate;
pub mod write;

pub use command::{Terminal, run as run_command};
pub use fix::{Fixed, fix};
pub use shape::Shape;
pub use tokens::{Said, Tokens};
pub use trainer::{ByteOrderMark, Calls, FileNames, Keys, Limit, Order, Role, SystemTurn, Trainer};
pub use trainers::{all, find};
pub use validate::{Asked, Validated, validate};
