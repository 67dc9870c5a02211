//! Countries, regions, municipalities.

use crate::support::*;

#[rstest]
#[tokio::test]
async fn an_empty_database_has_no_municipalities(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let data = app
        .anyone()
        .data(
            "{ municipalities { totalCount nodes { name } } }",
            json!({}),
        )
        .await;
    assert_eq!(
        data,
        json!({ "municipalities": { "totalCount": 0, "nodes": [] } })
    );
}
