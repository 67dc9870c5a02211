//! Is it alive, is it ready.

use sea_orm::ConnectionTrait;

use super::*;

async fn ready(app: &TestApp) -> (u16, Value) {
    // An answer holds for half a second.
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    let answer = app.anyone().get("/readyz").await;
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

fn failing(body: &Value) -> &Value {
    assert_eq!(body["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    &body["errors"][0]["extensions"]["failing"]
}

#[rstest]
#[tokio::test]
async fn readiness_names_what_fails_and_nothing_else(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    assert_eq!(ready(&app).await, (200, json!({ "status": "ready" })));
    let files = app.app.settings.files_folder();
    let aside = files.with_extension("aside");
    std::fs::rename(&files, &aside).expect("the folder moves");
    let (status, body) = ready(&app).await;
    assert_eq!((status, failing(&body)), (503, &json!(["storage"])));
    assert!(!body.to_string().contains(files.to_str().expect("a path")));
    std::fs::rename(&aside, &files).expect("the folder moves back");
    let last =
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    let forgotten = app.connection.execute_unprepared(last).await;
    assert_eq!(forgotten.expect("it is forgotten").rows_affected(), 1);
    let (status, body) = ready(&app).await;
    assert_eq!((status, failing(&body)), (503, &json!(["migrations"])));
    app.app.store.clone().close().await;
    let (status, body) = ready(&app).await;
    assert_eq!(
        (status, failing(&body)),
        (503, &json!(["database", "migrations"]))
    );
    let alive = app.anyone().get("/healthz").await;
    assert_eq!(alive.status(), 200);
}

#[rstest]
#[tokio::test]
async fn what_is_read_is_read_by_head_too_and_other_methods_are_told_so(
    #[values(Db::Sqlite)] db: Db,
) {
    let app = TestApp::start(db).await;
    let anyone = app.anyone();
    for path in [
        "/",
        "/explorer/config.json",
        "/healthz",
        "/metrics",
        "/readyz",
        "/schema.graphql",
    ] {
        let head = anyone.request(reqwest::Method::HEAD, path).send().await;
        let head = head.expect("an answer");
        assert_eq!(head.status(), 200, "{path}");
        let read = anyone.get(path).await;
        let kind = |answer: &reqwest::Response| answer.headers()["content-type"].clone();
        assert_eq!(kind(&head), kind(&read), "{path}");
        for method in [reqwest::Method::POST, reqwest::Method::DELETE] {
            let told = anyone.request(method, path).send().await;
            let told = told.expect("an answer");
            assert_eq!(told.status(), 405, "{path}");
            assert_eq!(told.headers()["allow"], "GET, HEAD", "{path}");
            let body: Value = told.json().await.expect("JSON");
            assert_eq!(
                body["errors"][0]["extensions"]["code"],
                "METHOD_NOT_ALLOWED"
            );
        }
    }
}

#[rstest]
#[tokio::test]
async fn whoever_looks_after_the_server_is_never_limited(#[values(Db::Sqlite)] db: Db) {
    let app = TestApp::set(db, |settings| {
        limited(settings);
        settings.throttle.requests = rate(1, 600);
    })
    .await;
    assert_eq!(app.anyone().get("/schema.graphql").await.status(), 200);
    for _ in 0..5 {
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert_eq!(app.anyone().get(path).await.status(), 200, "{path}");
        }
        let refused = app.anyone().get("/schema.graphql").await;
        assert_eq!(refused.status(), 429);
        assert!(refused.headers().contains_key("retry-after"));
    }
}
