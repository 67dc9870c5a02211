//! Adding, changing and finding people.

use super::*;

async fn create(client: &Client, input: Value) -> Value {
    let selection = "person { id name locale visibility version affiliations { nodes { role title category organisation { name } isCurrent } } }";
    client
        .change("createPerson", "CreatePersonInput", selection, input)
        .await
}

async fn update(client: &Client, input: Value) -> Value {
    let selection = "person { name locale visibility version }";
    client
        .change("updatePerson", "UpdatePersonInput", selection, input)
        .await
}

async fn people(client: &Client, filter: Value) -> Vec<String> {
    let query = "query ($filter: PersonFilter) { people(filter: $filter) { nodes { name } } }";
    let data = client.data(query, json!({ "filter": filter })).await;
    let nodes = data["people"]["nodes"].as_array().cloned();
    let name = |node: &Value| node["name"].as_str().unwrap_or_default().to_owned();
    nodes.unwrap_or_default().iter().map(name).collect()
}

#[rstest]
#[tokio::test]
async fn an_organisations_admin_adds_people_to_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Ludvika kommun").await;
    let other = app.organisation("Other").await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let editor = app.person_in(own.id, OrganisationRole::Editor).await;
    let input = json!({ "name": " Åsa Öberg ", "locale": "sv", "organisationId": gid("Organisation", own.id),
        "category": "OFFICIAL", "title": "Chef", "role": "EDITOR" });
    assert_eq!(
        create(&app.anyone(), input.clone()).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(create(&editor, input.clone()).await["error"], "FORBIDDEN");
    let elsewhere = with(
        &input,
        json!({ "organisationId": gid("Organisation", other.id) }),
    );
    assert_eq!(create(&admin, elsewhere).await["error"], "FORBIDDEN");
    let answer = create(&admin, input).await;
    assert_eq!(codes(&answer), Vec::<String>::new());
    let person = &answer["person"];
    assert_eq!(person["name"], "Åsa Öberg");
    assert_eq!(person["visibility"], json!(null), "hers to know");
    assert_eq!(
        person["affiliations"]["nodes"],
        json!([{ "role": "EDITOR", "title": "Chef", "category": "OFFICIAL", "organisation": { "name": "Ludvika kommun" }, "isCurrent": true }])
    );
    assert_eq!(
        people(&admin, json!({ "nameBeginsWith": "öb" })).await,
        ["Åsa Öberg"]
    );
}

#[rstest]
#[tokio::test]
async fn only_those_who_run_the_platform_add_people_who_belong_nowhere(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let answer = create(&admin, json!({ "name": "Bo" })).await;
    assert_eq!(codes(&answer), ["MISSING organisationId"]);
    let platform = app.platform_admin().await;
    let answer = create(&platform, json!({ "name": "Bo", "visibility": "PUBLIC" })).await;
    assert_eq!(answer["person"]["visibility"], "PUBLIC");
    assert_eq!(people(&app.anyone(), json!(null)).await, ["Bo"]);
}

#[rstest]
#[tokio::test]
async fn a_new_person_is_refused_with_all_their_faults(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let input = json!({ "name": "Bo", "organisationId": gid("Organisation", own.id), "category": "OFFICIAL" });
    for (more, expected) in [
        (
            json!({ "name": "", "title": "t".repeat(201), "category": null }),
            vec!["MISSING name", "TOO_LONG title", "MISSING category"],
        ),
        (json!({ "name": "n".repeat(201) }), vec!["TOO_LONG name"]),
        (json!({ "name": "a\0b" }), vec!["BAD_CHARACTER name"]),
        (
            json!({ "organisationId": gid("Network", own.id) }),
            vec!["WRONG_ID organisationId"],
        ),
    ] {
        let answer = create(&admin, with(&input, more.clone())).await;
        assert_eq!(codes(&answer), expected, "{more}");
    }
    for (more, code) in [
        (
            json!({ "organisationId": gid("Organisation", new_id()) }),
            "NOT_FOUND",
        ),
        (json!({ "locale": "de" }), "BAD_INPUT"),
    ] {
        let answer = create(&admin, with(&input, more)).await;
        assert_eq!(answer["error"], code);
    }
    for more in [
        json!({ "role": "KING" }),
        json!({ "name": null }),
        json!({ "name": 5 }),
    ] {
        let answer = create(&admin, with(&input, more)).await;
        assert!(answer["error"].is_string(), "{answer}");
    }
    assert_eq!(
        people(&admin, json!({ "nameBeginsWith": "bo" })).await,
        Vec::<String>::new()
    );
}

#[rstest]
#[tokio::test]
async fn people_change_what_is_said_of_themselves_and_nobody_else_does(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let anna = app.person_in(own.id, OrganisationRole::Member).await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let id = gid("Person", anna.person_id);
    let input = json!({ "id": id, "version": 1, "name": "Anna", "locale": "da" });
    assert_eq!(
        update(&app.anyone(), input.clone()).await["error"],
        "NOT_FOUND"
    );
    assert_eq!(update(&admin, input.clone()).await["error"], "FORBIDDEN");
    let answer = update(&anna, input.clone()).await;
    assert_eq!(
        answer["person"],
        json!({ "name": "Anna", "locale": "da", "visibility": "REGISTERED", "version": 2 })
    );
    let stale = update(&anna, input).await;
    assert_eq!(stale["error"], "CONFLICT");
    assert_eq!(stale["extensions"]["version"], 2);
    for (more, expected) in [
        (json!({ "name": " " }), "MISSING name"),
        (json!({ "name": "n".repeat(201) }), "TOO_LONG name"),
        (json!({ "id": gid("Organisation", own.id) }), "WRONG_ID id"),
    ] {
        let answer = update(&anna, with(&json!({ "id": id, "version": 2 }), more)).await;
        assert_eq!(codes(&answer), [expected]);
    }
    let nobody = json!({ "id": gid("Person", new_id()), "version": 1 });
    assert_eq!(update(&anna, nobody).await["error"], "NOT_FOUND");
    let by_platform = json!({ "id": id, "version": 2, "locale": null });
    let answer = update(&app.platform_admin().await, by_platform).await;
    assert_eq!(answer["person"]["locale"], json!(null));
    let query =
        "query ($id: ID!) { node(id: $id) { ... on Person { visibility viewerCan { edit } } } }";
    for (client, own) in [(&anna, true), (&admin, false)] {
        let data = client.data(query, json!({ "id": id })).await;
        assert_eq!(data["node"]["viewerCan"]["edit"], own);
        assert_eq!(data["node"]["visibility"].is_string(), own);
    }
}

#[rstest]
#[tokio::test]
async fn people_are_found_by_name_and_by_where_they_belong_today(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let client = app.person().await;
    let platform = app.platform_admin().await;
    for name in ["Zoë Ås", "Ane-Marie Ågren", "Åse Berg"] {
        create(&platform, json!({ "name": name })).await;
    }
    assert_eq!(
        people(&client, json!({ "nameBeginsWith": "å" })).await,
        ["Ane-Marie Ågren", "Zoë Ås", "Åse Berg"]
    );
    assert_eq!(
        people(&client, json!({ "nameBeginsWith": "marie" })).await,
        ["Ane-Marie Ågren"]
    );
    assert_eq!(
        people(&client, json!({ "nameBeginsWith": "ase" })).await,
        Vec::<String>::new()
    );
    let here = json!({ "organisationId": gid("Organisation", own.id) });
    assert_eq!(people(&client, here.clone()).await, Vec::<String>::new());
    let member = app.person_in(own.id, OrganisationRole::Member).await;
    assert_eq!(people(&client, here.clone()).await, ["Test person"]);
    let query = "{ viewer { person { affiliations { nodes { id } } } } }";
    let data = member.data(query, json!({})).await;
    let id = &data["viewer"]["person"]["affiliations"]["nodes"][0]["id"];
    let ended = member
        .change(
            "endAffiliation",
            "EndAffiliationInput",
            "affiliation { isCurrent }",
            json!({ "id": id, "version": 1 }),
        )
        .await;
    assert_eq!(ended["affiliation"]["isCurrent"], false);
    assert_eq!(people(&client, here).await, Vec::<String>::new());
    let wrong = json!({ "filter": { "organisationId": "nonsense" } });
    let query = "query ($filter: PersonFilter) { people(filter: $filter) { totalCount } }";
    assert_eq!(client.code(query, wrong).await, "BAD_INPUT");
}
