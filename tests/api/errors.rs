//! What goes wrong on this side is told without saying how things are made here.

use sea_orm::ConnectionTrait;

use crate::support::*;

#[rstest]
#[tokio::test]
async fn what_the_database_says_stays_here(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let gone = "ALTER TABLE theme RENAME TO elsewhere";
    app.connection
        .execute_unprepared(gone)
        .await
        .expect("the table is gone");
    let query =
        json!({ "query": "{ networks { totalCount } themes { totalCount nodes { code } } }" });
    let request = app.anyone().request(reqwest::Method::POST, "/graphql");
    let answer = request.json(&query).send().await.expect("an answer");
    let id = answer.headers()["x-request-id"].to_str().map(str::to_owned);
    let body: Value = answer.json().await.expect("JSON");
    assert_eq!(body["data"]["networks"]["totalCount"], 0, "{body:#}");
    let errors = body["errors"].as_array().expect("errors");
    assert!(!errors.is_empty());
    for error in errors {
        let extensions = json!({ "code": "INTERNAL", "requestId": id.as_deref().expect("an id") });
        assert_eq!(error["extensions"], extensions);
    }
    let told = body.to_string().to_lowercase();
    for word in [
        "no such table",
        "relation",
        "elsewhere",
        "select",
        "sqlite",
        "postgres",
        "sqlx",
        "sea_orm",
        "exist",
        "panicked",
    ] {
        assert!(!told.contains(word), "it says {word}: {body:#}");
    }
}
