//! Models as training writes them.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ansatz_fuzz::readers::model(bytes));
