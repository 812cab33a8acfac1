//! The prompt templates of this project, compiled in.
//!
//! The build script checks `tunesmith.json`, the record schema, and every file below `templates/`, and turns them into
//! the items that are documented here. What they are called, the project's files say:
//!
//! - [`templates`] has a module for each template, in it a struct for each strategy, with exactly the fields that the
//!   strategy's user prompt takes: a prompt with a hole in it does not compile. Beside constants such as
//!   `SYSTEM_PROMPT` and `PARAMETERS`, a struct has `PAIR`, the strategy with its own contract. A template `a/b_v1.json`
//!   with a strategy `ask` whose prompt takes `{body}` and `{priority}` is used so:
//!
//!   ```text
//!   use tunesmith_prompts::templates::a::b_v1::Ask;
//!
//!   let messages = Ask { body: "…", priority: 1 }.messages();
//!   ```
//! - [`responses`] has a module for each response contract: `CONTRACT`, `JSON_SCHEMA` for structured outputs and guided
//!   decoding, and `Answer`, which parses what a model answers: JSON with `serde_json`, plain text with `parse` or `from`.
//! - [`record`] has `SCHEMA`: the fields of a record, and what is derived from them.
//! - [`PROJECT`] is all of it as one value. Training data is rendered from the same constants.
//!
//! Invariants, each held by a test:
//! - What stands here was checked: a template at fault does not compile.
//! - Links the runtime and what the answers' types need to be parsed, nothing of the compiler.
//! - Serving renders the same segments as training.
//!
//! Strategies and contracts as values, whatever they are called:
//!
//! ```
//! use tunesmith_prompts::PROJECT;
//!
//! for pair in PROJECT.pairs {
//!     let (strategy, contract) = (pair.strategy(), pair.contract());
//!     println!("{} of {} asks for {}", strategy.name, strategy.template, contract.name);
//!     let found = PROJECT.pair(&strategy.template, &strategy.name, Some(&contract.name))?;
//!     assert_eq!(found.is_own(), pair.is_own());
//! }
//! # Ok::<(), tunesmith_prompts::NoPair>(())
//! ```
//!
//! Where values come from a record, not from you, a pair takes the record. Everything that its prompt needs and the record
//! does not have is a fault, with the field and the reason; no prompt has a hole in it:
//!
//! ```
//! use tunesmith_prompts::{PROJECT, Record};
//!
//! let record = PROJECT.schema.fields.iter().fold(Record::new(PROJECT.schema), |record, field| record.with(&field.name, "…"));
//! for pair in PROJECT.pairs {
//!     match pair.request(&record) {
//!         Ok(messages) => assert_eq!(messages[0].content, pair.strategy().system_prompt.text),
//!         Err(faults) => println!("{}: {}", PROJECT.schema.fields[faults[0].field].name, faults[0].reason),
//!     }
//! }
//! ```
//!
//! [`Pair::body`] is the body of a request to an OpenAI-style API. `examples/serve.rs` shows a whole one.

#![allow(
    uncommon_codepoints,
    mixed_script_confusables,
    confusable_idents,
    reason = "identifiers follow the templates' names"
)]

#[allow(
    clippy::all,
    missing_docs,
    non_camel_case_types,
    non_snake_case,
    rustdoc::all,
    reason = "generated: names and texts are the templates'"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/prompts.rs"));
}

pub use generated::*;
pub use tunesmith_runtime::{
    AnswerForm, Contract, Datum, Fault, Message, Needs, NoPair, Pair, Parameters, Project, Record, ResponseFormat,
    Role, Schema, Strategy,
};
