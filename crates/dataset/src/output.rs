//! Outputs: written beside their place, and put there all together.

mod blocks;
mod files;
mod folder;
mod lane;
mod swap;

pub(crate) use blocks::{Blocks, Output, reject};
pub(crate) use files::{Made, Outputs, REJECTS, commit};
pub(crate) use folder::Folder;
pub(crate) use lane::{Finished, Lane};
