//! The generator: split files in, chat-format JSON Lines out, whole or not at all.
//!
//! One straight way for every row: `read` cuts the split files into chunks of whole records and reads their fields,
//! `examine` says what is wrong with a record and which split it belongs to, `decide` which of the fit ones are written,
//! `output` renders, writes, hashes and commits. `pass` puts the steps together, `pipeline` runs them on any number of
//! threads, and `decide` alone is taken in the order of the input. [`generate`] is the way in; what it left is verified
//! by the crate `manifest`.
//!
//! Invariants, each held by a test:
//! - The outputs do not depend on the number of threads, nor on time, machine or version of a dependency's hash.
//! - Every row that is read is written or counted as left out, by reason; a run whose sums do not add up writes nothing.
//! - All files of a run are put in their places together, or none is; until then nothing of an earlier run is touched.
//! - Findings and ledgers of pieces add up to those of the whole.

pub mod batch;
mod card;
mod decide;
mod error;
mod examine;
mod generate;
mod inputs;
mod ledger;
mod line;
mod manifest;
mod mask;
mod options;
mod output;
mod pass;
mod pipeline;
mod plan;
mod preview;
mod progress;
mod read;
mod report;
mod route;
mod run;
mod select;
mod site;
mod trainers;
mod visit;
mod written;

pub use error::Error;
pub use generate::{Generated, WrittenFile, generate};
pub use ledger::{FileLedger, Reason};
pub use line::LineFormat;
pub use options::{Acts, Compression, OnInvalid, Options, Repeat, Shape, SystemText};
pub use plan::{Plan, Removed, RowRef};
pub use preview::{Piece, Preview, Wanted, preview};
pub use progress::Progress;
pub use report::{end, header, ledger_lines};
pub use run::Run;
pub(crate) use tunesmith_runtime::shown;
pub use tunesmith_template::{DataFinding, Findings};
pub use visit::{Kept, Visited, sources, visit};

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
