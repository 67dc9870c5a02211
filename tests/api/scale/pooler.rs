//! Behind PgBouncer, which gives each transaction a session of its own, and before 1.21 keeps no prepared statements.

use futures_util::future::join_all;

use super::{CREATED, Cluster, FOUND, ask, instance};
use crate::{
    command::{folder, sign_in},
    support::*,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn it_serves_behind_a_pooler_of_transactions() {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await;
    let cluster = cluster.expect("a cluster");
    let key = folder();
    let settings = format!(
        "[database]\nurl = \"{}\"\ndirect_url = \"{}\"\nprepared_statements = false\n",
        cluster.pooler_url(),
        cluster.primary_url()
    );
    let start = |settings: String| {
        let key = key.path().to_owned();
        tokio::task::spawn_blocking(move || instance(&key, &settings))
    };
    let (_one, a) = start(settings.clone()).await.expect("it starts");
    let (_two, b) = start(settings).await.expect("it starts");
    let admin = sign_in(&a, "admin@demo.example").await;
    let other = b.client().with_token(admin.token().expect("a token"));
    // More who ask and write at once than there are sessions: each statement may meet any of them.
    let work = (0..24).map(|number| {
        let clients = [admin.clone(), other.clone()];
        async move {
            for round in 0..5 {
                let writer = &clients[(number + round) % 2];
                let name = format!("Pooled {number}-{round}");
                let (made, none) = ask(writer, CREATED, json!({ "name": name }), None).await;
                assert_eq!(none, None, "without replicas nobody needs to know where it was written");
                let id = json!({ "id": made["data"]["createOrganisation"]["organisation"]["id"] });
                assert!(id["id"].is_string(), "{made:#}");
                for client in &clients {
                    let found = client.data(FOUND, id.clone()).await;
                    assert_eq!(found["node"]["name"], name);
                    let query = "{ municipalities(first: 3) { nodes { name region { name } } } \
                        networks(first: 3) { nodes { name { text } seminars(first: 2) { nodes { id } } } } }";
                    let data = client.data(query, json!({})).await;
                    assert_eq!(data["municipalities"]["nodes"].as_array().map(Vec::len), Some(3));
                }
            }
        }
    });
    join_all(work).await;
    // A subscription hears through the direct address what the other instance wrote.
    let coordinator = sign_in(&a, "coordinator@demo.example").await;
    let query = "{ viewer { coordinates(first: 1) { nodes { id version } } } }";
    let data = coordinator.data(query, json!({})).await;
    let network = &data["viewer"]["coordinates"]["nodes"][0];
    let at_b = b.client().with_token(coordinator.token().expect("a token"));
    let heard = "subscription ($id: ID!) { networkChanged(id: $id) { version } }";
    let mut socket = at_b.subscribe(heard, json!({ "id": network["id"] })).await;
    assert_eq!(socket.next().await["type"], "next");
    let input =
        json!({ "id": network["id"], "version": network["version"], "cadenceTargetPerYear": 3 });
    let changed = coordinator
        .change(
            "updateNetwork",
            "UpdateNetworkInput",
            "network { version }",
            input,
        )
        .await;
    let told = socket.next().await;
    assert_eq!(
        told["payload"]["data"]["networkChanged"]["version"],
        changed["network"]["version"]
    );
}
