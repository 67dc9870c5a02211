//! What a request costs the database, counted in statements.

use crate::support::*;

const NETWORKS: &str = r"query ($now: DateTime!) { networks(first: 20) { nodes { name { text }
    members { nodes { name } }
    seminars(first: 5, filter: { startsAfter: $now }) { nodes { title { text } host { name } registrationCount } } } } }";

/// The fewest statements of several runs: the reader of the change log adds some of its own now and then.
async fn fewest(app: &TestApp, client: &Client, query: &str) -> (Value, u64) {
    let variables = json!({ "now": app.now() });
    let mut best = (Value::Null, u64::MAX);
    for _ in 0..8 {
        let (data, count) = app.statements(client.data(query, variables.clone())).await;
        if count < best.1 {
            best = (data, count);
        }
    }
    best
}

#[rstest]
#[tokio::test]
async fn twenty_networks_with_members_and_seminars_cost_five_statements(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let (data, count) = fewest(&app, &app.anyone(), NETWORKS).await;
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    let seminars = |network: &Value| network["seminars"]["nodes"].as_array().map_or(0, Vec::len);
    let members = |network: &Value| network["members"]["nodes"].as_array().map_or(0, Vec::len);
    assert!(networks.len() >= 16, "{} networks", networks.len());
    assert!(
        networks.iter().map(seminars).sum::<usize>() > 10,
        "{data:#}"
    );
    assert!(networks.iter().map(members).sum::<usize>() > 20, "{data:#}");
    assert!(count <= 5, "{count} statements");
    let person = app.person().await;
    let (_, count) = fewest(&app, &person, NETWORKS).await;
    assert!(count <= 6, "{count} statements for somebody signed in");
}
