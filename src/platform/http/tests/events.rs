use serde_json::{Value, json};
use tokio::time::timeout;

use super::*;
use crate::platform::throttle::Rate;

/// Reads an event stream as it comes: `(event, data)`, comments as `(":", null)`.
struct Stream {
    response: reqwest::Response,
    buffer: String,
}

impl Stream {
    async fn open(port: u16, body: Value, token: Option<&str>) -> Self {
        let response = ask(port, body, token, "text/event-stream").await;
        assert_eq!(response.status(), 200);
        assert_eq!(
            response.headers()["content-type"],
            "text/event-stream; charset=utf-8"
        );
        Self {
            response,
            buffer: String::new(),
        }
    }

    async fn query(port: u16, query: &str) -> Self {
        Self::open(port, json!({ "query": query }), None).await
    }

    /// The next event, or nothing at the end of the stream.
    async fn piece(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((piece, rest)) = self.buffer.split_once("\n\n") {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.buffer = rest;
                if piece == ":" {
                    return Some((":".to_owned(), Value::Null));
                }
                let (event, data) = piece.split_once('\n').unwrap();
                let data = data.strip_prefix("data: ").unwrap();
                let data = if data.is_empty() {
                    Value::Null
                } else {
                    serde_json::from_str(data).unwrap()
                };
                return Some((event.strip_prefix("event: ").unwrap().to_owned(), data));
            }
            let more = timeout(Duration::from_secs(5), self.response.chunk());
            let more = more.await.expect("a piece in time").unwrap()?;
            self.buffer.push_str(std::str::from_utf8(&more).unwrap());
        }
    }

    async fn event(&mut self) -> (String, Value) {
        loop {
            let piece = self.piece().await.expect("one more event");
            if piece.0 != ":" {
                return piece;
            }
        }
    }

    async fn next(&mut self) -> Value {
        let (event, data) = self.event().await;
        assert_eq!(event, "next");
        data
    }

    async fn ends(&mut self) {
        assert_eq!(self.event().await, ("complete".to_owned(), Value::Null));
        assert_eq!(self.piece().await, None);
    }
}

async fn ask(port: u16, body: Value, token: Option<&str>, accept: &str) -> reqwest::Response {
    let request = client()
        .post(format!("http://127.0.0.1:{port}/graphql"))
        .header("accept", accept)
        .json(&body);
    let request = match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    };
    request.send().await.unwrap()
}

fn code(data: &Value) -> &str {
    data["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}

#[actix_web::test]
async fn an_operation_is_told_event_by_event_and_then_complete() {
    let port = serve(&World::new());
    let mut counted = Stream::query(port, "subscription { count(to: 3) }").await;
    for n in 1..=3 {
        assert_eq!(counted.next().await, json!({ "data": { "count": n } }));
    }
    counted.ends().await;
    let mut asked = Stream::query(port, "{ echo }").await;
    assert_eq!(asked.next().await, json!({ "data": { "echo": 5 } }));
    asked.ends().await;
    let body = json!({ "query": "{ viewer }" });
    let mut viewer = Stream::open(port, body, Some("good")).await;
    assert_eq!(viewer.next().await["data"]["viewer"], "good");
}

#[actix_web::test]
async fn what_is_refused_or_fails_is_one_event_with_its_errors() {
    let port = serve(&World::new());
    for (query, wanted) in [
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ echo", "GRAPHQL_PARSE_FAILED"),
        ("subscription { refused }", "FORBIDDEN"),
        ("subscription { panics }", "INTERNAL"),
        ("{ panics }", "INTERNAL"),
        ("{ slow }", "TIMEOUT"),
        (
            "subscription { a: never b: never }",
            "GRAPHQL_VALIDATION_FAILED",
        ),
    ] {
        let mut stream = Stream::query(port, query).await;
        let told = stream.next().await;
        assert_eq!(code(&told), wanted, "{query}: {told}");
        assert!(told.get("data").is_none_or(Value::is_null));
        stream.ends().await;
    }
}

#[actix_web::test]
async fn what_fails_before_graphql_has_its_status() {
    let port = serve(&World::new());
    let query = |text: &str| json!({ "query": text });
    for (body, token, status, wanted) in [
        (query("{ echo }"), Some("bad"), 401, "UNAUTHENTICATED"),
        (query("mutation { bump }"), None, 400, "BAD_INPUT"),
        (json!([]), None, 400, "BAD_INPUT"),
        (query(&"x".repeat(300_000)), None, 413, "PAYLOAD_TOO_LARGE"),
    ] {
        let answer = ask(port, body, token, "text/event-stream").await;
        assert_eq!(answer.status(), status);
        let told: Value = answer.json().await.unwrap();
        assert_eq!(code(&told), wanted);
    }
    let bumped = ask(port, query("mutation { bump }"), None, "application/json").await;
    let bumped: Value = bumped.json().await.unwrap();
    assert_eq!(bumped["data"]["bump"], 1, "no stream ran the mutation");
}

#[actix_web::test]
async fn a_stream_that_is_throttled_has_the_status_of_that() {
    let world = World::with(|_, throttle| {
        throttle.address_cost = Rate {
            most: 20,
            seconds: 600,
        };
    });
    let port = serve(&world);
    for query in ["{ echo }", "subscription { count(to: 1) }"] {
        let mut stream = Stream::query(port, query).await;
        let standing = stream.response.headers().get("ratelimit").cloned();
        assert!(standing.is_some(), "{query}");
        assert!(stream.next().await.get("errors").is_none());
        stream.ends().await;
    }
    for query in ["{ echo }", "subscription { count(to: 1) }"] {
        let body = json!({ "query": query });
        let answer = ask(port, body, None, "text/event-stream").await;
        assert_eq!(answer.status(), 429);
        let headers = answer.headers();
        assert!(headers.contains_key("retry-after") && headers.contains_key("ratelimit"));
        assert_eq!(code(&answer.json().await.unwrap()), "RATE_LIMITED");
    }
}

#[actix_web::test]
async fn clients_that_take_both_get_events_of_subscriptions_alone() {
    let port = serve(&World::new());
    let both = "application/graphql-response+json, application/json, text/event-stream";
    let kind = async |query: &str| {
        let answer = ask(port, json!({ "query": query }), None, both).await;
        answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned()
    };
    assert!(
        kind("{ echo }")
            .await
            .starts_with("application/graphql-response+json")
    );
    assert!(
        kind("mutation { bump }")
            .await
            .starts_with("application/graphql-response+json")
    );
    assert!(
        kind("subscription { count(to: 1) }")
            .await
            .starts_with("text/event-stream")
    );
}

#[actix_web::test]
async fn a_quiet_stream_is_kept_alive_by_comments() {
    let port = serve(&World::new());
    let mut stream = Stream::query(port, "subscription { never }").await;
    for _ in 0..3 {
        assert_eq!(stream.piece().await, Some((":".to_owned(), Value::Null)));
    }
}

#[actix_web::test]
async fn a_token_that_ends_ends_the_stream_and_says_so() {
    let world = World::new();
    let port = serve(&world);
    let body = json!({ "query": "subscription { never }" });
    let mut stream = Stream::open(port, body, Some("good")).await;
    let mut anonymous = Stream::query(port, "subscription { never }").await;
    world.tokens.0.store(true, Ordering::SeqCst);
    assert_eq!(code(&stream.next().await), "UNAUTHENTICATED");
    stream.ends().await;
    assert_eq!(anonymous.piece().await.unwrap().0, ":");
}

#[actix_web::test]
async fn a_stopping_server_breaks_off_so_that_clients_begin_anew() {
    let world = World::new();
    let mut stream = Stream::query(serve(&world), "subscription { never }").await;
    world.stop.send(true).unwrap();
    while let Some((piece, _)) = stream.piece().await {
        assert_eq!(piece, ":");
    }
}

#[actix_web::test]
async fn streams_are_counted_by_token_and_given_back() {
    let port = serve(&World::new());
    let body = json!({ "query": "subscription { never }" });
    for (token, most) in [(Some("good"), 3), (None, 5)] {
        let mut open = vec![];
        for _ in 0..most {
            open.push(Stream::open(port, body.clone(), token).await);
        }
        let more = ask(port, body.clone(), token, "text/event-stream").await;
        assert_eq!(more.status(), 429);
        assert_eq!(more.headers()["retry-after"], "5");
        assert_eq!(code(&more.json().await.unwrap()), "RATE_LIMITED");
        drop(open);
        // The server notices with its next comment.
        let mut status = 429;
        for _ in 0..50 {
            status = ask(port, body.clone(), token, "text/event-stream")
                .await
                .status()
                .as_u16();
            if status == 200 {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(status, 200);
    }
}
