//! Requests that mean harm: each is refused with its own status and code, costs little, and changes nothing.

mod bodies;
mod documents;
mod process;
mod sizes;

use std::time::Duration;

use reqwest::{
    Method,
    header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
};

use self::process::Process;
use crate::{
    command::{Serving, folder, released},
    support::*,
};

const GRAPHQL: &str = "application/graphql-response+json";

/// A request, and how it must be refused.
pub struct Hostile {
    pub name: String,
    pub method: Method,
    pub content_type: Option<&'static str>,
    pub encoding: Option<&'static str>,
    pub accept: &'static str,
    pub body: Vec<u8>,
    pub status: u16,
    pub code: &'static str,
}

impl Hostile {
    /// A whole body, as JSON.
    pub fn body(name: impl Into<String>, body: impl Into<Vec<u8>>, refused: Refused) -> Self {
        Self {
            name: name.into(),
            method: Method::POST,
            content_type: Some("application/json"),
            encoding: None,
            accept: GRAPHQL,
            body: body.into(),
            status: refused.0,
            code: refused.1,
        }
    }

    /// A document without variables.
    pub fn document(name: impl Into<String>, document: &str, refused: Refused) -> Self {
        let body = json!({ "query": document });
        Self::body(name, body.to_string(), refused)
    }

    /// A document with variables.
    pub fn with(
        name: impl Into<String>,
        document: &str,
        variables: Value,
        refused: Refused,
    ) -> Self {
        let body = json!({ "query": document, "variables": variables });
        Self::body(name, body.to_string(), refused)
    }
}

/// The status and the code.
pub type Refused = (u16, &'static str);

pub const UNPARSED: Refused = (400, "GRAPHQL_PARSE_FAILED");
pub const UNFIT: Refused = (422, "GRAPHQL_VALIDATION_FAILED");
pub const COMPLEX: Refused = (422, "TOO_COMPLEX");
pub const VARIABLES: Refused = (422, "BAD_INPUT");
pub const UNREADABLE: Refused = (400, "BAD_INPUT");
/// A resolver said no, to an argument of a field that can be null.
pub const ARGUMENT: Refused = (200, "BAD_INPUT");

fn all() -> Vec<Hostile> {
    let mut all = documents::all();
    all.extend(sizes::all());
    all.extend(bodies::all());
    all
}

async fn send(http: &reqwest::Client, address: &str, hostile: &Hostile) -> (u16, String) {
    let url = format!("http://{address}/graphql");
    let mut request = http.request(hostile.method.clone(), url);
    if let Some(kind) = hostile.content_type {
        request = request.header(CONTENT_TYPE, kind);
    }
    if let Some(encoding) = hostile.encoding {
        request = request.header(CONTENT_ENCODING, encoding);
    }
    let request = request
        .header(ACCEPT, hostile.accept)
        .body(hostile.body.clone());
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    (status, answer.text().await.expect("a body"))
}

/// The code of the first error, if the answer is the refusal of something.
fn code(body: &str) -> String {
    let body: Value = serde_json::from_str(body).unwrap_or_default();
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    assert!(errors.len() <= 5, "{} errors", errors.len());
    let code = errors.first().map(|error| &error["extensions"]["code"]);
    code.and_then(Value::as_str).unwrap_or_default().to_owned()
}

async fn healthy(serving: &Serving) {
    let data = serving.client().data("{ __typename }", json!({})).await;
    assert_eq!(data, json!({ "__typename": "Query" }));
}

#[tokio::test]
async fn each_is_refused_at_little_cost_and_changes_nothing() {
    let all = all();
    assert!(all.len() >= 200, "only {}", all.len());
    let folder = folder();
    let mut serving = Serving::start(folder.path(), &["--no-sample"]);
    let process = Process::of(serving.child.id());
    let http = crate::support::client::http();
    healthy(&serving).await;
    let (before, memory) = (process::changes(folder.path()).await, process.memory());
    let (mut wrong, mut figures) = (vec![], vec![]);
    let most = match released() {
        Some(_) => Duration::from_millis(5),
        None => Duration::from_secs(2),
    };
    for hostile in &all {
        let start = process.cpu();
        let (status, body) = send(&http, &serving.address, hostile).await;
        let mut spent = process.cpu() - start;
        // What the server does beside it is not the request's: what is often dear is.
        for _ in 0..3 {
            if spent > most {
                let start = process.cpu();
                send(&http, &serving.address, hostile).await;
                spent = spent.min(process.cpu() - start);
            }
        }
        figures.push((spent, hostile.name.as_str()));
        let said = (status, code(&body));
        if said != (hostile.status, hostile.code.to_owned()) {
            let body: String = body.chars().take(300).collect();
            let wanted = (hostile.status, hostile.code);
            wrong.push(format!(
                "{}: {said:?}, not {wanted:?}: {body}",
                hostile.name
            ));
        }
        if body.len() > 4_096 {
            wrong.push(format!("{}: {} bytes of answer", hostile.name, body.len()));
        }
    }
    figures.sort();
    let middle = figures[figures.len() / 2].0;
    let worst: Vec<_> = figures.iter().rev().take(8).collect();
    println!(
        "{} requests; CPU of the middle one {middle:?}, of the most expensive {worst:#?}",
        all.len()
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(worst[0].0 < most, "{worst:?}");
    assert!(
        serving.child.try_wait().expect("a process").is_none(),
        "it ended"
    );
    healthy(&serving).await;
    let grown = process.highest_memory().saturating_sub(memory);
    println!("memory grew from {memory} by {grown} bytes at most");
    assert!(grown <= 64 * 1024 * 1024, "{grown} bytes more");
    assert_eq!(process::changes(folder.path()).await, before);
}

/// Prints what a request costs when its document is known, and when it is new. Asserts nothing of time: machines differ.
#[tokio::test]
async fn what_known_documents_save_is_shown() {
    let folder = folder();
    let serving = Serving::start(folder.path(), &["--no-sample"]);
    let process = Process::of(serving.child.id());
    let client = serving.client();
    for (name, query) in [
        ("{ __typename }", "{ __typename }"),
        ("42 lines", FORTY_TWO_LINES),
    ] {
        let mut figures = vec![];
        for known in [true, false] {
            client.data(query, json!({})).await;
            let rounds = 200;
            let start = process.cpu();
            for round in 0..rounds {
                let query = match known {
                    true => query.to_owned(),
                    false => format!("{query} # {round}"),
                };
                client.data(&query, json!({})).await;
            }
            figures.push((process.cpu() - start) / rounds);
        }
        assert!(figures.iter().all(|figure| !figure.is_zero()));
        println!(
            "{name}: CPU of a request, known {:?}, new {:?}: {:.1} times",
            figures[0],
            figures[1],
            figures[1].as_secs_f64() / figures[0].as_secs_f64()
        );
    }
}

const FORTY_TWO_LINES: &str = "query Overview {
  networks(first: 10) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      id
      name { text locale }
      purpose { text }
      status
      visibility
      joinPolicy
      members(first: 5) {
        totalCount
        nodes { id name }
      }
      seminars(first: 5) {
        nodes {
          id
          title { text }
          startsAt
          host { id name }
        }
      }
      themes(first: 3) {
        nodes { id code name { text } }
      }
    }
  }
  municipalities(first: 10) {
    nodes {
      id
      name
      code
      country { code }
      region { id name }
      population { inhabitants year }
    }
  }
  themes(first: 10) {
    nodes {
      id
      code
      ...Named
    }
  }
}
fragment Named on Theme { name { text } }";
