//! Fireworks' supervised fine-tuning.

use crate::trainer::COMMON;
use crate::{Limit, Role, Shape, Trainer};

pub(super) static TRAINER: Trainer = Trainer {
    name: "fireworks",
    title: "Fireworks",
    source: "Fireworks' guide to supervised fine-tuning, as of November 2026",
    shapes: &[Shape::Messages],
    fewest_rows: Some(Limit { value: 3, beyond: "the data set is refused" }),
    most_rows: Some(Limit { value: 3_000_000, beyond: "the data set is refused" }),
    roles: &[Role::System, Role::User, Role::Assistant, Role::Tool],
    ..COMMON
};
