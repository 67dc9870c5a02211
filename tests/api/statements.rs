//! What a request costs the database, counted in statements.

#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

use entity::{LocalizedText, Origin, theme};
use erfa::platform::clock::new_id;
use sea_orm::ConnectionTrait;

use crate::support::*;

const NETWORKS: &str = r"query ($now: DateTime!) { networks(first: 20) { nodes { name { text }
    members { nodes { name } }
    seminars(first: 5, filter: { startsAfter: $now }) { nodes { title { text } host { name } registrationCount } } } } }";

const DEEP: &str = r"query ($now: DateTime!) { networks(first: 20) { nodes { name { text }
    seminars(first: 5, filter: { startsAfter: $now }) { nodes { title { text } host { name } registrationCount } }
    documents(first: 5) { nodes { title { text } themes(first: 5) { nodes { code name { text } } } } } } } }";

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

/// A theme for every document there is: there are as many themes to load as documents.
async fn theme_everything(app: &TestApp) {
    let theme = app
        .put(theme::Model {
            id: new_id(),
            code: "test-of-statements".to_owned(),
            kind: theme::ThemeKind::Topic,
            number: None,
            name: LocalizedText::new("en", "Test of statements"),
            name_fold: "\ntest of statements\n".to_owned(),
            description: None,
            parent_id: None,
            position: 999,
            source: None,
            origin: Origin::Local,
            version: 1,
            created_at: app.now(),
            updated_at: app.now(),
        })
        .await;
    let link = format!(
        "INSERT INTO theme_link (subject_id, theme_id) SELECT document.id, theme.id FROM document, theme WHERE theme.code = '{}'",
        theme.code
    );
    let linked = app.connection.execute_unprepared(&link).await;
    linked.expect("every document has a theme");
}

#[rstest]
#[tokio::test]
async fn twenty_networks_with_seminars_and_documents_with_themes_cost_six_statements(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    theme_everything(&app).await;
    let (data, count) = fewest(&app, &app.anyone(), DEEP).await;
    let networks = data["networks"]["nodes"].as_array().expect("networks");
    let documents = |network: &Value| {
        let documents = network["documents"]["nodes"].as_array();
        documents.cloned().unwrap_or_default()
    };
    let documents: Vec<Value> = networks.iter().flat_map(documents).collect();
    assert!(documents.len() >= 6, "{} documents", documents.len());
    for document in &documents {
        let themes = &document["themes"]["nodes"];
        assert!(
            themes
                .as_array()
                .is_some_and(|all| all.iter().any(|one| one["code"] == "test-of-statements")),
            "{document:#}"
        );
    }
    assert!(count <= 6, "{count} statements");
    let person = app.person().await;
    let (_, count) = fewest(&app, &person, DEEP).await;
    assert!(count <= 7, "{count} statements for somebody signed in");
}
