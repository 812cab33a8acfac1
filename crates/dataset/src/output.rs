//! Outputs: written beside their place, and put there all together.

mod files;
mod folder;
mod lane;

pub(crate) use files::{Outputs, REJECTS, commit, file_name};
pub(crate) use folder::Folder;
pub(crate) use lane::{Finished, Lane};
