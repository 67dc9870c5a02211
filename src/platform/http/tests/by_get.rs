use actix_web::{http::header, test::TestRequest};
use serde_json::{Value, json};

use super::{
    over_http::{Answer, post, send_to},
    *,
};

const ECHO: &str = "query Echo($number: Int = 1) { echo(number: $number) }";

/// Knows a few documents by name.
fn world() -> World {
    let file = tempfile::NamedTempFile::new().unwrap();
    let manifest = json!({
        "echo": ECHO,
        "bump": "mutation { bump }",
        "bumpIf": "mutation($yes: Boolean!) { bump @include(if: $yes) }",
        "count": "subscription { count(to: 2) }",
        "viewer": "{ viewer }",
    });
    std::fs::write(file.path(), manifest.to_string()).unwrap();
    let settings = PersistedSettings {
        manifest: file.path().to_owned(),
        ..PersistedSettings::default()
    };
    World::knowing(Persisted::open(&settings, |_| Ok(())).unwrap())
}

async fn get(world: &World, pairs: &[(&str, &str)]) -> Answer {
    let address = reqwest::Url::parse_with_params("http://a/graphql", pairs).unwrap();
    let query = address.query().unwrap_or_default();
    send_to(world, TestRequest::with_uri(&format!("/graphql?{query}"))).await
}

#[actix_web::test]
async fn a_query_that_is_named_is_answered() {
    let world = world();
    let answer = get(&world, &[("documentId", "echo")]).await;
    assert_eq!(
        (answer.status, &answer.body),
        (200, &json!({ "data": { "echo": 1 } }))
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    let answer = get(
        &world,
        &[
            ("documentId", "echo"),
            ("operationName", "Echo"),
            ("variables", r#"{"number":7}"#),
            ("extensions", r#"{"cost":true}"#),
            ("unknown", "passed over"),
        ],
    )
    .await;
    assert_eq!(answer.body["data"], json!({ "echo": 7 }));
    assert_eq!(answer.body["extensions"]["cost"]["limit"], 5_000);
    let asked = TestRequest::with_uri("/graphql?documentId=viewer")
        .insert_header((header::AUTHORIZATION, "Bearer good"));
    assert_eq!(send_to(&world, asked).await.body["data"]["viewer"], "good");
}

#[actix_web::test]
async fn a_hash_is_known_after_it_was_posted_with_its_document() {
    let world = world();
    let hash = "8d01b45bdfa80f9ba6d3c3a75bf1d5c4b2ed3ac2b8ccbdbeaa8cb6a4e7c2ab2b";
    let wrong = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let answer = get(&world, &[("extensions", &wrong.to_string())]).await;
    assert_eq!(answer.status, 200, "as application/json");
    assert_eq!(
        answer.body,
        json!({ "errors": [{ "message": "PersistedQueryNotFound", "extensions": { "code": "PERSISTED_QUERY_NOT_FOUND" } }] })
    );
    let text = "{ echo(number: 3) }";
    let posted = json!({ "query": text, "extensions": wrong }).to_string();
    let refused = send_to(&world, post().set_payload(posted)).await;
    assert_eq!(refused.code(), "BAD_INPUT");
    assert!(
        refused.body["errors"][0]["message"]
            .as_str()
            .unwrap()
            .contains("SHA-256")
    );

    let hash = sha256(text);
    let right = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let posted = json!({ "query": text, "extensions": right }).to_string();
    let first = send_to(&world, post().set_payload(posted)).await;
    assert_eq!(first.body["data"]["echo"], 3);
    let by_get = get(&world, &[("extensions", &right.to_string())]).await;
    assert_eq!(by_get.body["data"]["echo"], 3);
    let by_id = get(&world, &[("documentId", &format!("sha256:{hash}"))]).await;
    assert_eq!(by_id.body["data"]["echo"], 3);
}

#[actix_web::test]
async fn what_the_gate_refuses_is_not_remembered() {
    let world = world();
    let text = "{ gone }";
    let hash = sha256(text);
    let named = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let posted = json!({ "query": text, "extensions": named }).to_string();
    let refused = send_to(&world, post().set_payload(posted)).await;
    assert_eq!(refused.code(), "GRAPHQL_VALIDATION_FAILED");
    let again = get(&world, &[("extensions", &named.to_string())]).await;
    assert_eq!(again.code(), "PERSISTED_QUERY_NOT_FOUND");
}

#[actix_web::test]
async fn what_a_get_may_not_do_is_said_and_not_done() {
    let world = world();
    for (pairs, code) in [
        (&[("documentId", "bump")][..], "METHOD_NOT_ALLOWED"),
        (&[("documentId", "bumpIf")], "METHOD_NOT_ALLOWED"),
        (&[("query", "{ echo }")], "METHOD_NOT_ALLOWED"),
        (
            &[("query", "{ echo }"), ("documentId", "echo")],
            "METHOD_NOT_ALLOWED",
        ),
    ] {
        let answer = get(&world, pairs).await;
        let found = (answer.status, answer.code(), answer.header("allow"));
        assert_eq!(found, (405, code, "POST"), "{pairs:?}");
    }
    for pairs in [
        &[][..],
        &[("documentId", "count")],
        &[("documentId", "echo"), ("documentId", "echo")],
        &[("documentId", "echo"), ("variables", "[]")],
        &[("documentId", "echo"), ("variables", "{")],
        &[
            ("documentId", "echo"),
            ("variables", "{}"),
            ("variables", "{}"),
        ],
        &[("documentId", "echo"), ("extensions", "1")],
        &[("documentId", "echo"), ("operationName", "Other")],
        &[(
            "extensions",
            r#"{"persistedQuery":{"version":2,"sha256Hash":"x"}}"#,
        )],
        &[("extensions", r#"{"persistedQuery":{"sha256Hash":"x"}}"#)],
        &[("extensions", r#"{"persistedQuery":"x"}"#)],
    ] {
        assert_eq!(get(&world, pairs).await.code(), "BAD_INPUT", "{pairs:?}");
    }
    let unknown = get(&world, &[("documentId", "other")]).await;
    assert_eq!(unknown.code(), "PERSISTED_QUERY_NOT_FOUND");
    let not_utf8 = TestRequest::with_uri("/graphql?documentId=%ff");
    assert_eq!(send_to(&world, not_utf8).await.code(), "BAD_INPUT");
    let bumped = json!({ "query": "mutation { bump }" }).to_string();
    let answer = send_to(&world, post().set_payload(bumped)).await;
    assert_eq!(answer.body["data"]["bump"], 1, "no GET ran the mutation");
}

#[actix_web::test]
async fn head_answers_as_get_without_a_body() {
    let world = world();
    let port = serve(&world);
    let client = super::client();
    let address = format!("http://127.0.0.1:{port}/graphql");
    for (query, status) in [
        ("documentId=echo", 200),
        ("documentId=bump", 405),
        ("", 400),
    ] {
        let answer = client
            .head(format!("{address}?{query}"))
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), status, "{query}");
        assert!(answer.headers().contains_key("content-type"));
        assert_eq!(answer.text().await.unwrap(), "");
    }
    // The connection is still in step.
    let again = client
        .get(format!("{address}?documentId=echo"))
        .send()
        .await
        .unwrap();
    assert_eq!(again.json::<Value>().await.unwrap()["data"]["echo"], 1);
}
