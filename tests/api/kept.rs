//! Answers that a client keeps, and asks about by their tags.

use reqwest::{Method, Response, header};

use crate::support::*;

const DOCUMENTS: &str =
    r#"{ "names": "{ organisations(first: 3) { nodes { name } } viewer { person { name } } }" }"#;

async fn app(db: Db) -> TestApp {
    let file = std::env::temp_dir().join(format!(
        "erfa-trusted-{}.json",
        erfa::platform::clock::new_id()
    ));
    std::fs::write(&file, DOCUMENTS).expect("a manifest");
    let manifest = file.clone();
    let app = TestApp::set(db, |settings| settings.persisted.manifest = manifest).await;
    std::fs::remove_file(file).expect("it was read");
    app
}

async fn ask(client: &Client, known: Option<&str>) -> Response {
    let request = client.request(Method::GET, "/graphql?documentId=names");
    let request = match known {
        Some(tag) => request.header(header::IF_NONE_MATCH, tag),
        None => request,
    };
    request.send().await.expect("an answer")
}

fn tag(answer: &Response) -> String {
    let tag = answer.headers().get(header::ETAG).expect("a tag");
    tag.to_str().expect("text").to_owned()
}

/// Asks for the tag and at once with it, until neither a new minute nor the reader of the change log comes between.
async fn asked_twice(app: &TestApp, client: &Client, most: u64) -> (String, Response, u64) {
    let mut last = None;
    for _ in 0..8 {
        let known = tag(&ask(client, None).await);
        let (answer, count) = app.statements(ask(client, Some(&known))).await;
        if answer.status() == 304 && count <= most {
            return (known, answer, count);
        }
        last = Some((known, answer, count));
    }
    last.expect("it was asked")
}

#[rstest]
#[tokio::test]
async fn an_answer_that_still_holds_is_not_sent_again_until_something_changes(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = app(db).await;
    let anyone = app.anyone();
    let first = ask(&anyone, None).await;
    assert_eq!(first.status(), 200);
    assert_eq!(first.headers()[header::CACHE_CONTROL], "private, no-cache");
    let vary: Vec<_> = first.headers().get_all(header::VARY).iter().collect();
    let varies = |name: &str| {
        vary.iter()
            .any(|value| value.to_str().is_ok_and(|text| text.contains(name)))
    };
    assert!(
        varies("Authorization") && varies("Accept-Language"),
        "{vary:?}"
    );
    let (known, same, statements) = asked_twice(&app, &anyone, 0).await;
    assert_eq!((same.status().as_u16(), tag(&same)), (304, known.clone()));
    assert_eq!(statements, 0, "nobody in particular asks no table");
    assert!(same.bytes().await.expect("a body").is_empty());
    let any = ask(&anyone, Some("*")).await;
    assert_eq!(any.status(), 304);
    let admin = app.platform_admin().await;
    let input = json!({ "kind": "NGO", "name": "Aa organisation of this test" });
    let made = admin
        .change(
            "createOrganisation",
            "CreateOrganisationInput",
            "organisation { name }",
            input,
        )
        .await;
    assert!(made["organisation"]["name"].is_string(), "{made}");
    let changed = ask(&anyone, Some(&known)).await;
    assert_eq!(changed.status(), 200);
    assert_ne!(tag(&changed), known);
    let body: Value = changed.json().await.expect("JSON");
    assert_eq!(
        body["data"]["organisations"]["nodes"][0]["name"],
        "Aa organisation of this test"
    );
}

#[rstest]
#[tokio::test]
async fn nobody_is_told_that_the_answer_of_somebody_else_holds(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = app(db).await;
    let (one, other) = (app.person().await, app.person().await);
    let (known, same, statements) = asked_twice(&app, &one, 1).await;
    assert_eq!(same.status(), 304);
    assert!(statements <= 1, "{statements} statements find out who asks");
    for client in [&other, &app.anyone()] {
        let answer = ask(client, Some(&known)).await;
        assert_eq!(answer.status(), 200);
        assert_ne!(tag(&answer), known);
    }
}

#[rstest]
#[tokio::test]
async fn documents_that_are_not_trusted_have_no_tag(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = app(db).await;
    let anyone = app.anyone();
    let answer = anyone
        .request(Method::POST, "/graphql")
        .json(&json!({ "documentId": "names" }))
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.headers().get(header::ETAG), None);
    assert_eq!(answer.headers()[header::CACHE_CONTROL], "no-store");
}
