//! What stays open: sockets and event streams, on the real application.

mod access;
mod crowd;
mod starting;

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{client::Subscription, *};

/// An operation that answers as events.
pub struct Events {
    response: reqwest::Response,
    buffer: String,
}

impl Events {
    pub async fn open(client: &Client, query: &str, variables: Value) -> Self {
        let request = client
            .request(reqwest::Method::POST, "/graphql")
            .header("accept", "text/event-stream")
            .json(&json!({ "query": query, "variables": variables }));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        Self {
            response,
            buffer: String::new(),
        }
    }

    /// The data of the next event: of `next`, or null for `complete`; nothing at the end.
    pub async fn next(&mut self) -> Option<Value> {
        let wait = Duration::from_secs(20);
        tokio::time::timeout(wait, self.read())
            .await
            .expect("an event within twenty seconds")
    }

    async fn read(&mut self) -> Option<Value> {
        loop {
            if let Some((piece, rest)) = self.buffer.split_once("\n\n") {
                let data = piece
                    .split_once("\ndata: ")
                    .map(|(_, data)| data.to_owned());
                self.buffer = rest.to_owned();
                match data.as_deref() {
                    None => continue,
                    Some("") => return Some(Value::Null),
                    Some(data) => return Some(serde_json::from_str(data).expect("JSON")),
                }
            }
            let more = self.response.chunk().await.expect("a piece")?;
            self.buffer
                .push_str(std::str::from_utf8(&more).expect("UTF-8"));
        }
    }
}

fn code(payload: &Value) -> &str {
    payload["errors"][0]["extensions"]["code"]
        .as_str()
        .unwrap_or_default()
}

/// Reads until the socket closes; tells its code and how long that took.
async fn closing(heard: &mut Subscription) -> (Value, Duration) {
    let begun = Instant::now();
    loop {
        let message = heard.next().await;
        if message["type"] == "closed" {
            return (message["code"].clone(), begun.elapsed());
        }
    }
}
