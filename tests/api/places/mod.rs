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
