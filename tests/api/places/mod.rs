//! Countries, regions, municipalities.

use crate::support::{scene::gid, *};

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

#[rstest]
#[tokio::test]
async fn one_bad_id_among_several_fails_alone(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let organisation = app.organisation("Ludvika kommun").await;
    let ids = json!([
        gid("Organisation", organisation.id),
        "nonsense",
        gid("Person", organisation.id)
    ]);
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Organisation { name } } }";
    let answer = app.anyone().run(query, json!({ "ids": ids })).await;
    assert_eq!(
        answer["data"]["nodes"],
        json!([{ "name": "Ludvika kommun" }, null, null])
    );
    let errors = answer["errors"].as_array().expect("errors");
    assert_eq!(errors.len(), 1, "{errors:#?}");
    assert_eq!(errors[0]["extensions"]["code"], "BAD_INPUT");
    assert_eq!(errors[0]["path"], json!(["nodes", 1]));
}

#[rstest]
#[tokio::test]
async fn a_point_that_is_not_on_earth_blanks_its_own_field_only(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let query = "{ nearestMunicipalities(to: {latitude: 99, longitude: 0}) { kilometres } countries { totalCount } }";
    let answer = app.anyone().run(query, json!({})).await;
    assert_eq!(
        answer["data"],
        json!({ "nearestMunicipalities": null, "countries": { "totalCount": 0 } })
    );
    assert_eq!(answer["errors"][0]["extensions"]["code"], "BAD_INPUT");
}

#[rstest]
#[tokio::test]
async fn the_holidays_of_a_country_are_listed_by_date(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let query = "query ($country: String!, $year: Int!) { holidays(country: $country, year: $year) { date kind name { text locale } nameEn } }";
    let data = app
        .anyone()
        .data(query, json!({ "country": "ax", "year": 2026 }))
        .await;
    let all = data["holidays"].as_array().cloned().unwrap_or_default();
    assert_eq!(all.len(), 16);
    let midsummer = json!({ "date": "2026-06-20", "kind": "PUBLIC", "name": { "text": "Midsommardagen", "locale": "sv" }, "nameEn": "Midsummer Day" });
    assert!(all.contains(&midsummer), "{all:#?}");
    let dates: Vec<_> = all.iter().map(|one| one["date"].as_str()).collect();
    assert!(dates.is_sorted());
    for (country, year) in [("DE", 2026), ("SE", 2009), ("SE", 2200)] {
        let given = json!({ "country": country, "year": year });
        let body = app.anyone().run(query, given).await;
        let error = &body["errors"][0];
        assert_eq!(error["extensions"]["code"], "BAD_INPUT");
        let message = error["message"].as_str().unwrap_or_default();
        assert!(
            message.contains("SE") || message.contains("2010"),
            "{message}"
        );
    }
}
