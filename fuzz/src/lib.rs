//! What is fuzzed. The ordinary tests run the same over the corpus and over what they make of it (tests/api/fuzzed).

use std::sync::LazyLock;

use async_graphql::{Request, Variables};
use erfa::{
    platform::graphql::gate::{Gate, Limits},
    transfer,
};

static GATE: LazyLock<Gate> = LazyLock::new(|| {
    let schema = include_str!("../../schema.graphql");
    Gate::new(schema, Limits::default()).expect("the schema is read")
});

/// A document, and its variables as JSON after a NUL, pass the gate or are refused by at most five errors with a code each.
pub fn gate(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (document, variables) = text.split_once('\0').unwrap_or((&text, "{}"));
    let variables = serde_json::from_str(variables).unwrap_or_default();
    let request = Request::new(document).variables(Variables::from_json(variables));
    match GATE.admit(request) {
        Ok(admitted) => assert!(admitted.cost() <= GATE.limits().cost),
        Err(errors) => {
            assert!((1..=GATE.limits().errors).contains(&errors.len()));
            for error in &errors {
                let code = error.extensions.as_ref().and_then(|more| more.get("code"));
                assert!(code.is_some(), "{} has no code", error.message);
                assert!(error.message.chars().count() <= 200);
            }
        }
    }
}

/// Lines of an import are read, and every fault names a line that is there.
pub fn import(bytes: &[u8]) {
    let lines = bytes.split(|byte| *byte == b'\n').count();
    let faults = transfer::look_through(bytes).expect("memory can be read");
    assert!(faults.total >= faults.faults.len());
    for fault in &faults.faults {
        assert!((1..=lines).contains(&fault.line), "{fault}");
        assert!(!fault.message.is_empty());
    }
}
