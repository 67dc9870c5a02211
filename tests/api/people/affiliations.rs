//! Where people belong, and what that lets them do.

use chrono::TimeDelta;

use super::*;

async fn add(client: &Client, input: Value) -> Value {
    let selection =
        "affiliation { id version role title startsOn endsOn isCurrent viewerCan { edit end } }";
    client
        .change("addAffiliation", "AddAffiliationInput", selection, input)
        .await
}

async fn update(client: &Client, input: Value) -> Value {
    let selection = "affiliation { version role title category }";
    client
        .change(
            "updateAffiliation",
            "UpdateAffiliationInput",
            selection,
            input,
        )
        .await
}

async fn end(client: &Client, input: Value) -> Value {
    let selection = "affiliation { version endsOn isCurrent }";
    client
        .change("endAffiliation", "EndAffiliationInput", selection, input)
        .await
}

/// The roles a person has by what the server says.
async fn roles(client: &Client) -> Value {
    let query = "{ viewer { organisationRoles { role organisation { name } } } }";
    let data = client.data(query, json!({})).await;
    data["viewer"]["organisationRoles"].clone()
}

struct Scene {
    app: TestApp,
    organisation: entity::organisation::Model,
    id: String,
    admin: Client,
    /// The admin's affiliation.
    admins: String,
}

async fn scene(db: Db) -> Scene {
    let app = TestApp::start(db).await;
    let organisation = app.organisation("Own").await;
    let admin = app.person().await;
    let held = app.affiliate(admin.person_id, organisation.id, OrganisationRole::Admin);
    Scene {
        admins: gid("Affiliation", held.await.id),
        id: gid("Organisation", organisation.id),
        organisation,
        admin,
        app,
    }
}

impl Scene {
    async fn member(&self, role: OrganisationRole) -> (Client, String) {
        let client = self.app.person().await;
        let held = self
            .app
            .affiliate(client.person_id, self.organisation.id, role);
        (client, gid("Affiliation", held.await.id))
    }
}

#[rstest]
#[tokio::test]
async fn an_organisations_admins_let_people_belong_to_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let bo = scene.app.person().await;
    let (editor, _) = scene.member(OrganisationRole::Editor).await;
    let input = json!({ "personId": gid("Person", bo.person_id), "organisationId": scene.id, "category": "OFFICIAL",
        "title": "Chef", "role": "EDITOR", "startsOn": scene.app.today() });
    assert_eq!(
        add(&scene.app.anyone(), input.clone()).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(add(&editor, input.clone()).await["error"], "FORBIDDEN");
    assert_eq!(add(&bo, input.clone()).await["error"], "FORBIDDEN");
    assert_eq!(roles(&bo).await, json!([]));
    let answer = add(&scene.admin, input).await;
    assert_eq!(answer["affiliation"]["isCurrent"], true);
    assert_eq!(
        answer["affiliation"]["viewerCan"],
        json!({ "edit": true, "end": true })
    );
    assert_eq!(
        roles(&bo).await,
        json!([{ "role": "EDITOR", "organisation": { "name": "Own" } }])
    );
}

#[rstest]
#[tokio::test]
async fn a_new_affiliation_is_refused_with_its_faults(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let bo = scene.app.person().await;
    let input = json!({ "personId": gid("Person", bo.person_id), "organisationId": scene.id, "category": "OFFICIAL" });
    for (more, expected) in [
        (
            json!({ "title": "t".repeat(201), "startsOn": "2026-02-01", "endsOn": "2026-02-01" }),
            vec!["TOO_LONG title", "REVERSED endsOn"],
        ),
        (json!({ "personId": scene.id }), vec!["WRONG_ID personId"]),
        (
            json!({ "organisationId": "x" }),
            vec!["WRONG_ID organisationId"],
        ),
    ] {
        let answer = add(&scene.admin, with(&input, more.clone())).await;
        assert_eq!(codes(&answer), expected, "{more}");
    }
    for more in [
        json!({ "personId": gid("Person", new_id()) }),
        json!({ "organisationId": gid("Organisation", new_id()) }),
    ] {
        let answer = add(&scene.admin, with(&input, more)).await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    let answer = add(
        &scene.admin,
        with(&input, json!({ "startsOn": "yesterday" })),
    )
    .await;
    assert_eq!(answer["error"], "BAD_INPUT");
    let answer = add(&scene.admin, with(&input, json!({ "category": "KING" }))).await;
    assert!(answer["error"].is_string());
    assert_eq!(roles(&bo).await, json!([]));
}

#[rstest]
#[tokio::test]
async fn an_affiliation_gives_its_role_only_while_it_holds(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let bo = scene.app.person().await;
    let day = |days| scene.app.today() + TimeDelta::days(days);
    let input = json!({ "personId": gid("Person", bo.person_id), "organisationId": scene.id, "category": "OFFICIAL",
        "startsOn": day(1), "endsOn": day(2) });
    let answer = add(&scene.admin, input).await;
    assert_eq!(answer["affiliation"]["isCurrent"], false);
    let mut seen = vec![];
    for _ in 0..3 {
        seen.push(roles(&bo).await.as_array().map(Vec::len));
        scene.app.clock.advance(TimeDelta::days(1));
    }
    assert_eq!(seen, [Some(0), Some(1), Some(0)]);
}

#[rstest]
#[tokio::test]
async fn ending_an_affiliation_ends_the_access_it_gave_at_once(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let (second, held) = scene.member(OrganisationRole::Admin).await;
    let (stranger, _) = (scene.app.person().await, ());
    let (bystander, _) = scene.member(OrganisationRole::Member).await;
    let rename = async |version: i64| {
        let input = json!({ "id": scene.id, "version": version, "name": "Renamed" });
        second
            .change(
                "updateOrganisation",
                "UpdateOrganisationInput",
                "organisation { version }",
                input,
            )
            .await
    };
    assert_eq!(rename(1).await["organisation"]["version"], 2);
    let input = json!({ "id": held, "version": 1 });
    assert_eq!(
        end(&scene.app.anyone(), input.clone()).await["error"],
        "NOT_FOUND"
    );
    assert_eq!(end(&stranger, input.clone()).await["error"], "FORBIDDEN");
    assert_eq!(end(&bystander, input.clone()).await["error"], "FORBIDDEN");
    let answer = end(&scene.admin, input.clone()).await;
    assert_eq!(
        answer["affiliation"],
        json!({ "version": 2, "endsOn": scene.app.today(), "isCurrent": false })
    );
    assert_eq!(rename(2).await["error"], "FORBIDDEN");
    assert_eq!(roles(&second).await, json!([]));
    assert_eq!(end(&scene.admin, input).await["error"], "CONFLICT");
    let again = json!({ "id": held, "version": 2 });
    assert_eq!(codes(&end(&scene.admin, again).await), ["ALREADY_ENDED -"]);
}

#[rstest]
#[tokio::test]
async fn people_leave_by_themselves_but_do_not_stay_longer(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let (bo, held) = scene.member(OrganisationRole::Member).await;
    let day = |days| scene.app.today() + TimeDelta::days(days);
    let ends =
        |version: i64, days: i64| json!({ "id": held, "version": version, "endsOn": day(days) });
    let answer = end(&bo, ends(1, 10)).await;
    assert_eq!(answer["affiliation"]["isCurrent"], true);
    assert_eq!(codes(&end(&bo, ends(2, 11)).await), ["ENDS_EARLIER endsOn"]);
    assert_eq!(codes(&end(&bo, ends(2, 5)).await), Vec::<String>::new());
    let wrong = json!({ "id": scene.id, "version": 1 });
    assert_eq!(codes(&end(&bo, wrong).await), ["WRONG_ID id"]);
    let nowhere = json!({ "id": gid("Affiliation", new_id()), "version": 1 });
    assert_eq!(end(&bo, nowhere).await["error"], "NOT_FOUND");
    let input = json!({ "personId": gid("Person", bo.person_id), "organisationId": scene.id, "category": "VOLUNTEER", "startsOn": day(3) });
    let later = add(&scene.admin, input).await;
    let early = with(
        &json!({ "version": 1, "endsOn": day(0) }),
        json!({ "id": later["affiliation"]["id"] }),
    );
    assert_eq!(codes(&end(&bo, early).await), ["REVERSED endsOn"]);
    let never = json!({ "version": 1, "id": later["affiliation"]["id"] });
    assert_eq!(
        end(&bo, never).await["affiliation"]["endsOn"],
        json!(day(3))
    );
}

#[rstest]
#[tokio::test]
async fn an_organisations_last_admin_stays(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let lower = json!({ "id": scene.admins, "version": 1, "role": "MEMBER" });
    let leave = json!({ "id": scene.admins, "version": 1 });
    let day = |days| scene.app.today() + TimeDelta::days(days);
    assert_eq!(
        codes(&update(&scene.admin, lower.clone()).await),
        ["LAST_ADMIN role"]
    );
    assert_eq!(
        codes(&end(&scene.admin, leave.clone()).await),
        ["LAST_ADMIN endsOn"]
    );
    let later = with(&leave, json!({ "endsOn": day(30) }));
    assert_eq!(
        codes(&end(&scene.admin, later.clone()).await),
        ["LAST_ADMIN endsOn"]
    );
    let platform = scene.app.platform_admin().await;
    assert_eq!(
        codes(&end(&platform, leave.clone()).await),
        ["LAST_ADMIN endsOn"]
    );

    // One who is an admin today, but no longer on that day, is no successor.
    let bo = scene.app.person().await;
    let input = json!({ "personId": gid("Person", bo.person_id), "organisationId": scene.id, "category": "OFFICIAL", "role": "ADMIN", "endsOn": day(10) });
    add(&scene.admin, input).await;
    assert_eq!(
        codes(&end(&scene.admin, later).await),
        ["LAST_ADMIN endsOn"]
    );
    let answer = update(&scene.admin, lower).await;
    assert_eq!(answer["affiliation"]["role"], "MEMBER");
    assert_eq!(
        codes(&end(&scene.admin, with(&leave, json!({ "version": 2 }))).await),
        Vec::<String>::new()
    );
}

#[rstest]
#[tokio::test]
async fn of_two_last_admins_who_leave_at_once_one_stays(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    for _ in 0..3 {
        let scene = scene(db).await;
        let (second, held) = scene.member(OrganisationRole::Admin).await;
        let (one, other) = tokio::join!(
            end(&scene.admin, json!({ "id": scene.admins, "version": 1 })),
            end(&second, json!({ "id": held, "version": 1 }))
        );
        let refused = [&one, &other].map(codes);
        let stayed = refused.iter().filter(|why| !why.is_empty()).count();
        assert_eq!(stayed, 1, "{one:#} {other:#}");
    }
}

#[rstest]
#[tokio::test]
async fn nobody_raises_their_own_role(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let (editor, held) = scene.member(OrganisationRole::Editor).await;
    let raise = json!({ "id": held, "version": 1, "role": "ADMIN" });
    assert_eq!(update(&editor, raise.clone()).await["error"], "FORBIDDEN");
    assert_eq!(
        update(&scene.app.anyone(), raise.clone()).await["error"],
        "NOT_FOUND"
    );
    // Neither do those who run the platform.
    let platform = scene.app.platform_admin().await;
    let person = gid("Person", platform.person_id);
    let own = json!({ "personId": person, "organisationId": scene.id, "category": "OFFICIAL", "role": "MEMBER" });
    assert_eq!(codes(&add(&platform, own.clone()).await), ["OWN_ROLE role"]);
    let given = add(&scene.admin, own).await;
    let raised = json!({ "id": given["affiliation"]["id"], "version": 1, "role": "EDITOR" });
    assert_eq!(codes(&update(&platform, raised).await), ["OWN_ROLE role"]);
    // Another admin does it.
    assert_eq!(
        update(&scene.admin, raise).await["affiliation"]["role"],
        "ADMIN"
    );
}

#[rstest]
#[tokio::test]
async fn an_affiliation_changes_with_its_faults_refused(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let (bo, held) = scene.member(OrganisationRole::Member).await;
    let input = json!({ "id": held, "version": 1 });
    let change = json!({ "title": " Chef ", "category": "CONSULTANT" });
    assert_eq!(
        update(&bo, with(&input, change.clone())).await["error"],
        "FORBIDDEN"
    );
    let answer = update(&scene.admin, with(&input, change.clone())).await;
    assert_eq!(
        answer["affiliation"],
        json!({ "version": 2, "role": "MEMBER", "title": "Chef", "category": "CONSULTANT" })
    );
    let stale = update(&scene.admin, with(&input, change)).await;
    assert_eq!(stale["error"], "CONFLICT");
    assert_eq!(stale["extensions"]["version"], 2);
    let now = json!({ "id": held, "version": 2 });
    for (more, expected) in [
        (json!({ "title": "t".repeat(201) }), "TOO_LONG title"),
        (json!({ "id": scene.id }), "WRONG_ID id"),
    ] {
        assert_eq!(
            codes(&update(&scene.admin, with(&now, more)).await),
            [expected]
        );
    }
    let nowhere = with(&now, json!({ "id": gid("Affiliation", new_id()) }));
    assert_eq!(update(&scene.admin, nowhere).await["error"], "NOT_FOUND");
    let emptied = update(&scene.admin, with(&now, json!({ "title": null }))).await;
    assert_eq!(emptied["affiliation"]["title"], json!(null));
}

#[rstest]
#[tokio::test]
async fn affiliations_are_listed_by_role_and_day(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    scene.member(OrganisationRole::Editor).await;
    let (_, past) = scene.member(OrganisationRole::Member).await;
    end(&scene.admin, json!({ "id": past, "version": 1 })).await;
    let query = "query ($id: ID!) { organisation(by: { id: $id }) {
        all: affiliations { totalCount } current: affiliations(filter: { current: true }) { totalCount nodes { role } }
        past: affiliations(filter: { current: false }) { nodes { role } }
        editors: affiliations(filter: { roles: [EDITOR], categories: [OFFICIAL] }, orderBy: { field: STARTS_ON }) { totalCount } } }";
    let data = scene.admin.data(query, json!({ "id": scene.id })).await;
    assert_eq!(
        data["organisation"],
        json!({
            "all": { "totalCount": 3 },
            "current": { "totalCount": 2, "nodes": [{ "role": "ADMIN" }, { "role": "EDITOR" }] },
            "past": { "nodes": [{ "role": "MEMBER" }] },
            "editors": { "totalCount": 1 },
        })
    );
}
