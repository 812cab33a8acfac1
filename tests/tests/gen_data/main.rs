//! `gen-data` and `verify` from outside: what is printed, what is written, and with which exit code.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]

mod errors;
mod honest;
mod inputs;
mod levels;
mod lines;
mod manifest;
mod options;
mod report;
mod rows;
mod targets;
mod verify;
mod xtask;
