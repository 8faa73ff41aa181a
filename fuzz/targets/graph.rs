//! Graphs.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ansatz_fuzz::readers::graph(bytes));
