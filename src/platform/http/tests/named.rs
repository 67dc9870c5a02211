use serde_json::json;

use super::{
    over_http::{post, send_to},
    over_socket::{Client, coded},
    *,
};

fn only(manifest: serde_json::Value) -> World {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), manifest.to_string()).unwrap();
    let settings = PersistedSettings {
        manifest: file.path().to_owned(),
        trusted_only: true,
        ..PersistedSettings::default()
    };
    World::knowing(Persisted::open(&settings, |_| Ok(())).unwrap())
}

#[actix_web::test]
async fn every_transport_serves_trusted_documents_and_nothing_else_where_that_is_set() {
    let world = only(json!({ "echo": "{ echo }", "count": "subscription { count(to: 1) }" }));
    let ask = |body: serde_json::Value, accept: &'static str| {
        let request = post().insert_header(("accept", accept));
        send_to(&world, request.set_payload(body.to_string()))
    };
    const GRAPHQL: &str = "application/graphql-response+json";
    let known = ask(json!({ "documentId": "echo" }), GRAPHQL).await;
    assert_eq!(known.body["data"]["echo"], 5);
    for (body, code) in [
        (
            json!({ "query": "{ echo }" }),
            "PERSISTED_QUERY_ID_REQUIRED",
        ),
        (
            json!({ "documentId": "other" }),
            "PERSISTED_QUERY_NOT_IN_LIST",
        ),
    ] {
        let answer = ask(body, GRAPHQL).await;
        assert_eq!((answer.status, answer.code()), (422, code));
    }
    let mut client = Client::ready(serve(&world)).await;
    let mut subscribe = async |payload: serde_json::Value| {
        client
            .ask(json!({ "type": "subscribe", "id": "a", "payload": payload }))
            .await
    };
    let free = subscribe(json!({ "query": "{ echo }" })).await;
    assert_eq!(coded(&free, "a"), "PERSISTED_QUERY_ID_REQUIRED");
    let told = subscribe(json!({ "documentId": "count" })).await;
    assert_eq!(told["payload"], json!({ "data": { "count": 1 } }));
}

#[actix_web::test]
async fn a_socket_learns_documents_by_their_hashes_as_well() {
    let world = World::new();
    let mut client = Client::ready(serve(&world)).await;
    let text = "{ echo(number: 9) }";
    let hash = sha256(text);
    let named = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } });
    let subscribe = |payload| json!({ "type": "subscribe", "id": "a", "payload": payload });
    let missing = client.ask(subscribe(json!({ "extensions": named }))).await;
    assert_eq!(coded(&missing, "a"), "PERSISTED_QUERY_NOT_FOUND");
    for payload in [
        json!({ "query": text, "extensions": named }),
        json!({ "extensions": named }),
    ] {
        let told = client.ask(subscribe(payload)).await;
        assert_eq!(told["payload"], json!({ "data": { "echo": 9 } }));
        assert_eq!(client.hear().await["type"], "complete");
    }
}
