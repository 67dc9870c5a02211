//! What the gate refuses, and what it repairs.

mod introspection;
mod refusals;
mod repairs;

use std::time::{Duration, Instant};

use async_graphql::{Request, Variables};
use serde_json::{Value, json};

use super::Limits;
use crate::platform::graphql::{
    gated::Engine,
    sample::{Sample, sample},
};

fn gated() -> Sample {
    sample(Limits::default())
}

/// The code of the first error of a refusal, or nothing if the document is admitted.
fn refusal(query: &str) -> Option<String> {
    let start = Instant::now();
    let refused = gated().admit(Request::new(query)).err().map(|errors| {
        assert!(errors.len() <= 5);
        code(&json!(errors[0]))
    });
    assert!(
        start.elapsed() < Duration::from_secs(2),
        "a refusal is cheap"
    );
    refused
}

fn code(error: &Value) -> String {
    error["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

async fn run(query: &str, variables: Value) -> Value {
    let request = Request::new(query).variables(Variables::from_json(variables));
    let engine = gated();
    match engine.admit(request) {
        Ok(admitted) => json!(engine.run(admitted).await),
        Err(errors) => json!({ "errors": errors }),
    }
}

async fn data(query: &str, variables: Value) -> Value {
    let answer = run(query, variables).await;
    assert_eq!(answer.get("errors"), None);
    answer["data"].clone()
}
