//! The generator: split files in, chat-format JSON Lines out, whole or not at all.
//!
//! One straight pipeline: `read` cuts the split files into chunks of whole records and parses them, `rows`
//! decides what becomes of a record and says what is wrong with it, `line` renders it, `pipeline` runs these on
//! any number of threads in the order of the input, `output` writes, hashes and commits all files together.
//! [`generate`] is the way in; what it left is verified by the crate `manifest`.

mod card;
mod error;
mod finding;
mod formats;
mod generate;
mod inputs;
mod job;
mod ledger;
mod line;
mod manifest;
mod options;
mod output;
mod passes;
mod pipeline;
mod preview;
mod progress;
mod read;
mod report;
mod rows;
mod select;

pub use error::Error;
pub use finding::{DataFinding, Findings};
pub use generate::{Generated, WrittenFile, generate};
pub use ledger::{FileLedger, Reason};
pub use line::LineFormat;
pub use options::{Compression, OnInvalid, Options, Shape};
pub use preview::{Piece, Preview, Wanted, preview};
pub use progress::Progress;
pub use report::{end, header, ledger_lines};
pub(crate) use tunesmith_runtime::shown;

/// Parses a record with every field read: whether it is one. For the micro-benchmarks.
#[doc(hidden)]
pub fn parse_for_bench(schema: &tunesmith_runtime::Schema, text: &str) -> bool {
    let fields = read::Fields::new(schema, 0..schema.fields.len());
    read::parse(text, schema, &fields, &mut tunesmith_runtime::Record::new(schema)).is_ok()
}

/// SHA-256 in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;

    tunesmith_manifest::hex(&sha2::Sha256::digest(bytes))
}
