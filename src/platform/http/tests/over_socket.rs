use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error as SocketError, Message,
        client::IntoClientRequest,
        protocol::frame::{
            Frame,
            coding::{Data, OpCode},
        },
    },
};

use super::*;

/// Answers a closed socket with `{"closed": code}`.
pub(super) struct Client(pub(super) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Client {
    pub(super) async fn connect(port: u16) -> Self {
        Self(
            connect_async(upgrade(port, Some("graphql-transport-ws"), None))
                .await
                .unwrap()
                .0,
        )
    }

    pub(super) async fn ready(port: u16) -> Self {
        let mut client = Self::connect(port).await;
        assert_eq!(
            client.ask(json!({ "type": "connection_init" })).await,
            json!({ "type": "connection_ack" })
        );
        client
    }

    pub(super) async fn say(&mut self, message: impl ToString) {
        self.0
            .send(Message::text(message.to_string()))
            .await
            .unwrap();
    }

    pub(super) async fn hear(&mut self) -> Value {
        loop {
            match timeout(Duration::from_secs(5), self.0.next())
                .await
                .expect("an answer in time")
            {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Close(Some(frame)))) => {
                    return json!({ "closed": u16::from(frame.code) });
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                other => return json!({ "broken": format!("{other:?}") }),
            }
        }
    }

    pub(super) async fn ask(&mut self, message: Value) -> Value {
        self.say(message).await;
        self.hear().await
    }

    pub(super) async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "type": "subscribe", "id": id, "payload": { "query": query } }))
            .await;
    }
}

pub(super) fn upgrade(
    port: u16,
    protocol: Option<&str>,
    origin: Option<&str>,
) -> tokio_tungstenite::tungstenite::handshake::client::Request {
    let mut request = format!("ws://127.0.0.1:{port}/graphql")
        .into_client_request()
        .unwrap();
    let headers = [("sec-websocket-protocol", protocol), ("origin", origin)];
    for (name, value) in headers {
        if let Some(value) = value {
            request.headers_mut().insert(name, value.parse().unwrap());
        }
    }
    request
}

pub(super) fn closed(code: u16) -> Value {
    json!({ "closed": code })
}

pub(super) fn coded<'a>(message: &'a Value, id: &str) -> &'a str {
    assert_eq!(
        (&message["type"], &message["id"]),
        (&json!("error"), &json!(id)),
        "{message}"
    );
    message["payload"][0]["extensions"]["code"]
        .as_str()
        .unwrap()
}

#[actix_web::test]
async fn the_handshake_checks_protocol_and_origin() {
    let world = World::new();
    let port = serve(&world);
    let good = Some("chat,graphql-transport-ws");
    let same_host = format!("http://127.0.0.1:{port}");
    let status = async |protocol, origin| match connect_async(upgrade(port, protocol, origin)).await
    {
        Ok((_, response)) => response.status().as_u16(),
        Err(SocketError::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{other}"),
    };
    assert_eq!(status(good, None).await, 101);
    assert_eq!(status(good, Some("https://a.example")).await, 101);
    assert_eq!(status(good, Some(&same_host)).await, 101);
    assert_eq!(status(good, Some("https://b.example")).await, 403);
    assert_eq!(status(good, Some("null")).await, 403);
}

#[actix_web::test]
async fn a_socket_without_the_protocol_is_refused() {
    let world = World::new();
    let port = serve(&world);
    for protocol in [None, Some("graphql-ws")] {
        let refused = connect_async(upgrade(port, protocol, None)).await;
        assert!(matches!(refused, Err(SocketError::Http(response)) if response.status() == 400));
    }
    let mut older = upgrade(port, Some("graphql-transport-ws"), None);
    let version = older.headers_mut().get_mut("sec-websocket-version");
    *version.unwrap() = "8".parse().unwrap();
    let Err(SocketError::Http(refused)) = connect_async(older).await else {
        panic!("an old version is taken");
    };
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.headers()["sec-websocket-version"], "13");
}

#[actix_web::test]
async fn breaches_of_the_protocol_close_the_socket_each_with_its_code() {
    let world = World::new();
    let port = serve(&world);
    assert_eq!(Client::connect(port).await.hear().await, closed(4408));
    let subscribe =
        json!({ "type": "subscribe", "id": "1", "payload": { "query": "subscription { never }" } });
    assert_eq!(
        Client::connect(port).await.ask(subscribe.clone()).await,
        closed(4401)
    );
    for malformed in [
        json!("text"),
        json!({}),
        json!({ "type": "start" }),
        json!({ "type": "subscribe", "id": 1 }),
    ] {
        assert_eq!(
            Client::connect(port).await.ask(malformed).await,
            closed(4400)
        );
    }
    let mut twice = Client::ready(port).await;
    assert_eq!(
        twice.ask(json!({ "type": "connection_init" })).await,
        closed(4429)
    );
    let mut taken = Client::ready(port).await;
    taken.say(&subscribe).await;
    assert_eq!(taken.ask(subscribe).await, closed(4409));
    let mut binary = Client::ready(port).await;
    binary.0.send(Message::binary(vec![1])).await.unwrap();
    assert_eq!(binary.hear().await, closed(4400));
}

#[actix_web::test]
async fn large_messages_close_the_socket_whole_or_in_fragments() {
    let world = World::new();
    let port = serve(&world);
    let large = "x".repeat(40_000);
    let mut whole = Client::ready(port).await;
    whole.say(format!("\"{large}{large}\"")).await;
    assert_eq!(whole.hear().await, closed(1009));
    let mut split = Client::ready(port).await;
    for (code, last) in [(Data::Text, false), (Data::Continue, true)] {
        let frame = Frame::message(large.clone(), OpCode::Data(code), last);
        split.0.send(Message::Frame(frame)).await.unwrap();
    }
    assert_eq!(split.hear().await, closed(1009));
}

#[actix_web::test]
async fn subscriptions_and_queries_run_and_mutations_do_not() {
    let world = World::new();
    let mut client = Client::ready(serve(&world)).await;
    client.subscribe("a", "subscription { count(to: 2) }").await;
    for n in 1..=2 {
        assert_eq!(
            client.hear().await,
            json!({ "type": "next", "id": "a", "payload": { "data": { "count": n } } })
        );
    }
    assert_eq!(
        client.hear().await,
        json!({ "type": "complete", "id": "a" })
    );
    client.subscribe("a", "{ echo }").await;
    assert_eq!(
        client.hear().await["payload"],
        json!({ "data": { "echo": 5 } })
    );
    assert_eq!(client.hear().await["type"], "complete");
    for (query, code) in [
        ("mutation { bump }", "BAD_INPUT"),
        ("{ unknown }", "GRAPHQL_VALIDATION_FAILED"),
        ("{ echo", "GRAPHQL_PARSE_FAILED"),
        ("subscription { refused }", "FORBIDDEN"),
        ("subscription { panics }", "INTERNAL"),
        ("{ panics }", "INTERNAL"),
        ("{ slow }", "TIMEOUT"),
    ] {
        client.subscribe("b", query).await;
        assert_eq!(coded(&client.hear().await, "b"), code, "{query}");
    }
    let pong = client
        .ask(json!({ "type": "ping", "payload": { "a": 1 } }))
        .await;
    assert_eq!(pong, json!({ "type": "pong", "payload": { "a": 1 } }));
}

#[actix_web::test]
async fn a_completed_subscription_frees_its_id_and_its_place() {
    let world = World::new();
    let mut client = Client::ready(serve(&world)).await;
    for id in 0..20 {
        client
            .subscribe(&id.to_string(), "subscription { never }")
            .await;
    }
    client.subscribe("more", "subscription { never }").await;
    assert_eq!(coded(&client.hear().await, "more"), "TOO_COMPLEX");
    client.say(json!({ "type": "complete", "id": "0" })).await;
    client.subscribe("0", "subscription { count(to: 1) }").await;
    assert_eq!(
        client.hear().await["payload"],
        json!({ "data": { "count": 1 } })
    );
}

#[actix_web::test]
async fn tokens_are_checked_at_the_start_and_watched() {
    let world = World::new();
    let port = serve(&world);
    for payload in [
        json!({ "accessToken": "bad" }),
        json!({ "authorization": "good" }),
        json!({ "Authorization": 1 }),
    ] {
        let mut client = Client::connect(port).await;
        assert_eq!(
            client
                .ask(json!({ "type": "connection_init", "payload": payload }))
                .await,
            closed(4403)
        );
    }
    let mut client = Client::connect(port).await;
    let init = json!({ "type": "connection_init", "payload": { "authorization": "Bearer good" } });
    assert_eq!(client.ask(init).await["type"], "connection_ack");
    client.subscribe("a", "{ viewer }").await;
    assert_eq!(
        client.hear().await["payload"],
        json!({ "data": { "viewer": "good" } })
    );
    assert_eq!(client.hear().await["type"], "complete");
    world.tokens.0.store(true, Ordering::SeqCst);
    assert_eq!(client.hear().await, closed(4403));
}

#[actix_web::test]
async fn a_stopping_server_says_so_and_a_slow_reader_is_dropped() {
    let world = World::new();
    let port = serve(&world);
    let mut slow = Client::ready(port).await;
    slow.subscribe("a", "subscription { flood }").await;
    let mut client = Client::ready(port).await;
    actix_web::rt::time::sleep(Duration::from_millis(600)).await;
    let end = loop {
        let message = slow.hear().await;
        if message["type"] != "next" {
            break message;
        }
    };
    assert_ne!(end["type"], "complete", "{end}");
    world.stop.send(true).unwrap();
    assert_eq!(client.hear().await, closed(1001));
}
