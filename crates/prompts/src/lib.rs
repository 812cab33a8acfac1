//! The prompt templates of this project, compiled in.
//!
//! The build script checks every file below `templates/` and turns it into the items that are documented here: a module
//! for each template, in it a struct for each strategy. The struct has exactly the fields that the strategy's user prompt
//! takes, so a prompt with a hole in it does not compile:
//!
//! ```
//! use tunesmith_prompts::templates::simple::simple_v1::Simple;
//!
//! let prompt = Simple { persona: "LGBTQ", text: "Happy Pride!" };
//! let [system, user] = prompt.messages();
//! assert_eq!(system.content, Simple::SYSTEM_PROMPT);
//! assert_eq!(user.content, "Analyze this text for hate speech:\n\nPersona: LGBTQ\nText: \"Happy Pride!\"");
//! ```
//!
//! ```compile_fail,E0063
//! use tunesmith_prompts::templates::simple::simple_v1::Simple;
//!
//! let prompt = Simple { text: "Happy Pride!" }; // missing field `persona`
//! ```
//!
//! Training data is rendered from the same constants. Where the values come from a record, not from you, [`messages`]
//! takes the strategy as a value:
//!
//! ```
//! use tunesmith_prompts::{Record, Scalar, messages, record, strategy};
//!
//! let mut post = Record::new(&record::SCHEMA);
//! post.set("text", Scalar::String("Happy Pride!".into()));
//! post.set("target_group_norm", Scalar::String("lgbtq".into()));
//! let simple = strategy("simple/simple_v1.json", "simple").ok_or("no such strategy")?;
//! let [_, user] = messages(simple, &post);
//! assert!(user.content.contains("Persona: LGBTQ"));
//! # Ok::<(), &str>(())
//! ```
//!
//! What a model answers is parsed by the `Answer` of a module of [`responses`]; its `JSON_SCHEMA` is for structured
//! outputs and guided decoding. `examples/serve.rs` shows a whole request.

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
pub use tunesmith_template::{
    Contract, Inputs, Message, Parameters, Prompts, Record, RecordSchema, ResponseFormat, Role, Scalar, Strategy,
    messages,
};

/// What the build was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Build {
    /// Name of the template that the optimized format uses, and that `response` is for.
    pub template: &'static str,
    /// Its name as it was given, where it is not under `templates/`.
    pub outside: Option<&'static str>,
    /// Its path then.
    pub outside_path: Option<&'static str>,
    /// The contract that its strategies are trained towards, where one was chosen.
    pub response: Option<&'static str>,
    /// The levels of findings, as `Levels::to_line` writes them.
    pub levels: &'static str,
}

/// What this build was asked for.
pub const BUILD: Build = Build {
    template: generated::CHOSEN_TEMPLATE,
    outside: if generated::OUTSIDE_PATH.is_some() { Some(generated::CHOSEN_TEMPLATE) } else { None },
    outside_path: generated::OUTSIDE_PATH,
    response: generated::CHOSEN_RESPONSE,
    levels: generated::LEVELS,
};

/// Everything that is compiled in, as the data generator takes it.
pub static PROMPTS: Prompts<'static> =
    Prompts { schema: &record::SCHEMA, strategies: STRATEGIES, contracts: CONTRACTS, outside: BUILD.outside };

/// The names of the templates, in the order of [`STRATEGIES`].
///
/// ```
/// assert!(tunesmith_prompts::templates().any(|template| template == "simple/simple_v1.json"));
/// ```
pub fn templates() -> impl Iterator<Item = &'static str> {
    PROMPTS.templates().into_iter()
}

/// The strategies of a template, in the order of its file; none where there is no such template.
///
/// ```
/// let names: Vec<&str> =
///     tunesmith_prompts::strategies_of("combined/combined_gptoss_v1.json").map(|strategy| strategy.name.as_ref()).collect();
/// assert!(names.contains(&"combined_optimized"));
/// ```
pub fn strategies_of(template: &str) -> impl Iterator<Item = &'static Strategy> {
    PROMPTS.strategies_of(template)
}

/// A strategy, by template and name.
///
/// ```
/// let simple = tunesmith_prompts::strategy("simple/simple_v1.json", "simple");
/// assert_eq!(simple.map(|simple| simple.response.as_ref()), Some("moderation_v1"));
/// ```
pub fn strategy(template: &str, name: &str) -> Option<&'static Strategy> {
    PROMPTS.strategy(template, name)
}

/// A response contract, by name.
///
/// ```
/// let contract = tunesmith_prompts::contract("moderation_v1").map(|contract| contract.keys());
/// assert_eq!(contract, Some(vec!["classification", "confidence", "reasoning", "protected_group"]));
/// ```
pub fn contract(name: &str) -> Option<&'static Contract> {
    PROMPTS.contract(name)
}
