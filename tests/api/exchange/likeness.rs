//! Municipalities like one, with the reasons.

use entity::municipality;
use erfa::platform::clock::new_id;

use super::scene::*;
use crate::{
    support::{scene::gid, *},
    themes::theme,
};

async fn place(
    app: &TestApp,
    name: &str,
    population: Option<i32>,
    area: Option<f64>,
) -> municipality::Model {
    let template = app
        .municipality("SE", &format!("0{}", name.len()), name)
        .await;
    app.put(municipality::Model {
        id: new_id(),
        code: format!("1{name}"),
        population,
        area_km2: area,
        ..template
    })
    .await
}

#[rstest]
#[tokio::test]
async fn the_most_alike_come_first_and_say_why(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let app = &stage.app;
    let own = place(app, "Own", Some(1_000), Some(100.0)).await;
    let twin = place(app, "Twin one", Some(1_100), Some(90.0)).await;
    let near = place(app, "Nearby town", Some(1_500), None).await;
    let shares = place(app, "Sharing place", Some(90_000), Some(5_000.0)).await;
    place(app, "Something far off", Some(90_000), Some(5_000.0)).await;
    let admin = app.platform_admin().await;
    let housing = theme(&admin, "housing", json!({})).await["theme"]["id"].clone();
    for one in [&own, &shares] {
        let content =
            json!({ "themeIds": [housing], "municipalityIds": [gid("Municipality", one.id)] });
        stage.published(json!({ "content": content })).await;
    }
    let query = "query ($id: ID!) { municipality(by: { id: $id }) { similar(first: 3) { municipality { name } closeness reasons { kind own other themes { code } } } } }";
    let id = json!({ "id": gid("Municipality", own.id) });
    let (data, cost) = app.statements(app.anyone().data(query, id.clone())).await;
    let found = data["municipality"]["similar"].clone();
    let names: Vec<_> = found
        .as_array()
        .expect("a list")
        .iter()
        .map(|one| one["municipality"]["name"].clone())
        .collect();
    assert_eq!(
        names,
        [json!(twin.name), json!(near.name), json!(shares.name)]
    );
    let both = json!([
        { "kind": "POPULATION", "own": 1000.0, "other": 1100.0, "themes": [] },
        { "kind": "AREA", "own": 100.0, "other": 90.0, "themes": [] },
    ]);
    assert_eq!(found[0]["reasons"], both);
    let shared = json!([{ "kind": "THEMES", "own": null, "other": null, "themes": [{ "code": "housing" }] }]);
    assert_eq!(found[2]["reasons"], shared);
    assert!(cost <= 6, "{cost} statements");
    for wrong in ["0", "21"] {
        let query = format!(
            "query ($id: ID!) {{ municipality(by: {{ id: $id }}) {{ similar(first: {wrong}) {{ closeness }} }} }}"
        );
        assert_eq!(app.anyone().code(&query, id.clone()).await, "BAD_INPUT");
    }
}
