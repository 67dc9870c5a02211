use actix_web::{
    http::header,
    test::{TestRequest, call_service, init_service, read_body_json},
};
use serde_json::{Value, json};

use super::*;

const JSON: &str = "application/json";
const GRAPHQL: &str = "application/graphql-response+json";

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: header::HeaderMap,
    pub(super) body: Value,
}

impl Answer {
    pub(super) fn code(&self) -> &str {
        self.body["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
    }

    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map(|value| value.to_str().unwrap())
            .unwrap_or_default()
    }
}

pub(super) async fn send(request: TestRequest) -> Answer {
    send_to(&World::new(), request).await
}

pub(super) async fn send_to(world: &World, request: TestRequest) -> Answer {
    let app = init_service(app!(world.service, world.origins, world.flood)).await;
    let response = call_service(&app, request.to_request()).await;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let is_json = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|value| value.to_str().unwrap().contains("json"));
    let body = if status != 204 && is_json {
        read_body_json(response).await
    } else {
        Value::Null
    };
    Answer {
        status,
        headers,
        body,
    }
}

pub(super) fn post() -> TestRequest {
    TestRequest::post()
        .uri("/graphql")
        .insert_header((header::CONTENT_TYPE, JSON))
}

async fn ask(query: &str, accept: &str) -> Answer {
    send(
        post()
            .insert_header((header::ACCEPT, accept))
            .set_payload(json!({ "query": query }).to_string()),
    )
    .await
}

#[actix_web::test]
async fn the_status_tells_what_happened_when_the_media_type_says_so() {
    for (query, with_graphql, with_json, code) in [
        ("{ echo }", 200, 200, ""),
        (
            "{ thing { id } place(by: { id: 1 }) { failing { id } } }",
            200,
            200,
            "NOT_FOUND",
        ),
        ("{ echo", 400, 200, "GRAPHQL_PARSE_FAILED"),
        ("{ unknown }", 422, 200, "GRAPHQL_VALIDATION_FAILED"),
        (
            "query($n: Int!) { echo(number: $n) }",
            422,
            200,
            "BAD_INPUT",
        ),
        ("mutation { a: bump b: bump }", 422, 200, "TOO_COMPLEX"),
        ("subscription { never }", 400, 400, "BAD_INPUT"),
        ("{ slow }", 504, 504, "TIMEOUT"),
        ("{ panics }", 500, 500, "INTERNAL"),
    ] {
        for (accept, status) in [(GRAPHQL, with_graphql), (JSON, with_json)] {
            let answer = ask(query, accept).await;
            assert_eq!(
                (answer.status, answer.code()),
                (status, code),
                "{query} {accept}"
            );
            assert_eq!(
                answer.header("content-type"),
                format!("{accept}; charset=utf-8")
            );
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(
                answer.body.get("data").is_some(),
                code.is_empty() || code == "NOT_FOUND"
            );
        }
    }
}

#[actix_web::test]
async fn what_cannot_be_accepted_or_is_too_large_is_said() {
    let answer = ask("{ echo }", "text/html").await;
    assert_eq!((answer.status, answer.code()), (406, "NOT_ACCEPTABLE"));
    let large = "x".repeat(256 * 1024 + 1);
    let answer = send(post().set_payload(large.clone())).await;
    assert_eq!((answer.status, answer.code()), (413, "PAYLOAD_TOO_LARGE"));
    let announced = post().insert_header((header::CONTENT_LENGTH, large.len()));
    assert_eq!(send(announced).await.status, 413);
}

#[actix_web::test]
async fn other_methods_are_told_to_post() {
    for (method, allow) in [
        ("GET", "POST"),
        ("HEAD", "POST"),
        ("PUT", "GET, HEAD, POST, OPTIONS"),
        ("DELETE", "GET, HEAD, POST, OPTIONS"),
        ("PATCH", "GET, HEAD, POST, OPTIONS"),
        ("TRACE", "GET, HEAD, POST, OPTIONS"),
    ] {
        let answer =
            send(TestRequest::with_uri("/graphql?query={echo}").method(method.parse().unwrap()))
                .await;
        assert_eq!(
            (answer.status, answer.code(), answer.header("allow")),
            (405, "METHOD_NOT_ALLOWED", allow),
            "{method}"
        );
    }
    let asked = TestRequest::with_uri("/graphql").method(actix_web::http::Method::OPTIONS);
    let answer = send(asked).await;
    assert_eq!(
        (answer.status, answer.header("allow")),
        (204, "GET, HEAD, POST, OPTIONS")
    );
    let lost = send(TestRequest::with_uri("/elsewhere")).await;
    assert_eq!((lost.status, lost.code()), (404, "NOT_FOUND"));
}

#[actix_web::test]
async fn a_token_must_be_well_formed_and_good() {
    let with = |value: &'static str| {
        let body = json!({ "query": "{ viewer }" }).to_string();
        send(
            post()
                .insert_header((header::AUTHORIZATION, value))
                .set_payload(body),
        )
    };
    for bad in ["Bearer bad", "Bearer", "Bearer a b", "Basic Zm9v", "good"] {
        let answer = with(bad).await;
        assert_eq!(
            (answer.status, answer.code()),
            (401, "UNAUTHENTICATED"),
            "{bad}"
        );
        assert_eq!(answer.header("www-authenticate"), "Bearer");
    }
    assert_eq!(
        with("bearer good").await.body,
        json!({ "data": { "viewer": "good" } })
    );
    assert_eq!(
        ask("{ viewer }", JSON).await.body,
        json!({ "data": { "viewer": null } })
    );
}

#[actix_web::test]
async fn internal_errors_carry_the_request_id_and_nothing_else() {
    let body = json!({ "query": "{ place(by: { id: 1 }) { broken } }" }).to_string();
    let answer = send(
        post()
            .insert_header(("x-request-id", "my-id.1"))
            .set_payload(body),
    )
    .await;
    assert_eq!(
        answer.body["errors"][0]["extensions"],
        json!({ "code": "INTERNAL", "requestId": "my-id.1" })
    );
    assert!(!answer.body.to_string().contains("secret"));
    assert_eq!(answer.header("x-request-id"), "my-id.1");
    for unfit in ["", "a b", "é", &"x".repeat(65)] {
        let answer =
            send(TestRequest::with_uri("/elsewhere").insert_header(("x-request-id", unfit))).await;
        assert_eq!(answer.header("x-request-id").len(), 32);
    }
}

#[actix_web::test]
async fn a_panic_ends_its_own_request_alone() {
    let world = World::new();
    let app = init_service(app!(world.service, world.origins, world.flood)).await;
    for (query, status) in [("{ panics }", 500), ("{ echo }", 200), ("{ panics }", 500)] {
        let body = json!({ "query": query }).to_string();
        let response = call_service(&app, post().set_payload(body).to_request()).await;
        assert_eq!(response.status().as_u16(), status);
        let body: Value = read_body_json(response).await;
        let told = body["errors"][0]["message"].as_str().unwrap_or_default();
        assert!(
            !told.contains("unwrap") && !told.contains("TryFromInt"),
            "{told}"
        );
    }
}

#[actix_web::test]
async fn an_answer_holds_at_most_five_errors_and_the_cost_on_demand() {
    let answer = ask("{ nodes(ids: [0, 0, 0, 0, 0, 0, 0, 0]) { id } }", JSON).await;
    assert_eq!(answer.body["errors"].as_array().unwrap().len(), 5);
    let body = json!({ "query": "{ echo }", "extensions": { "cost": true } }).to_string();
    let answer = send(post().set_payload(body)).await;
    assert_eq!(
        answer.body["extensions"]["cost"],
        json!({ "requested": 1, "limit": 5_000 })
    );
}

#[actix_web::test]
async fn only_listed_pages_pass_the_preflight() {
    let preflight = |origin: &'static str| {
        let request = TestRequest::with_uri("/graphql").method(actix_web::http::Method::OPTIONS);
        send(
            request
                .insert_header((header::ORIGIN, origin))
                .insert_header((header::ACCESS_CONTROL_REQUEST_METHOD, "POST")),
        )
    };
    let good = preflight("https://a.example").await;
    assert_eq!(
        (good.status, good.header("access-control-allow-origin")),
        (204, "https://a.example")
    );
    assert!(
        good.header("access-control-allow-headers")
            .contains("authorization")
    );
    let bad = preflight("https://b.example").await;
    assert_eq!(
        (
            bad.status,
            bad.code(),
            bad.header("access-control-allow-origin")
        ),
        (403, "FORBIDDEN", "")
    );
}
