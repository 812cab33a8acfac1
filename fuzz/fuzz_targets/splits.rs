//! Any bytes as a split file, read with options that the first two bytes choose.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| tunesmith_fuzz::splits(bytes));
