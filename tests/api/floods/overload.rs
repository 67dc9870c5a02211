//! More than the database can do.

use std::time::{Duration, Instant};

use erfa::platform::{access::Work, error::Code};

use super::*;

#[rstest]
#[tokio::test]
async fn a_statement_that_runs_away_is_ended_and_the_connection_goes_on(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
    #[values(false, true)] writing: bool,
) {
    let app = TestApp::set(db, |settings| settings.database.statement_timeout_ms = 500).await;
    somebody(&app, "anna@example.org").await;
    for _ in 0..3 {
        let begun = Instant::now();
        let ended = app.app.store.run_away(writing).await;
        assert_eq!(ended.map_err(|error| error.code()), Err(Code::Timeout));
        let took = begun.elapsed();
        assert!(
            took >= Duration::from_millis(450) && took < Duration::from_secs(10),
            "{took:?}"
        );
    }
    app.anyone()
        .data("{ networks { nodes { id } } }", json!({}))
        .await;
    signed_in(&app, "anna@example.org").await;
}

#[rstest]
#[tokio::test]
async fn long_work_of_the_server_itself_is_not_ended(#[values(Db::Sqlite)] db: Db) {
    let app = TestApp::set(db, |settings| settings.database.statement_timeout_ms = 300).await;
    let store = &app.app.store;
    let work = Work::of_system(store, "test", app.app.followers.clone()).await;
    let work = work.expect("its turn");
    tokio::time::sleep(Duration::from_millis(600)).await;
    let all = work
        .all(work.select::<entity::municipality::Entity>())
        .await;
    assert!(all.is_ok());
    work.finish(Ok(())).await.expect("kept");
}

#[rstest]
#[tokio::test]
async fn a_database_with_no_connection_to_spare_is_busy_and_not_broken(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::set(db, |settings| {
        settings.database.acquire_timeout_ms = 300;
        settings.database.connections = 2;
    })
    .await;
    somebody(&app, "anna@example.org").await;
    let hold = async || Work::of_system(&app.app.store, "test", app.app.followers.clone()).await;
    let mut held = vec![hold().await.expect("a connection")];
    if db == Db::Postgres {
        held.push(hold().await.expect("the other one"));
    }
    let body = json!({
        "query": "mutation ($input: SignInInput!) { signIn(input: $input) { session { accessToken } } }",
        "variables": { "input": { "email": "anna@example.org", "password": PASSWORD } },
    });
    let begun = Instant::now();
    let request = app.anyone().request(Method::POST, "/graphql").json(&body);
    let answer = request.send().await.expect("an answer");
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["retry-after"], "2");
    let text: Value = answer.json().await.expect("JSON");
    assert_eq!(text["errors"][0]["extensions"]["code"], "UNAVAILABLE");
    assert!(begun.elapsed() < Duration::from_secs(5));
    for work in held {
        work.finish(Ok(())).await.expect("nothing to keep");
    }
    signed_in(&app, "anna@example.org").await;
}

#[rstest]
#[tokio::test]
async fn files_count_as_well(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::set(db, |settings| {
        limited(settings);
        settings.throttle.address_cost = rate(100, 600);
        settings.throttle.person_cost = rate(100, 600);
    })
    .await;
    let person = app.person().await;
    for client in [app.anyone(), person.clone()] {
        for expected in [404, 404, 429] {
            let request = client.request(Method::GET, "/files/none");
            let answer = request.send().await.expect("an answer");
            assert_eq!(answer.status(), expected);
        }
    }
    let upload = person.request(Method::POST, "/files");
    let upload = upload.header("x-erfa-upload", "1").send().await;
    assert_eq!(upload.expect("an answer").status(), 429);
}
