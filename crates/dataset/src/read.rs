//! From split files to chunks of whole records, and from their text to [`Record`](tunesmith_runtime::Record)s.

mod chunks;
mod input;
mod parse;
mod record;
mod scan;
mod shape;
mod table;

pub(crate) use chunks::{Chunk, Chunks, ReadFailure, Row};
pub(crate) use input::{Input, find_split_file};
pub(crate) use parse::{Fields, parse};
pub(crate) use record::{Read, Unreadable, read, text_of};
pub(crate) use shape::{dictionary, shape};
pub(crate) use table::{RENAME, misspelt};
