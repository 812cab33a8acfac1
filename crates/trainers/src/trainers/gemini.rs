//! Gemini's supervised fine-tuning on Vertex AI.

use crate::trainer::COMMON;
use crate::write;
use crate::{Limit, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "gemini",
    title: "Gemini (Vertex AI)",
    source: "Google Cloud's pages on supervised fine-tuning for Gemini 2.5, as of November 2026",
    shapes: &[Shape::Contents],
    most_rows: Some(Limit { value: 1_000_000, beyond: "the job is refused" }),
    most_bytes: Some(Limit { value: 1_000_000_000, beyond: "the job is refused" }),
    most_tokens: Some(Limit { value: 131_072, beyond: "the most tokens of a training example" }),
    roles: &[Role::User, Role::Assistant, Role::Tool],
    form: write::contents,
    ..COMMON
};
