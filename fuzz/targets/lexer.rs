//! Tokens are in order, apart from each other, within the text.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut end = 0;
    for span in ansatz_circuits::qasm::token_spans(bytes) {
        assert!(end <= span.start && span.start <= span.end && span.end as usize <= bytes.len(), "{span:?}");
        end = span.end;
    }
});
