//! What instances tell of the changes of others: subscriptions, and the tags of answers.

use std::time::Instant;

use super::{CREATED, SOON, Three, ask, soon};
use crate::{
    command::{Serving, erfa, folder, sign_in},
    support::*,
};

pub async fn changes_are_heard_everywhere(three: &Three) {
    let coordinator = sign_in(&three.a, "coordinator@demo.example").await;
    let query = "{ viewer { coordinates(first: 1) { nodes { id version } } } }";
    let data = coordinator.data(query, json!({})).await;
    let network = data["viewer"]["coordinates"]["nodes"][0].clone();
    let at_c = three
        .c
        .client()
        .with_token(coordinator.token().expect("a token"));
    let heard =
        "subscription ($id: ID!) { networkChanged(id: $id) { version cadenceTargetPerYear } }";
    let mut socket = at_c.subscribe(heard, json!({ "id": network["id"] })).await;
    assert_eq!(socket.next().await["type"], "next");
    // What is told is read at the primary: the replica has nothing of it.
    three.cluster.pause().await;
    let begun = Instant::now();
    let input =
        json!({ "id": network["id"], "version": network["version"], "cadenceTargetPerYear": 7 });
    let changed = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { version }",
            input,
        )
        .await;
    let told = socket.next().await;
    let told = &told["payload"]["data"]["networkChanged"];
    assert_eq!(told["version"], changed["network"]["version"], "{told:#}");
    assert_eq!(told["cadenceTargetPerYear"], 7);
    assert!(begun.elapsed() < SOON, "{:?}", begun.elapsed());
    three.replicated().await;
}

/// The name of an answer that was read at a replica does not stand for what is newer.
pub async fn tags_do_not_outlive_changes(three: &Three) {
    // A file of trusted documents is read at the start, so this takes an instance of its own.
    let folder = folder();
    let manifest =
        json!({ "count": "{ organisations(filter: { kinds: [COMPANY] }) { totalCount } }" });
    std::fs::write(folder.path().join("trusted.json"), manifest.to_string()).expect("a file");
    let key = three.key.path().join("secret.key");
    let settings = format!(
        "[persisted]\nmanifest = \"trusted.json\"\n[auth]\nsecret_file = {key:?}\n[database]\nurl = \"{}\"\nreplicas = [\"{}\"]\nmax_lag_ms = 600000\n",
        three.cluster.primary_url(),
        three.cluster.replica_url()
    );
    std::fs::write(folder.path().join("erfa.toml"), settings).expect("a file");
    let serving = Serving::of(erfa(folder.path()), &[]);
    let (client, admin) = (
        serving.client(),
        sign_in(&three.a, "admin@demo.example").await,
    );
    let get = async |known: Option<&str>, seen: Option<&str>| {
        let mut request = client.request(reqwest::Method::GET, "/graphql?documentId=count");
        for (header, value) in [("if-none-match", known), ("x-erfa-position", seen)] {
            if let Some(value) = value {
                request = request.header(header, value);
            }
        }
        let answer = request.send().await.expect("an answer");
        let tag = answer
            .headers()
            .get("etag")
            .map(|tag| tag.to_str().expect("plain").to_owned());
        let status = answer.status().as_u16();
        let body = answer.json::<Value>().await.unwrap_or_default();
        (
            status,
            tag,
            body["data"]["organisations"]["totalCount"].as_i64(),
        )
    };
    soon(
        "the replica is read, and its answers have names",
        || async { client.reads_at("replica").await >= 1.0 && get(None, None).await.1.is_some() },
    )
    .await;
    soon("an answer from the replica still holds", || async {
        let (_, tag, _) = get(None, None).await;
        tag.is_some() && get(tag.as_deref(), None).await.0 == 304
    })
    .await;
    let (_, tag, before) = get(None, None).await;
    let before = before.expect("a number");
    three.cluster.pause().await;
    let (_, position) = ask(&admin, CREATED, json!({ "name": "Tagged Ltd" }), None).await;
    let position = position.expect("a position");
    let (status, _, count) = get(tag.as_deref(), Some(&position)).await;
    assert_eq!(
        (status, count),
        (200, Some(before + 1)),
        "read at the primary"
    );
    soon("the change is heard of", || async {
        get(tag.as_deref(), None).await.0 == 200
    })
    .await;
    let (status, nameless, count) = get(tag.as_deref(), None).await;
    assert_eq!(
        (status, nameless, count),
        (200, None, Some(before)),
        "old, so without a name"
    );
    three.cluster.resume().await;
    soon("the replica has caught up", || async {
        let (status, tag, count) = get(tag.as_deref(), None).await;
        (status, tag.is_some(), count) == (200, true, Some(before + 1))
    })
    .await;
}
