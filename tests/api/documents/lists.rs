//! Lists of documents: filters, orders, and the gaps they show.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

fn titled(text: &str) -> Value {
    json!({ "title": [{ "locale": "sv", "text": text }] })
}

async fn titles(by: &Client, filter: Value, order: Value) -> Vec<String> {
    let query = "query ($filter: DocumentFilter, $order: DocumentOrder) {
        documents(filter: $filter, orderBy: $order) { totalCount nodes { title { text } } } }";
    let data = by
        .data(query, json!({ "filter": filter, "order": order }))
        .await;
    let nodes = data["documents"]["nodes"].as_array().expect("documents");
    assert_eq!(data["documents"]["totalCount"], nodes.len());
    let text = |one: &Value| one["title"]["text"].as_str().unwrap_or_default().to_owned();
    nodes.iter().map(text).collect()
}

#[rstest]
#[tokio::test]
async fn ownerless_and_stale_documents_are_found(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let keeper = app.person_named("Redaktör").await;
    let due = json!({ "reviewDueAt": app.now() + TimeDelta::days(5) });
    let ownerless = merged(titled("Utan ägare"), json!({ "kind": "PAGE" }));
    let ownerless = scene.published(ownerless).await;
    let kept = json!({ "contentOwnerId": gid("Person", keeper.id) });
    let kept = scene.published(merged(titled("Med person"), kept)).await;
    let named = merged(titled("Med ord"), json!({ "contentOwnerText": "Kansliet" }));
    let named = scene.published(named).await;
    let anyone = app.anyone();
    let by_title = json!({ "field": "TITLE" });
    let none = titles(
        &anyone,
        json!({ "hasContentOwner": false }),
        by_title.clone(),
    )
    .await;
    assert_eq!(none, ["Utan ägare"]);
    let some = titles(
        &anyone,
        json!({ "hasContentOwner": true }),
        by_title.clone(),
    )
    .await;
    assert_eq!(some, ["Med ord", "Med person"]);
    for one in [&ownerless, &kept, &named] {
        scene.act("review", one, due.clone()).await;
    }
    app.clock.advance(TimeDelta::days(7));
    let named = scene.see(&named).await;
    scene.act("review", &named, json!({})).await;
    let stale = titles(&anyone, json!({ "isStale": true }), by_title.clone()).await;
    assert_eq!(stale, ["Med person", "Utan ägare"]);
    let fresh = titles(&anyone, json!({ "isStale": false }), by_title.clone()).await;
    assert_eq!(fresh, ["Med ord"]);
    let both = json!({ "isStale": true, "hasContentOwner": false });
    assert_eq!(titles(&anyone, both, json!(null)).await, ["Utan ägare"]);
    let due = titles(&anyone, json!({}), json!({ "field": "REVIEW_DUE_AT" })).await;
    assert_eq!(due.last().map(String::as_str), Some("Med ord"));
    let query = "query ($id: ID!) { organisation(by: { id: $id }) { documents(filter: { isStale: true, hasContentOwner: false }) { totalCount } } }";
    let data = anyone
        .data(query, json!({ "id": gid("Organisation", scene.owner.id) }))
        .await;
    assert_eq!(data["organisation"]["documents"]["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn documents_are_found_by_what_they_are(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let other = app.organisation("Smedjebacken").await;
    let theme = scene.theme("housing").await;
    let place = app.municipality("SE", "2085", "Ludvika").await;
    let form = json!({
        "kind": "PLAN", "themeIds": [gid("Theme", theme.id)], "municipalityIds": [gid("Municipality", place.id)],
        "publisherId": gid("Organisation", other.id), "when": { "text": "2015", "earliest": "2015-01-01", "latest": "2015-12-31" },
    });
    scene.published(merged(titled("Översiktsplan"), form)).await;
    let danish = json!({ "locale": "da", "kind": "STRATEGY", "title": [{ "locale": "da", "text": "Ældrestrategi" }], "decisionDate": "2020-03-01" });
    scene.published(danish).await;
    let middle = app.now();
    app.clock.advance(TimeDelta::minutes(1));
    scene.draft(titled("Utkast till bostadsplan")).await;
    let editor = &scene.editor;
    for (filter, expected) in [
        (
            json!({}),
            vec!["Utkast till bostadsplan", "Ældrestrategi", "Översiktsplan"],
        ),
        (json!({ "kinds": ["PLAN", "MAP"] }), vec!["Översiktsplan"]),
        (json!({ "kinds": [] }), vec![]),
        (json!({ "locales": ["da"] }), vec!["Ældrestrategi"]),
        (
            json!({ "states": ["DRAFT"] }),
            vec!["Utkast till bostadsplan"],
        ),
        (
            json!({ "states": ["PUBLISHED"] }),
            vec!["Ældrestrategi", "Översiktsplan"],
        ),
        (json!({ "states": [] }), vec![]),
        (json!({ "ownerId": gid("Organisation", other.id) }), vec![]),
        (
            json!({ "publisherId": gid("Organisation", other.id) }),
            vec!["Översiktsplan"],
        ),
        (
            json!({ "themeIds": [gid("Theme", theme.id)] }),
            vec!["Översiktsplan"],
        ),
        (
            json!({ "municipalityId": gid("Municipality", place.id) }),
            vec!["Översiktsplan"],
        ),
        (
            json!({ "titleBeginsWith": "BOST" }),
            vec!["Utkast till bostadsplan"],
        ),
        (json!({ "titleBeginsWith": "æld" }), vec!["Ældrestrategi"]),
        (json!({ "titleBeginsWith": "aeld" }), vec![]),
        (json!({ "titleBeginsWith": "plan" }), vec![]),
        (
            json!({ "from": "2015-12-31", "before": "2020-03-01" }),
            vec!["Översiktsplan"],
        ),
        (
            json!({ "changedAfter": middle }),
            vec!["Utkast till bostadsplan"],
        ),
        (
            json!({ "mine": true }),
            vec!["Utkast till bostadsplan", "Ældrestrategi", "Översiktsplan"],
        ),
        (json!({ "mine": false }), vec![]),
        (json!({ "origin": "DEMO" }), vec![]),
    ] {
        assert_eq!(
            titles(editor, filter.clone(), json!(null)).await,
            expected,
            "{filter}"
        );
    }
    let neighbour = app.person_in(other.id, OrganisationRole::Editor).await;
    assert_eq!(
        titles(&neighbour, json!({ "mine": true }), json!(null)).await,
        Vec::<String>::new()
    );
    let by_title = json!({ "field": "TITLE" });
    let danish_last = ["Utkast till bostadsplan", "Ældrestrategi", "Översiktsplan"];
    assert_eq!(titles(editor, json!({}), by_title).await, danish_last);
    for (filter, field) in [
        (json!({ "ownerId": "x" }), "filter.ownerId"),
        (
            json!({ "networkIds": [gid("Theme", theme.id)] }),
            "filter.networkIds",
        ),
        (json!({ "themeIds": vec!["x"; 101] }), "filter.themeIds"),
    ] {
        let query = "query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount nodes { id } } }";
        let body = editor.run(query, json!({ "filter": filter })).await;
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT", "{body:#}");
        assert!(
            error["message"]
                .as_str()
                .is_some_and(|text| text.contains(field)),
            "{body:#}"
        );
    }
}
