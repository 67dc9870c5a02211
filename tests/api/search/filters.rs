//! Narrowing the hits, and counting them by what they are.
#![allow(clippy::disallowed_methods, reason = "tests look behind the doors")]

use chrono::Utc;
use entity::{LocalizedText, Origin, search_entry, theme, theme_link};
use erfa::platform::clock::new_id;
use sea_orm::EntityTrait;

use super::*;
use crate::support::scene::gid;

fn mixed() -> Vec<Value> {
    let mut early = seminar("sv", "Vatten tidigt", "x");
    early["startsLocal"] = json!("2026-01-10T10:00");
    let mut late = seminar("sv", "Vatten sent", "x");
    late["startsLocal"] = json!("2027-03-01T23:30");
    vec![
        json!({ "type": "organisation", "ref": "o", "kind": "COMPANY", "name": "Vatten AB", "country": "SE" }),
        network("nb", "Vatten i Norge", "x", "NO"),
        network("sv", "Vatten i Sverige", "x", "SE"),
        early,
        late,
    ]
}

const FACETS: &str = "query ($query: String!, $filter: SearchFilter) { search(query: $query, filter: $filter) { totalCount facets {
    kinds { kind count } countries { country count } languages { locale count } themes { theme { code } count } } } }";

#[rstest]
#[tokio::test]
async fn hits_are_narrowed_by_kind_country_language_and_date(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let library = Library::with(db, &mixed()).await;
    let client = library.app.anyone();
    for (filter, expected) in [
        (
            json!({ "kinds": ["NETWORK"] }),
            vec!["Vatten i Norge", "Vatten i Sverige"],
        ),
        (
            json!({ "kinds": ["NETWORK", "ORGANISATION"], "countries": ["se"] }),
            vec!["Vatten AB", "Vatten i Sverige"],
        ),
        (json!({ "languages": ["nb"] }), vec!["Vatten i Norge"]),
        (
            json!({ "kinds": ["SEMINAR"], "datedFrom": "2027-03-01", "datedTo": "2027-03-01" }),
            vec!["Vatten sent"],
        ),
        (json!({ "datedTo": "2026-01-10" }), vec!["Vatten tidigt"]),
        (json!({ "datedTo": "2026-01-09" }), vec![]),
        (json!({ "kinds": [] }), vec![]),
    ] {
        let mut titles = found(&client, "vatten", filter.clone()).await;
        titles.sort();
        assert_eq!(titles, expected, "{filter}");
    }
}

#[rstest]
#[tokio::test]
async fn facets_count_all_hits_and_follow_the_filter(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(db, &mixed()).await;
    let client = library.app.anyone();
    let data = client.data(FACETS, json!({ "query": "vatten" })).await;
    let search = &data["search"];
    assert_eq!(search["totalCount"], 5);
    assert_eq!(
        search["facets"],
        json!({
            "kinds": [{ "kind": "NETWORK", "count": 2 }, { "kind": "SEMINAR", "count": 2 }, { "kind": "ORGANISATION", "count": 1 }],
            "countries": [{ "country": "SE", "count": 2 }, { "country": "NO", "count": 1 }],
            "languages": [{ "locale": "sv", "count": 4 }, { "locale": "nb", "count": 1 }],
            "themes": [],
        })
    );
    let only = json!({ "query": "vatten", "filter": { "languages": ["nb"] } });
    let data = client.data(FACETS, only).await;
    assert_eq!(data["search"]["totalCount"], 1);
    assert_eq!(
        data["search"]["facets"]["kinds"],
        json!([{ "kind": "NETWORK", "count": 1 }])
    );
}

#[rstest]
#[tokio::test]
async fn themes_narrow_and_are_counted(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let library = Library::with(db, &mixed()).await;
    let app = &library.app;
    let now = Utc::now();
    let mut themes = vec![];
    for (position, code) in [(1, "harbours"), (2, "water")] {
        let row = theme::Model {
            id: new_id(),
            code: code.to_owned(),
            kind: theme::ThemeKind::Topic,
            number: None,
            name: LocalizedText::new("en", code),
            name_fold: format!("\n{code}\n"),
            description: None,
            parent_id: None,
            position,
            source: None,
            origin: Origin::Import,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        themes.push(app.put(row).await.id);
    }
    let entries = search_entry::Entity::find()
        .all(&app.connection)
        .await
        .expect("entries");
    let networks = entries.iter().filter(|entry| entry.kind == "Network");
    for (number, network) in networks.enumerate() {
        for theme in &themes[number..] {
            app.put(theme_link::Model {
                subject_id: network.id,
                theme_id: *theme,
            })
            .await;
        }
    }
    library.rebuild().await;
    let data = app
        .anyone()
        .data(FACETS, json!({ "query": "vatten" }))
        .await;
    let counts = json!([{ "theme": { "code": "water" }, "count": 2 }, { "theme": { "code": "harbours" }, "count": 1 }]);
    assert_eq!(data["search"]["facets"]["themes"], counts);
    let ids: Vec<_> = themes.iter().map(|id| gid("Theme", *id)).collect();
    let of = async |ids: &[String]| {
        found(&app.anyone(), "vatten", json!({ "themeIds": ids }))
            .await
            .len()
    };
    assert_eq!(
        (of(&ids[..1]).await, of(&ids[1..]).await, of(&ids).await),
        (1, 2, 2)
    );
    assert_eq!(
        found(&app.anyone(), "harbours", json!({})).await,
        ["harbours"]
    );
}
