//! Any bytes as a template file, a response contract and a record schema.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tunesmith_fuzz::template(bytes));
