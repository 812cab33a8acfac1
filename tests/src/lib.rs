//! End-to-end tests live in `tests/`; this library holds what they share.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bench;
mod command;
mod project;
mod rows;

pub use bench::{Bench, generate};
pub use command::{Ran, repository, run, start, target_dir, tunesmith};
pub use project::{cargo, project_copy, rationale_template};
pub use rows::{Form, Row, unlike_texts};
