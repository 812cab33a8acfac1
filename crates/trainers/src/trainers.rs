//! The trainers, one file each, named after its name.
//!
//! To add one: write `trainers/my_trainer.rs` with its [`Trainer`], each limit with where it is said and in which version, and
//! name it in the list below.

use crate::Trainer;

macro_rules! trainers {
    ($($name:ident)*) => {
        $(mod $name;)*
        static TRAINERS: &[&Trainer] = &[$(&$name::TRAINER),*];
    };
}

trainers! {
    openai azure
    trl axolotl llama_factory unsloth torchtune mlx
    mistral together fireworks
    gemini bedrock_claude bedrock_conversation
    nemo litgpt
}

/// Every trainer, in the order of the documentation.
///
/// ```
/// assert!(tunesmith_trainers::all().any(|trainer| trainer.name == "llama-factory"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Trainer> {
    TRAINERS.iter().copied()
}

/// The trainer with this name.
pub fn find(name: &str) -> Option<&'static Trainer> {
    all().find(|trainer| trainer.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_trainer_has_a_name_of_its_own_and_says_where_its_ways_were_read() {
        let names: std::collections::BTreeSet<&str> = all().map(|trainer| trainer.name).collect();
        assert_eq!(names.len(), all().count());
        for trainer in all() {
            assert!(!trainer.source.is_empty() && !trainer.shapes.is_empty() && !trainer.title.is_empty());
        }
    }
}
