//! Accounts.

use super::*;

async fn create(client: &Client, input: Value) -> Value {
    client
        .change(
            "createAccount",
            "CreateAccountInput",
            "person { id }",
            input,
        )
        .await
}

struct Scene {
    app: TestApp,
    organisation: uuid::Uuid,
    admin: Client,
    bo: entity::person::Model,
    input: Value,
}

async fn scene(db: Db) -> Scene {
    let app = TestApp::start(db).await;
    let organisation = app.organisation("Own").await.id;
    let bo = app.person_named("Bo").await;
    app.affiliate(bo.id, organisation, OrganisationRole::Member)
        .await;
    Scene {
        admin: app.person_in(organisation, OrganisationRole::Admin).await,
        input: json!({ "personId": gid("Person", bo.id), "email": "Bo@Example.org", "initialPassword": PASSWORD }),
        organisation,
        bo,
        app,
    }
}

#[rstest]
#[tokio::test]
async fn an_admin_gives_their_organisations_people_accounts(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let app = &scene.app;
    let editor = app
        .person_in(scene.organisation, OrganisationRole::Editor)
        .await;
    let other = app.organisation("Other").await;
    let stranger = app.person_in(other.id, OrganisationRole::Admin).await;
    for (client, code) in [
        (app.anyone(), "UNAUTHENTICATED"),
        (editor, "FORBIDDEN"),
        (stranger, "FORBIDDEN"),
    ] {
        assert_eq!(create(&client, scene.input.clone()).await["error"], code);
    }
    assert_eq!(
        codes(&sign_in(app, "bo@example.org", PASSWORD).await),
        ["BAD_CREDENTIALS -"]
    );
    let answer = create(&scene.admin, scene.input.clone()).await;
    assert_eq!(answer["person"]["id"], gid("Person", scene.bo.id));
    let (client, _) = signed_in(app, "bo@example.org").await;
    assert_eq!(who(&client).await, json!(gid("Person", scene.bo.id)));
    let again = with(&scene.input, json!({ "email": "bo2@example.org" }));
    assert_eq!(
        codes(&create(&scene.admin, again).await),
        ["HAS_ACCOUNT personId"]
    );
}

#[rstest]
#[tokio::test]
async fn whoever_belongs_elsewhere_too_gets_no_account_from_one_organisation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let other = scene.app.organisation("Other").await;
    scene
        .app
        .affiliate(scene.bo.id, other.id, OrganisationRole::Admin)
        .await;
    let answer = create(&scene.admin, scene.input.clone()).await;
    assert_eq!(
        answer["error"], "FORBIDDEN",
        "its first password would open the other one"
    );
    let platform = scene.app.platform_admin().await;
    let answer = create(&platform, scene.input.clone()).await;
    assert_eq!(codes(&answer), Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn a_hidden_person_gets_an_account_from_their_admin(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    let input = json!({ "name": "Hidden", "visibility": "RESTRICTED", "organisationId": gid("Organisation", scene.organisation), "category": "OFFICIAL" });
    let made = scene
        .admin
        .change("createPerson", "CreatePersonInput", "person { id }", input)
        .await;
    let account = with(&scene.input, json!({ "personId": made["person"]["id"] }));
    let answer = create(&scene.admin, account.clone()).await;
    assert_eq!(codes(&answer), Vec::<String>::new());
    // They go on hiding from the admin, who is told no more of them.
    assert_eq!(answer["person"], Value::Null);
    let again = create(&scene.admin, account.clone()).await;
    assert_eq!(codes(&again), ["HAS_ACCOUNT personId"]);
    let other = scene.app.organisation("Other").await;
    let stranger = scene.app.person_in(other.id, OrganisationRole::Admin).await;
    assert_eq!(create(&stranger, account).await["error"], "NOT_FOUND");
}

#[rstest]
#[tokio::test]
async fn an_account_is_refused_with_all_its_faults(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let taken = somebody(&scene.app, "taken@example.org").await;
    for (more, expected) in [
        (
            json!({ "email": "bo", "initialPassword": "short", "platformRole": "ADMIN" }),
            vec![
                "BAD_EMAIL email",
                "PASSWORD_LENGTH initialPassword",
                "PLATFORM_ROLE platformRole",
            ],
        ),
        (json!({ "email": "" }), vec!["BAD_EMAIL email"]),
        (json!({ "email": "@example.org" }), vec!["BAD_EMAIL email"]),
        (json!({ "email": "bo@" }), vec!["BAD_EMAIL email"]),
        (
            json!({ "email": "bo@b@example.org" }),
            vec!["BAD_EMAIL email"],
        ),
        (
            json!({ "email": "bo bo@example.org" }),
            vec!["BAD_EMAIL email"],
        ),
        (
            json!({ "email": "b\0o@example.org" }),
            vec!["BAD_EMAIL email"],
        ),
        (
            json!({ "email": format!("{}@example.org", "b".repeat(243)) }),
            vec!["BAD_EMAIL email"],
        ),
        (
            json!({ "initialPassword": "p".repeat(129) }),
            vec!["PASSWORD_LENGTH initialPassword"],
        ),
        (
            json!({ "initialPassword": "BO@example.org" }),
            vec!["PASSWORD_IS_EMAIL initialPassword"],
        ),
        (
            json!({ "email": "TAKEN@example.org" }),
            vec!["EMAIL_TAKEN email"],
        ),
        (
            json!({ "personId": gid("Organisation", scene.organisation) }),
            vec!["WRONG_ID personId"],
        ),
    ] {
        let answer = create(&scene.admin, with(&scene.input, more.clone())).await;
        assert_eq!(codes(&answer), expected, "{more}");
        assert_eq!(answer["person"], json!(null));
    }
    let nobody = with(&scene.input, json!({ "personId": gid("Person", new_id()) }));
    assert_eq!(create(&scene.admin, nobody).await["error"], "NOT_FOUND");
    let platform = scene.app.platform_admin().await;
    let has = with(&scene.input, json!({ "personId": gid("Person", taken.id) }));
    assert_eq!(
        codes(&create(&platform, has).await),
        ["HAS_ACCOUNT personId"]
    );
    let longest = format!("{}@example.org", "b".repeat(242));
    let fits = with(
        &scene.input,
        json!({ "email": longest, "initialPassword": "å".repeat(128) }),
    );
    assert_eq!(
        codes(&create(&scene.admin, fits).await),
        Vec::<String>::new()
    );
}

#[rstest]
#[tokio::test]
async fn those_who_run_the_platform_give_roles_on_it(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    let platform = scene.app.platform_admin().await;
    let input = with(&scene.input, json!({ "platformRole": "AUDITOR" }));
    assert_eq!(codes(&create(&platform, input).await), Vec::<String>::new());
    let (client, _) = signed_in(&scene.app, "bo@example.org").await;
    let data = client
        .data("{ viewer { account { platformRole } } }", json!({}))
        .await;
    assert_eq!(data["viewer"]["account"]["platformRole"], "AUDITOR");
}
