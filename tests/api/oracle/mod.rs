//! Execution as the specification has it: the documents of tests/oracle, run behind the gate, are answered as graphql-js
//! answers them. How many may be answered otherwise, and why, stands in docs/decisions/0020-execution-as-specified.md.

mod schema;

use std::{collections::BTreeMap, fs, path::PathBuf};

use async_graphql::{PathSegment, Request, Response, Variables};
use erfa::platform::graphql::{
    gate::Limits,
    gated::{Engine, Gated},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Answered otherwise, and how.
const OTHERWISE: &[(&str, &str)] = &[
    ("two operations", "one request, one operation"),
    ("no mutations here", "refused before it runs, not while"),
    ("null in a condition", "refused before it runs, not while"),
    (
        "a member that is a nullable variable",
        "refused, as the edition of 2025 says",
    ),
    ("a Float too large", "refused: infinity is no JSON"),
    (
        "a non-null member in a strict grid",
        "the path ends at the outer item: the executor forgets the inner one",
    ),
];

fn file(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    folder.join("tests/oracle").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).expect("a file of the oracle")
}

#[derive(Deserialize)]
struct Expected {
    answers: BTreeMap<String, Answered>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Answered {
    Refused { refused: bool },
    Ran { data: String, paths: Vec<String> },
}

const REFUSED: Answered = Answered::Refused { refused: true };

fn ran(response: &Response) -> Answered {
    let path = |path: &[PathSegment]| {
        let segments = path.iter().map(|segment| match segment {
            PathSegment::Field(name) => Value::from(name.as_str()),
            PathSegment::Index(index) => Value::from(*index),
        });
        Value::from_iter(segments).to_string()
    };
    let mut paths: Vec<_> = response
        .errors
        .iter()
        .map(|error| path(&error.path))
        .collect();
    paths.sort();
    Answered::Ran {
        data: serde_json::to_string(&response.data).expect("JSON"),
        paths,
    }
}

/// A case is `[name, document, variables, operationName]`.
async fn answer(engine: &impl Engine, case: &[Value]) -> Answered {
    let mut request = Request::new(case[1].as_str().expect("a document"));
    if let Some(variables) = case.get(2) {
        request = request.variables(Variables::from_json(variables.clone()));
    }
    if let Some(name) = case.get(3).and_then(Value::as_str) {
        request = request.operation_name(name);
    }
    match engine.admit(request) {
        Ok(admitted) => ran(&engine.run(admitted).await),
        Err(_) => REFUSED,
    }
}

#[tokio::test]
async fn documents_are_answered_as_the_reference_implementation_answers_them() {
    let engine = Gated::new(schema::builder(), Limits::default()).expect("the schema");
    let cases: Vec<Vec<Value>> = serde_json::from_str(&read("cases.json")).expect("cases");
    let expected: Expected = serde_json::from_str(&read("expected.json")).expect("answers");
    assert!(cases.len() >= 75, "only {} cases", cases.len());
    assert_eq!(cases.len(), expected.answers.len());
    let mut wrong = vec![];
    for case in &cases {
        let name = case[0].as_str().expect("a name");
        let (said, wanted) = (answer(&engine, case).await, &expected.answers[name]);
        let otherwise = OTHERWISE.iter().any(|(other, _)| *other == name);
        if (said == *wanted) == otherwise {
            wrong.push(format!(
                "{name}: {}\n  said   {said:?}\n  wanted {wanted:?}",
                case[1]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_reference_implementation_is_given_the_same_schema() {
    let printed = schema::builder().finish().sdl();
    if std::env::var_os("ERFA_WRITE").is_some() {
        fs::write(file("schema.graphql"), &printed).expect("the schema is written");
    }
    assert!(
        read("schema.graphql") == printed,
        "run this test with ERFA_WRITE=1, then `npm run write` in tests/oracle"
    );
}
