//! End-to-end tests live in `tests/`; this library holds what they share.

#![expect(clippy::expect_used, clippy::panic, clippy::unwrap_used, reason = "a helper that fails fails its test")]

mod bench;
mod command;
mod project;
mod rows;

pub use bench::Bench;
pub use command::{Ran, repository, run, start, target_dir, tunesmith};
pub use project::{cargo, project_copy};
pub use rows::{Form, Row};

/// The prompts that are compiled in, for tests that call the library.
pub fn compiled_prompts() -> tunesmith_dataset::Prompts<'static> {
    tunesmith_dataset::Prompts {
        schema: &tunesmith_prompts::record::SCHEMA,
        strategies: tunesmith_prompts::STRATEGIES,
        contracts: tunesmith_prompts::CONTRACTS,
        outside: tunesmith_prompts::BUILD.outside,
    }
}
