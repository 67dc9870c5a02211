//! Finding organisations, and what they hang together with.

use super::*;

#[rstest]
#[tokio::test]
async fn anyone_finds_organisations_by_name_kind_and_country(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    for name in ["Åre kommun", "Ludvika kommun", "Region Dalarna"] {
        app.organisation(name).await;
    }
    let names = async |filter: Value| {
        let query = "query ($filter: OrganisationFilter) { organisations(filter: $filter) { totalCount nodes { name } } }";
        let data = app.anyone().data(query, json!({ "filter": filter })).await;
        let nodes = data["organisations"]["nodes"].as_array().cloned();
        let nodes = nodes.unwrap_or_default();
        assert_eq!(data["organisations"]["totalCount"], nodes.len());
        let name = |node: &Value| node["name"].as_str().unwrap_or_default().to_owned();
        nodes.iter().map(name).collect::<Vec<_>>()
    };
    let all = ["Ludvika kommun", "Region Dalarna", "Åre kommun"];
    assert_eq!(names(json!(null)).await, all);
    assert_eq!(names(json!({})).await, all);
    assert_eq!(names(json!({ "name": "åRE KOMMUN" })).await, ["Åre kommun"]);
    assert!(names(json!({ "name": "Åre" })).await.is_empty());
    assert!(names(json!({ "name": "are kommun" })).await.is_empty());
    assert_eq!(
        names(json!({ "nameBeginsWith": "dal" })).await,
        ["Region Dalarna"]
    );
    assert_eq!(names(json!({ "country": "SE" })).await, all);
    assert!(names(json!({ "country": "DK" })).await.is_empty());
    assert_eq!(names(json!({ "kinds": ["MUNICIPALITY"] })).await, all);
    assert!(names(json!({ "kinds": [] })).await.is_empty());
    assert!(names(json!({ "kinds": ["COMPANY"] })).await.is_empty());
    assert_eq!(names(json!({ "origin": "LOCAL" })).await, all);
    assert!(names(json!({ "name": "" })).await.is_empty());
}

#[rstest]
#[tokio::test]
async fn an_organisation_is_found_by_its_id_or_registration_number(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    country(&app, "SE").await;
    let admin = app.platform_admin().await;
    let made = admin
        .change(
            "createOrganisation",
            "CreateOrganisationInput",
            "organisation { id registrationNumber country { code } }",
            json!({ "kind": "MUNICIPALITY", "name": "Ludvika kommun", "country": "se", "registrationNumber": " 212000-2270 " }),
        )
        .await;
    assert_eq!(codes(&made), Vec::<String>::new());
    assert_eq!(made["organisation"]["registrationNumber"], "212000-2270");
    assert_eq!(made["organisation"]["country"]["code"], "SE");
    let id = &made["organisation"]["id"];
    let query = "query ($by: OrganisationBy!) { organisation(by: $by) { id name } }";
    for by in [
        json!({ "id": id }),
        json!({ "registrationNumber": { "country": "SE", "number": "212000 -2270" } }),
    ] {
        let data = app.anyone().data(query, json!({ "by": by })).await;
        assert_eq!(data["organisation"]["id"], *id, "{by}");
    }
    let none =
        json!({ "by": { "registrationNumber": { "country": "DK", "number": "212000-2270" } } });
    let data = app.anyone().data(query, none).await;
    assert_eq!(data["organisation"], json!(null));
    let wrong = json!({ "by": { "id": gid("Person", new_id()) } });
    assert_eq!(app.anyone().code(query, wrong).await, "BAD_INPUT");
}

#[rstest]
#[tokio::test]
async fn units_and_relations_of_many_organisations_cost_no_statement_for_each(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let query = "{ organisations { nodes { name viewerCan { edit managePeople }
        units { nodes { name parent { name } } }
        relationsFrom { nodes { kind to { name } } } relationsTo { nodes { from { name } } }
        affiliations { totalCount nodes { person { name } } } } } }";
    let mut counts = vec![];
    for _ in 0..2 {
        for _ in 0..3 {
            let whole = app.organisation("Whole").await;
            let part = app.organisation("Part").await;
            app.put(entity::organisation::Model {
                id: new_id(),
                parent_id: Some(whole.id),
                ..app.organisation("Unit").await
            })
            .await;
            app.put(entity::organisation_relation::Model {
                id: new_id(),
                kind: entity::organisation_relation::RelationKind::Owns,
                from_id: whole.id,
                to_id: part.id,
                starts_on: None,
                ends_on: None,
                version: 1,
                created_at: app.now(),
                updated_at: app.now(),
            })
            .await;
            app.person_in(whole.id, entity::affiliation::OrganisationRole::Member)
                .await;
        }
        let client = app.anyone();
        let (_, count) = app.statements(client.data(query, json!({}))).await;
        counts.push(count);
    }
    // Whatever their number: each of the six things asked for is one or two.
    assert!(counts.iter().all(|count| *count <= 12), "{counts:?}");
}

#[rstest]
#[tokio::test]
async fn a_nul_character_finds_nothing_and_breaks_nothing(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    app.organisation("Ludvika kommun").await;
    let query =
        "query ($filter: OrganisationFilter) { organisations(filter: $filter) { totalCount } }";
    let ask = |filter: Value| {
        let anyone = app.anyone();
        async move { anyone.run(query, json!({ "filter": filter })).await }
    };
    let body = ask(json!({ "name": "a\0" })).await;
    match db {
        Db::Sqlite => assert_eq!(body["data"]["organisations"]["totalCount"], 0),
        Db::Postgres => assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_INPUT"),
    }
    let body = ask(json!({ "country": "\0" })).await;
    assert_eq!(body["errors"][0]["extensions"]["code"], "BAD_INPUT");
}

#[rstest]
#[tokio::test]
async fn a_municipality_names_its_organisations(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    country(&app, "SE").await;
    let ludvika = municipality(&app, "SE", "2085").await;
    let admin = app.platform_admin().await;
    let made = admin
        .change(
            "createOrganisation",
            "CreateOrganisationInput",
            "organisation { country { code } municipality { code } }",
            json!({ "kind": "MUNICIPALITY", "name": "Ludvika kommun", "municipalityId": ludvika }),
        )
        .await;
    assert_eq!(made["organisation"]["country"]["code"], "SE");
    assert_eq!(made["organisation"]["municipality"]["code"], "2085");
    let query = "{ municipalities { nodes { organisations { nodes { name } } } } }";
    let data = app.anyone().data(query, json!({})).await;
    assert_eq!(
        data["municipalities"]["nodes"][0]["organisations"]["nodes"],
        json!([{ "name": "Ludvika kommun" }])
    );
}
