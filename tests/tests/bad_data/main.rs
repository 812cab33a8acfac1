//! Bad split files: an error with a place each time, never a panic, never output.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod corpus;
mod long;
mod truncated;
