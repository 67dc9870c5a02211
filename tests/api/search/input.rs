//! What is refused, and how.

use super::*;

const ASK: &str = "query ($query: String!, $filter: SearchFilter, $first: Int, $after: String) {
    search(query: $query, filter: $filter, first: $first, after: $after) { totalCount nodes { score } } }";

async fn refused(client: &Client, variables: Value) -> String {
    let body = client.run(ASK, variables.clone()).await;
    let error = &body["errors"][0];
    assert_eq!(
        error["extensions"]["code"], "BAD_INPUT",
        "{variables}: {body:#}"
    );
    assert!(body["data"]["search"].is_null());
    error["message"].as_str().expect("a message").to_owned()
}

#[rstest]
#[tokio::test]
async fn a_query_with_nothing_to_look_for_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let long = "x".repeat(10_240);
    for (query, says) in [
        ("", "empty"),
        ("   \t\n", "empty"),
        ("å", "at least 2"),
        ("\"*\" (^) : - | & !", "letters"),
        ("-by", "leave out"),
        (long.as_str(), "at most 200"),
    ] {
        let message = refused(&app.anyone(), json!({ "query": query })).await;
        assert!(
            message.starts_with("query ") && message.contains(says),
            "{message}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn operators_of_other_engines_are_plain_text(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(db, &[seminar("da", "Havn og by", "and or not near")]).await;
    for query in [
        "havn AND by",
        "havn NEAR by",
        "NOT havn",
        "\"havn\" (by",
        "havn*",
        "by:* & havn | !",
        "'havn' <-> \\'",
        "havn ^by",
        "havn {by} [x\u{0}y]",
        "havn\"\"\"",
        "words:havn",
    ] {
        let body = library
            .app
            .anyone()
            .run(ASK, json!({ "query": query }))
            .await;
        assert!(body.get("errors").is_none(), "{query}: {body:#}");
    }
    assert_eq!(library.finds("havn AND by").await, ["Havn og by"]);
    assert_eq!(library.finds("(\"havn\")").await, ["Havn og by"]);
    let emoji = "🚢 havn 港 \u{202e}";
    assert_eq!(library.finds("havn 🚢").await, ["Havn og by"]);
    assert_eq!(total(&library.app.anyone(), emoji).await, 1);
}

#[rstest]
#[tokio::test]
async fn pages_and_filters_are_checked(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let client = app.anyone();
    for (more, says) in [
        (json!({ "first": 0 }), "first is 0"),
        (json!({ "first": 101 }), "first is 101"),
        (json!({ "first": -1 }), "first is -1"),
        (json!({ "after": "nonsense" }), "after is not a cursor"),
        (json!({ "after": "" }), "after is not a cursor"),
        (
            json!({ "filter": { "themeIds": ["Network_AAAA"] } }),
            "filter.themeIds",
        ),
        (
            json!({ "filter": { "datedFrom": "2026-02-01", "datedTo": "2026-01-01" } }),
            "filter.datedTo",
        ),
        (
            json!({ "filter": { "countries": vec!["SE"; 51] } }),
            "filter.countries",
        ),
    ] {
        let mut variables = json!({ "query": "havn" });
        for (name, value) in more.as_object().expect("members") {
            variables[name] = value.clone();
        }
        let message = refused(&client, variables).await;
        assert!(message.contains(says), "{message}");
    }
}

#[rstest]
#[tokio::test]
async fn a_cursor_is_good_for_its_question_only(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let records = [seminar("da", "Havn 1", "by"), seminar("da", "Havn 2", "by")];
    let library = Library::with(db, &records).await;
    let client = library.app.anyone();
    let ask = "{ search(query: \"havn\", first: 1) { pageInfo { endCursor } } }";
    let data = client.data(ask, json!({})).await;
    let after = &data["search"]["pageInfo"]["endCursor"];
    for other in [
        json!({ "query": "by", "after": after }),
        json!({ "query": "havn", "after": after, "filter": { "languages": ["da"] } }),
    ] {
        let message = refused(&client, other).await;
        assert!(message.contains("another query or filter"), "{message}");
    }
    let same = json!({ "query": "havn", "after": after });
    let data = client.data(ASK, same).await;
    assert_eq!(data["search"]["nodes"].as_array().map(Vec::len), Some(1));
}
