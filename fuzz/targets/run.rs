//! The whole way of a small program: reading, drawing, printing, planning, running, gradients.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ansatz_fuzz::run(bytes));
