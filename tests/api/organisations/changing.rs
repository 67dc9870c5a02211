//! Adding and changing organisations.

use entity::affiliation::OrganisationRole;

use super::*;

async fn create(client: &Client, input: Value) -> Value {
    let selection = "organisation { id name version }";
    client
        .change(
            "createOrganisation",
            "CreateOrganisationInput",
            selection,
            input,
        )
        .await
}

async fn update(client: &Client, input: Value) -> Value {
    let selection =
        "organisation { name kindText website version parent { name } municipality { code } }";
    client
        .change(
            "updateOrganisation",
            "UpdateOrganisationInput",
            selection,
            input,
        )
        .await
}

async fn count(app: &TestApp) -> Value {
    let data = app
        .anyone()
        .data("{ organisations { totalCount } }", json!({}))
        .await;
    data["organisations"]["totalCount"].clone()
}

#[rstest]
#[tokio::test]
async fn only_those_who_run_the_platform_add_organisations(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let other = app.organisation("Other").await;
    let input = json!({ "kind": "COMPANY", "name": "Ny AB" });
    let admin = app.person_in(other.id, OrganisationRole::Admin).await;
    let answer = create(&app.anyone(), input.clone()).await;
    assert_eq!(answer["error"], "UNAUTHENTICATED");
    let answer = create(&admin, input.clone()).await;
    assert_eq!(answer["error"], "FORBIDDEN");
    assert_eq!(count(&app).await, 1);
    let answer = create(&app.platform_admin().await, input).await;
    assert_eq!(answer["organisation"]["name"], "Ny AB");
    assert_eq!(count(&app).await, 2);
}

#[rstest]
#[tokio::test]
async fn a_new_organisation_is_refused_with_all_its_faults(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    country(&app, "SE").await;
    country(&app, "NO").await;
    let ludvika = municipality(&app, "SE", "2085").await;
    let admin = app.platform_admin().await;
    let answer = create(
        &admin,
        json!({ "kind": "COMPANY", "name": "  ", "kindText": "x".repeat(201), "registrationNumber": "1".repeat(41),
            "source": "s".repeat(2001), "country": "XX" }),
    )
    .await;
    let expected = [
        "MISSING name",
        "TOO_LONG kindText",
        "TOO_LONG source",
        "TOO_LONG registrationNumber",
        "UNKNOWN_COUNTRY country",
    ];
    assert_eq!(codes(&answer), expected);
    let company = |more: Value| {
        let mut input = json!({ "kind": "COMPANY", "name": "Ny AB" });
        let more = more.as_object().cloned().unwrap_or_default();
        more.into_iter().for_each(|(key, value)| input[key] = value);
        input
    };
    for (more, expected) in [
        (json!({ "name": "n".repeat(201) }), "TOO_LONG name"),
        (
            json!({ "registrationNumber": "1" }),
            "COUNTRY_NEEDED country",
        ),
        (
            json!({ "country": "NO", "municipalityId": ludvika }),
            "COUNTRY_MISMATCH municipalityId",
        ),
        (json!({ "parentId": ludvika }), "WRONG_ID parentId"),
        (
            json!({ "municipalityId": "nonsense" }),
            "WRONG_ID municipalityId",
        ),
    ] {
        let answer = create(&admin, company(more.clone())).await;
        assert_eq!(codes(&answer), [expected], "{more}");
    }
    for more in [
        json!({ "parentId": gid("Organisation", new_id()) }),
        json!({ "municipalityId": gid("Municipality", new_id()) }),
    ] {
        let answer = create(&admin, company(more)).await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    assert_eq!(count(&app).await, 0);
}

#[rstest]
#[tokio::test]
async fn a_registration_number_belongs_to_one_organisation_of_a_country(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    country(&app, "SE").await;
    country(&app, "DK").await;
    let admin = app.platform_admin().await;
    let company = |country: &str| json!({ "kind": "COMPANY", "name": "Ett", "country": country, "registrationNumber": "12345678" });
    assert!(codes(&create(&admin, company("SE")).await).is_empty());
    let again = create(&admin, company("SE")).await;
    assert_eq!(codes(&again), ["REGISTRATION_TAKEN registrationNumber"]);
    assert_eq!(again["organisation"], json!(null));
    assert!(codes(&create(&admin, company("DK")).await).is_empty());
    assert_eq!(count(&app).await, 2);
}

#[rstest]
#[tokio::test]
async fn its_admins_change_an_organisation_and_nobody_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Ludvika kommun").await;
    let other = app.organisation("Other").await;
    let id = gid("Organisation", own.id);
    let input = json!({ "id": id, "version": 1, "name": "Åmåls kommun", "website": "https://example.org", "kindText": "kommun" });
    let editor = app.person_in(own.id, OrganisationRole::Editor).await;
    let stranger = app.person_in(other.id, OrganisationRole::Admin).await;
    for (client, code) in [
        (app.anyone(), "UNAUTHENTICATED"),
        (editor, "FORBIDDEN"),
        (stranger, "FORBIDDEN"),
    ] {
        assert_eq!(update(&client, input.clone()).await["error"], code);
    }
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let answer = update(&admin, input.clone()).await;
    assert_eq!(
        answer["organisation"],
        json!({ "name": "Åmåls kommun", "kindText": "kommun", "website": "https://example.org", "version": 2, "parent": null, "municipality": null })
    );
    let stale = update(&admin, input).await;
    assert_eq!(stale["error"], "CONFLICT");
    assert_eq!(stale["extensions"]["version"], 2);
    let emptied = json!({ "id": id, "version": 2, "kindText": null });
    let answer = update(&admin, emptied).await;
    assert_eq!(answer["organisation"]["kindText"], json!(null));
    assert_eq!(answer["organisation"]["website"], "https://example.org");
    let found = "query { organisations(filter: { name: \"åmåls kommun\" }) { totalCount } }";
    let data = app.anyone().data(found, json!({})).await;
    assert_eq!(data["organisations"]["totalCount"], 1);
}

#[rstest]
#[tokio::test]
async fn what_the_viewer_can_do_is_what_they_may(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let member = app.person_in(own.id, OrganisationRole::Member).await;
    let query =
        "query ($id: ID!) { organisation(by: { id: $id }) { viewerCan { edit managePeople } } }";
    for (client, can) in [
        (app.anyone(), false),
        (member, false),
        (admin, true),
        (app.platform_admin().await, true),
    ] {
        let variables = json!({ "id": gid("Organisation", own.id) });
        let data = client.data(query, variables).await;
        assert_eq!(
            data["organisation"]["viewerCan"],
            json!({ "edit": can, "managePeople": can })
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_change_is_refused_with_its_faults_and_nothing_is_written(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    country(&app, "NO").await;
    let abroad = municipality(&app, "NO", "5041").await;
    let own = app.organisation("Ludvika kommun").await;
    let admin = app.person_in(own.id, OrganisationRole::Admin).await;
    let id = gid("Organisation", own.id);
    let change = |more: Value| {
        let mut input = json!({ "id": id, "version": 1 });
        let more = more.as_object().cloned().unwrap_or_default();
        more.into_iter().for_each(|(key, value)| input[key] = value);
        input
    };
    for (more, expected) in [
        (json!({ "name": "" }), vec!["MISSING name"]),
        (
            json!({ "name": "n".repeat(201), "kindText": "k".repeat(201) }),
            vec!["TOO_LONG name", "TOO_LONG kindText"],
        ),
        (
            json!({ "municipalityId": abroad }),
            vec!["COUNTRY_MISMATCH municipalityId"],
        ),
        (json!({ "parentId": id }), vec!["PARENT_RING parentId"]),
        (json!({ "parentId": abroad }), vec!["WRONG_ID parentId"]),
        (json!({ "id": "x" }), vec!["WRONG_ID id"]),
    ] {
        let answer = update(&admin, change(more.clone())).await;
        assert_eq!(codes(&answer), expected, "{more}");
    }
    for more in [
        json!({ "id": gid("Organisation", new_id()) }),
        json!({ "parentId": gid("Organisation", new_id()) }),
    ] {
        let answer = update(&admin, change(more)).await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    let answer = update(&admin, change(json!({}))).await;
    assert_eq!(
        answer["organisation"]["version"], 2,
        "nothing was written before"
    );
    assert_eq!(answer["organisation"]["name"], "Ludvika kommun");
}

#[rstest]
#[tokio::test]
async fn no_organisation_is_part_of_itself_over_any_number_of_steps(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    let mut ids = vec![];
    for name in ["A", "B", "C"] {
        ids.push(gid("Organisation", app.organisation(name).await.id));
    }
    for (child, parent) in [(0, 1), (1, 2)] {
        let input = json!({ "id": ids[child], "version": 1, "parentId": ids[parent] });
        assert!(codes(&update(&admin, input).await).is_empty());
    }
    let ring = json!({ "id": ids[2], "version": 1, "parentId": ids[0] });
    assert_eq!(
        codes(&update(&admin, ring.clone()).await),
        ["PARENT_RING parentId"]
    );
    let free = json!({ "id": ids[0], "version": 2, "parentId": null });
    assert_eq!(
        update(&admin, free).await["organisation"]["parent"],
        json!(null)
    );
    assert!(codes(&update(&admin, ring).await).is_empty());
}

#[rstest]
#[tokio::test]
async fn of_two_that_would_be_part_of_each_other_at_once_one_is_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    for _ in 0..5 {
        let one = gid("Organisation", app.organisation("One").await.id);
        let other = gid("Organisation", app.organisation("Other").await.id);
        let change = |id: &str, parent: &str| json!({ "id": id, "version": 1, "parentId": parent });
        let (first, second) = tokio::join!(
            update(&admin, change(&one, &other)),
            update(&admin, change(&other, &one))
        );
        let refused = [&first, &second].map(codes);
        let rings = refused.iter().filter(|why| !why.is_empty()).count();
        assert_eq!(rings, 1, "{first:#} {second:#}");
    }
}
