//! More than may be asked, and more than can be done.

use std::time::Instant;

use futures_util::future::join_all;
use reqwest::{Response, header::HeaderMap};
use serde_json::{Value, json};
use tokio_tungstenite::{connect_async, tungstenite::Error as SocketError};

use super::{
    over_socket::{Client, closed, coded, upgrade},
    *,
};
use crate::platform::throttle::Rate;

fn rate(most: u64, seconds: u64) -> Rate {
    Rate { most, seconds }
}

/// Asks, as somebody with this token or from this address behind a proxy.
async fn ask(port: u16, query: &str, token: Option<&str>, from: Option<&str>) -> Response {
    let request = super::client().post(format!("http://127.0.0.1:{port}/graphql"));
    let mut request = request.json(&json!({ "query": query }));
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    if let Some(from) = from {
        request = request.header("x-forwarded-for", from);
    }
    request.send().await.unwrap()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

/// What a refusal says: its status, its code, when to come back, and in words.
async fn refusal(response: Response) -> (u16, String, String, String) {
    let status = response.status().as_u16();
    let again = header(response.headers(), "retry-after").to_owned();
    let body: Value = response.json().await.unwrap();
    assert!(body.get("data").is_none(), "{body}");
    let error = &body["errors"][0];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (
        status,
        text(&error["extensions"]["code"]),
        again,
        text(&error["message"]),
    )
}

#[actix_web::test]
async fn requests_of_one_address_are_counted_whatever_they_ask() {
    let world = World::with(|_, throttle| throttle.requests = rate(3, 60));
    let port = serve(&world);
    assert_eq!(ask(port, "{ echo }", None, None).await.status(), 200);
    assert_eq!(ask(port, "{ echo }", Some("bad"), None).await.status(), 401);
    let elsewhere = super::client()
        .get(format!("http://127.0.0.1:{port}/elsewhere"))
        .send();
    assert_eq!(elsewhere.await.unwrap().status(), 404);
    // Nobody believes the header: no proxy is trusted.
    let refused = ask(port, "{ echo }", Some("good"), Some("203.0.113.5")).await;
    let standing = header(refused.headers(), "ratelimit").to_owned();
    assert!(standing.starts_with("\"requests\";r=0;"), "{standing}");
    let (status, code, again, message) = refusal(refused).await;
    assert_eq!((status, code.as_str()), (429, "RATE_LIMITED"));
    let again: u64 = again.parse().unwrap();
    assert!((15..=20).contains(&again), "{again}");
    assert!(message.starts_with("Too many requests from this address; come back in "));
}

#[actix_web::test]
async fn operations_count_their_cost_for_the_person_else_for_the_address() {
    let world = World::with(|settings, throttle| {
        throttle.address_cost = rate(40, 4_000);
        throttle.person_cost = rate(60, 6_000);
        settings.proxies.trusted = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let port = serve(&world);
    let children = "{ place(by: { id: 1 }) { children { children { id } } } }";
    let answer = ask(port, children, None, None).await;
    assert_eq!(answer.status(), 200);
    // 1 + 1 + 10 + 100 and more: as much as there is.
    assert_eq!(
        header(answer.headers(), "ratelimit"),
        "\"address_cost\";r=0;t=4000"
    );
    let policy = header(answer.headers(), "ratelimit-policy");
    assert_eq!(policy, "\"address_cost\";q=40;w=4000");
    let refused = ask(port, "{ echo }", None, None).await;
    assert_eq!(
        header(refused.headers(), "ratelimit"),
        "\"address_cost\";r=0;t=4000"
    );
    let (status, code, again, message) = refusal(refused).await;
    assert_eq!(
        (status, code.as_str(), again.as_str()),
        (429, "RATE_LIMITED", "1000")
    );
    assert_eq!(
        message,
        "Too many fields asked for from this address without signing in; come back in 1000 seconds."
    );
    let other = ask(port, "{ echo }", None, Some("203.0.113.5")).await;
    assert_eq!(
        header(other.headers(), "ratelimit"),
        "\"address_cost\";r=30;t=1000"
    );
    for left in [50, 40, 30, 20, 10, 0] {
        let answer = ask(port, "{ echo }", Some("good"), None).await;
        let standing = header(answer.headers(), "ratelimit").to_owned();
        assert!(
            standing.starts_with(&format!("\"person_cost\";r={left};")),
            "{standing}"
        );
    }
    let refused = ask(port, "{ echo }", Some("good"), Some("203.0.113.6")).await;
    let (status, _, _, message) = refusal(refused).await;
    assert_eq!(status, 429);
    assert!(message.contains("by this person"), "{message}");
}

#[actix_web::test]
async fn a_socket_counts_like_requests_and_ends_when_it_does_not_heed() {
    let world = World::with(|_, throttle| {
        throttle.address_cost = rate(20, 60);
        throttle.requests = rate(8, 600);
    });
    let mut client = Client::ready(serve(&world)).await;
    for id in ["a", "b"] {
        client.subscribe(id, "{ echo }").await;
        assert_eq!(client.hear().await["type"], "next");
        assert_eq!(client.hear().await["type"], "complete");
    }
    for query in ["{ echo }", "subscription { count(to: 1) }"] {
        client.subscribe("c", query).await;
        let answer = client.hear().await;
        assert_eq!(coded(&answer, "c"), "RATE_LIMITED");
        let again = &answer["payload"][0]["extensions"]["retryAfter"];
        assert!(
            again.as_u64().is_some_and(|seconds| seconds >= 1),
            "{answer}"
        );
    }
    let ping = json!({ "type": "ping" });
    assert_eq!(client.ask(ping.clone()).await["type"], "pong");
    assert_eq!(client.ask(ping.clone()).await["type"], "pong");
    assert_eq!(client.ask(ping).await, closed(4429));
}

#[actix_web::test]
async fn sockets_are_bounded_for_an_address_in_all_and_for_a_person() {
    let handshake =
        async |port| match connect_async(upgrade(port, Some("graphql-transport-ws"), None)).await {
            Err(SocketError::Http(response)) => response.status().as_u16(),
            other => panic!("{:?}", other.map(|_| "a socket")),
        };
    let world = World::with(|settings, _| settings.sockets.each_address = 1);
    let port = serve(&world);
    let first = Client::ready(port).await;
    assert_eq!(handshake(port).await, 429);
    drop(first);
    let world = World::with(|settings, _| settings.sockets.most = 1);
    let port = serve(&world);
    let _first = Client::ready(port).await;
    assert_eq!(handshake(port).await, 503);
    let world = World::with(|settings, _| settings.sockets.each_person = 1);
    let port = serve(&world);
    let init = json!({ "type": "connection_init", "payload": { "accessToken": "good" } });
    let mut first = Client::connect(port).await;
    assert_eq!(first.ask(init.clone()).await["type"], "connection_ack");
    let mut second = Client::connect(port).await;
    assert_eq!(second.ask(init.clone()).await, closed(1013));
    let _nobody = Client::ready(port).await;
    drop(first);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(5) {
        let mut third = Client::connect(port).await;
        if third.ask(init.clone()).await["type"] == "connection_ack" {
            return;
        }
    }
    panic!("the place of a socket that is gone was not given back");
}

#[actix_web::test]
async fn beyond_the_line_all_are_refused_at_once_and_the_server_recovers() {
    let world = World::with(|settings, throttle| {
        throttle.enabled = false;
        settings.in_work = 2;
        settings.waiting = 2;
        settings.deadline_ms = 2_000;
    });
    let port = serve(&world);
    let slow = (0..20).map(async |_| {
        let begun = Instant::now();
        let response = ask(port, "{ slow }", None, None).await;
        let status = response.status().as_u16();
        let again = header(response.headers(), "retry-after").to_owned();
        let body: Value = response.json().await.unwrap();
        let code = body["errors"][0]["extensions"]["code"].as_str();
        (
            status,
            code.unwrap_or_default().to_owned(),
            again,
            begun.elapsed(),
        )
    });
    let answers = join_all(slow).await;
    let of = |status| answers.iter().filter(move |answer| answer.0 == status);
    assert!(
        of(503).all(|(_, code, again, _)| code == "UNAVAILABLE" && again == "2"),
        "{answers:?}"
    );
    // To most it was said at once.
    let at_once = of(503).filter(|answer| answer.3 < Duration::from_millis(1_500));
    assert_eq!(at_once.count(), 16, "{answers:?}");
    // Two were worked for until their time was over. So was that of the two who waited: at the end of the line, or at the
    // very beginning of the work.
    let late = answers.iter().filter(|answer| answer.0 == 504).count();
    assert!((2..=4).contains(&late), "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|answer| answer.3 < Duration::from_millis(3_900)),
        "{answers:?}"
    );
    assert_eq!(
        (world.flood.line.in_work(), world.flood.line.waiting()),
        (0, 0)
    );
    assert_eq!(ask(port, "{ echo }", None, None).await.status(), 200);
}

#[actix_web::test]
async fn while_the_line_is_full_nothing_of_a_request_is_read() {
    let world = World::with(|settings, throttle| {
        throttle.enabled = false;
        settings.in_work = 1;
        settings.waiting = 0;
        settings.deadline_ms = 3_000;
    });
    let port = serve(&world);
    let slow = ask(port, "{ slow }", None, None);
    let refused = async {
        while world.flood.line.in_work() == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        // Neither JSON nor of a type that is read: nobody looked.
        let client = super::client();
        let request = client.post(format!("http://127.0.0.1:{port}/graphql"));
        let response = request.body("x".repeat(300_000)).send().await.unwrap();
        assert_eq!(response.status(), 503);
    };
    let (slow, ()) = tokio::join!(slow, refused);
    assert_eq!(slow.status(), 504);
}
