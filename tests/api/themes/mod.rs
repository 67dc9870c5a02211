//! Themes: kept by those who run the platform, borne by networks.

use entity::{Visibility, affiliation::OrganisationRole};

use crate::{
    networks::scene::{merged, refusal, refusals},
    support::{scene::gid, *},
};

pub async fn theme(admin: &Client, code: &str, more: Value) -> Value {
    let input = merged(
        json!({ "code": code, "name": [{ "locale": "en", "text": code }, { "locale": "da", "text": format!("{code} på dansk") }] }),
        &more,
    );
    let fields =
        "theme { id code kind number version name(locale: \"da\") { text } parent { code } }";
    admin
        .change("createTheme", "CreateThemeInput", fields, input)
        .await
}

async fn update(by: &Client, theme: &Value, more: Value) -> Value {
    let input = merged(
        json!({ "id": theme["id"], "version": theme["version"] }),
        &more,
    );
    let fields = "theme { id code version name(locale: \"da\") { text } parent { code } }";
    by.change("updateTheme", "UpdateThemeInput", fields, input)
        .await
}

#[rstest]
#[tokio::test]
async fn themes_are_kept_by_those_who_run_the_platform(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"].clone();
    assert_eq!(housing["kind"], "TOPIC");
    let part = theme(
        &admin,
        "village-housing",
        json!({ "parentId": housing["id"] }),
    )
    .await;
    assert_eq!(part["theme"]["parent"]["code"], "housing", "{part:#}");
    let goal = theme(&admin, "sdg-11", json!({ "number": 11 })).await;
    assert_eq!(goal["theme"]["kind"], "SUSTAINABLE_DEVELOPMENT_GOAL");
    let renamed = json!({ "name": [{ "locale": "da", "text": "Boliger" }] });
    let after = update(&admin, &housing, renamed.clone()).await;
    assert_eq!(after["theme"]["name"]["text"], "Boliger", "{after:#}");
    assert_eq!(
        update(&admin, &housing, renamed.clone()).await["error"],
        "CONFLICT"
    );
    let somebody = app.person().await;
    assert_eq!(theme(&somebody, "x", json!({})).await["error"], "FORBIDDEN");
    assert_eq!(
        theme(&app.anyone(), "x", json!({})).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        update(&somebody, &after["theme"], renamed).await["error"],
        "FORBIDDEN"
    );
}

#[rstest]
#[tokio::test]
async fn a_bad_theme_is_refused_by_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"].clone();
    let part = theme(&admin, "part", json!({ "parentId": housing["id"] })).await["theme"].clone();
    theme(&admin, "sdg-11", json!({ "number": 11 })).await;
    assert_eq!(
        refusal(&theme(&admin, "housing", json!({})).await),
        "THEME_TAKEN"
    );
    let again = theme(&admin, "goal-11", json!({ "number": 11 })).await;
    assert_eq!(refusal(&again), "THEME_TAKEN");
    for code in ["Housing", "a b", "år"] {
        assert_eq!(
            refusal(&theme(&admin, code, json!({})).await),
            "BAD_CODE",
            "{code}"
        );
    }
    assert_eq!(refusal(&theme(&admin, " ", json!({})).await), "MISSING");
    assert_eq!(
        refusal(&theme(&admin, &"x".repeat(61), json!({})).await),
        "TOO_LONG"
    );
    let wrong = json!({ "name": [], "number": 18, "position": -1 });
    let wrong = refusals(&theme(&admin, "ok", wrong).await);
    let fields: Vec<_> = wrong.iter().map(|(_, field)| field.as_str()).collect();
    assert_eq!(fields, ["name", "number", "position"]);
    let ring = update(&admin, &housing, json!({ "parentId": part["id"] })).await;
    assert_eq!(refusal(&ring), "PARENT_RING");
    let itself = update(&admin, &housing, json!({ "parentId": housing["id"] })).await;
    assert_eq!(refusal(&itself), "PARENT_RING");
    let unknown = json!({ "parentId": gid("Theme", app.organisation("x").await.id) });
    assert_eq!(refusal(&update(&admin, &housing, unknown).await), "UNKNOWN");
}

#[rstest]
#[tokio::test]
async fn networks_say_what_they_are_about_and_are_found_by_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"]["id"].clone();
    let schools = theme(&admin, "schools", json!({})).await["theme"]["id"].clone();
    app.network("Another", Visibility::Public).await;
    let owner = app.organisation("Owner").await;
    let founder = app.person_in(owner.id, OrganisationRole::Editor).await;
    let input = json!({ "ownerId": gid("Organisation", owner.id), "locale": "sv", "status": "ACTIVE",
        "name": [{ "locale": "sv", "text": "Boendenätverket" }], "themeIds": [housing, schools] });
    let fields = "network { id version themes { nodes { code } } }";
    let made = founder
        .change("createNetwork", "CreateNetworkInput", fields, input)
        .await;
    let codes = |made: &Value| made["network"]["themes"]["nodes"].clone();
    assert_eq!(
        codes(&made),
        json!([{ "code": "housing" }, { "code": "schools" }]),
        "{made:#}"
    );
    let input = json!({ "id": made["network"]["id"], "version": made["network"]["version"], "themeIds": [housing] });
    let made = founder
        .change("updateNetwork", "UpdateNetworkInput", fields, input.clone())
        .await;
    assert_eq!(codes(&made), json!([{ "code": "housing" }]));
    let query = "query ($ids: [ID!]) { networks(filter: { themeIds: $ids }) { totalCount nodes { name { text } } }
        themes { nodes { code networks { totalCount } } } }";
    let data = app.anyone().data(query, json!({ "ids": [housing] })).await;
    assert_eq!(
        data["networks"]["nodes"],
        json!([{ "name": { "text": "Boendenätverket" } }])
    );
    let counts = json!([
        { "code": "housing", "networks": { "totalCount": 1 } },
        { "code": "schools", "networks": { "totalCount": 0 } },
    ]);
    assert_eq!(data["themes"]["nodes"], counts);
    let data = app.anyone().data(query, json!({ "ids": [schools] })).await;
    assert_eq!(data["networks"]["totalCount"], 0);
    let input = merged(
        input,
        &json!({ "version": made["network"]["version"], "themeIds": [gid("Network", owner.id)] }),
    );
    let wrong = founder
        .change("updateNetwork", "UpdateNetworkInput", fields, input)
        .await;
    assert_eq!(refusal(&wrong), "WRONG_ID");
}
