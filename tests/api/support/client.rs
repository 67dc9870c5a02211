//! A person, or nobody in particular, who asks the server things.

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};
use uuid::Uuid;

/// Asks this computer, and trusts nobody else.
pub fn http() -> reqwest::Client {
    erfa::platform::outgoing::ready();
    let client = reqwest::Client::builder()
        .tls_certs_only([])
        .redirect(reqwest::redirect::Policy::none());
    client.build().expect("a client")
}

#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: String,
    token: Option<String>,
    /// Who it is; nil for nobody in particular.
    pub person_id: Uuid,
}

/// The body of an answer.
pub type Answer = Value;

impl Client {
    pub fn new(address: &str, token: Option<String>) -> Self {
        Self {
            http: http(),
            address: address.to_owned(),
            token,
            person_id: Uuid::nil(),
        }
    }

    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    /// The same person with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            token: Some(token.to_owned()),
            ..self.clone()
        }
    }

    /// Runs a document and answers with the whole body, errors and all.
    pub async fn run(&self, query: &str, variables: Value) -> Answer {
        let (_, body) = self.send(query, variables).await;
        body
    }

    /// Runs a document that must succeed; answers with its data.
    #[track_caller]
    pub fn data(&self, query: &str, variables: Value) -> impl Future<Output = Value> + use<> {
        let (client, query) = (self.clone(), query.to_owned());
        async move {
            let mut body = client.run(&query, variables).await;
            assert!(body.get("errors").is_none(), "{query}\nanswered {body:#}");
            body["data"].take()
        }
    }

    /// Runs a document that must fail; answers with the code of its first error.
    pub async fn code(&self, query: &str, variables: Value) -> String {
        let body = self.run(query, variables).await;
        let code = body["errors"][0]["extensions"]["code"].as_str();
        code.unwrap_or_else(|| panic!("no error: {body:#}"))
            .to_owned()
    }

    /// Runs a mutation with one input; answers with its payload, or with `{"error": code}`.
    pub async fn change(&self, mutation: &str, kind: &str, selection: &str, input: Value) -> Value {
        let query = format!(
            "mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} refusals {{ code message field }} }} }}"
        );
        let mut body = self.run(&query, json!({ "input": input })).await;
        match body["errors"][0]["extensions"]["code"].as_str() {
            Some(code) => {
                json!({ "error": code, "message": body["errors"][0]["message"], "extensions": body["errors"][0]["extensions"] })
            }
            None => body["data"][mutation].take(),
        }
    }

    pub async fn send(&self, query: &str, variables: Value) -> (u16, Value) {
        let body = json!({ "query": query, "variables": variables });
        let mut request = self
            .http
            .post(format!("http://{}/graphql", self.address))
            .json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        (status, response.json().await.expect("JSON"))
    }

    /// A request of the same person, to be finished by the test.
    pub fn request(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        let request = self
            .http
            .request(method, format!("http://{}{path}", self.address));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        let request = self.http.get(format!("http://{}{path}", self.address));
        request.send().await.expect("an answer")
    }

    /// Opens a socket and subscribes.
    pub async fn subscribe(&self, query: &str, variables: Value) -> Subscription {
        let address = format!("ws://{}/graphql", self.address);
        let mut request = address.into_client_request().expect("an address");
        let protocol = "graphql-transport-ws".parse().expect("a header");
        request
            .headers_mut()
            .insert("sec-websocket-protocol", protocol);
        let (mut socket, _) = connect_async(request).await.expect("a socket");
        let credentials = self.token.as_ref().map_or(
            json!({}),
            |token| json!({ "authorization": format!("Bearer {token}") }),
        );
        let init = json!({ "type": "connection_init", "payload": credentials });
        let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": variables } });
        for message in [init, subscribe] {
            let sent = socket.send(Message::text(message.to_string())).await;
            sent.expect("the socket takes it");
        }
        Subscription(socket)
    }
}

pub struct Subscription(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Subscription {
    /// Subscribes once more, beside what runs on this socket.
    pub async fn also(&mut self, id: &str, query: &str, variables: &Value) {
        let payload = json!({ "query": query, "variables": variables });
        let message = json!({ "id": id, "type": "subscribe", "payload": payload });
        let sent = self.0.send(Message::text(message.to_string())).await;
        sent.expect("the socket takes it");
    }

    /// The next message that tells something: `next`, `error`, `complete`, or how the socket closed. Waits ten seconds at most.
    pub async fn next(&mut self) -> Value {
        let wait = std::time::Duration::from_secs(10);
        tokio::time::timeout(wait, self.read())
            .await
            .expect("a message within ten seconds")
    }

    async fn read(&mut self) -> Value {
        while let Some(message) = self.0.next().await {
            match message.expect("a whole message") {
                Message::Text(text) => {
                    let message: Value = serde_json::from_str(&text).expect("JSON");
                    if message["type"] != "connection_ack" && message["type"] != "ping" {
                        return message;
                    }
                }
                Message::Close(frame) => {
                    let code = frame.map(|frame| u16::from(frame.code));
                    return json!({ "type": "closed", "code": code });
                }
                _ => {}
            }
        }
        json!({ "type": "closed", "code": null })
    }
}
