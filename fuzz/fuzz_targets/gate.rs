#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| erfa_fuzz::gate(bytes));
