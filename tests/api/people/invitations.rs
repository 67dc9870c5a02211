//! Invitations by mail to belong to an organisation.

use chrono::TimeDelta;
use entity::person;
use sea_orm::{EntityTrait, PaginatorTrait};

use super::*;

const INVITATION: &str =
    "invitation { id email role isOpen expiresAt inviter { id } viewerCan { revoke } }";
const ACCEPTED: &str = "affiliation { role title category isCurrent organisation { id } } viewer { id name } session { accessToken }";

struct Scene {
    app: TestApp,
    server: MailServer,
    organisation: uuid::Uuid,
    admin: Client,
}

impl Scene {
    async fn set(db: Db) -> Self {
        let (app, server) = with_mail(db).await;
        let organisation = app.organisation("Ludvika").await.id;
        let admin = app.person_in(organisation, OrganisationRole::Admin).await;
        Self {
            app,
            server,
            organisation,
            admin,
        }
    }

    fn input(&self, more: Value) -> Value {
        let base = json!({ "organisationId": gid("Organisation", self.organisation), "email": "Anna@example.org", "category": "OFFICIAL" });
        with(&base, more)
    }

    async fn invite_as(&self, client: &Client, more: Value) -> Value {
        let kind = "InvitePersonInput";
        client
            .change("invitePerson", kind, INVITATION, self.input(more))
            .await
    }

    async fn invite(&self, more: Value) -> Value {
        self.invite_as(&self.admin, more).await
    }

    async fn token(&self, mail: usize) -> String {
        token(&self.server.mail(mail).await)
    }

    async fn accept(&self, client: &Client, token: &str, more: Value) -> Value {
        let input = with(&json!({ "token": token }), more);
        let kind = "AcceptInvitationInput";
        client
            .change("acceptInvitation", kind, ACCEPTED, input)
            .await
    }

    async fn revoke(&self, client: &Client, invitation: &Value) -> Value {
        let input = json!({ "id": invitation["id"] });
        let selection = "invitation { isOpen revokedAt }";
        client
            .change(
                "revokeInvitation",
                "RevokeInvitationInput",
                selection,
                input,
            )
            .await
    }
}

fn new() -> Value {
    json!({ "name": "Somebody new", "password": PASSWORD })
}

#[rstest]
#[tokio::test]
async fn somebody_new_gets_an_account_and_belongs(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::set(db).await;
    let asked = json!({ "role": "EDITOR", "title": "Näringslivschef", "locale": "sv" });
    let made = scene.invite(asked).await;
    assert_eq!(made["invitation"]["email"], "anna@example.org", "{made}");
    assert_eq!(made["invitation"]["isOpen"], true);
    assert_eq!(made["invitation"]["viewerCan"]["revoke"], true);
    let mail = scene.server.mail(0).await;
    assert!(mail.contains("RCPT TO:<anna@example.org>"), "{mail}");
    assert!(
        mail.contains("Subject: Ludvika bjuder in dig till Erfa"),
        "{mail}"
    );
    assert!(
        mail.contains("https://erfa.example/accept-invitation#"),
        "{mail}"
    );
    let token = scene.token(0).await;
    let anyone = scene.app.anyone();
    for (input, code) in [
        (json!({ "password": PASSWORD }), "MISSING name"),
        (
            json!({ "name": "N", "password": "short" }),
            "PASSWORD_LENGTH password",
        ),
        (
            json!({ "name": "N", "password": "anna@example.org" }),
            "PASSWORD_IS_EMAIL password",
        ),
        (json!({ "name": "N" }), "PASSWORD_LENGTH password"),
    ] {
        let answer = scene.accept(&anyone, &token, input).await;
        assert_eq!(codes(&answer), [code]);
    }
    let answer = scene.accept(&anyone, &token, new()).await;
    assert_eq!(answer["refusals"], json!([]), "{answer}");
    assert_eq!(
        answer["affiliation"],
        json!({ "role": "EDITOR", "title": "Näringslivschef", "category": "OFFICIAL", "isCurrent": true,
            "organisation": { "id": gid("Organisation", scene.organisation) } })
    );
    let session = answer["session"]["accessToken"]
        .as_str()
        .expect("a session");
    let viewer =
        "{ viewer { person { name locale } account { email } organisationRoles { role } } }";
    let seen = anyone.with_token(session).data(viewer, json!({})).await;
    assert_eq!(
        seen["viewer"],
        json!({ "person": { "name": "Somebody new", "locale": "sv" }, "account": { "email": "anna@example.org" },
            "organisationRoles": [{ "role": "EDITOR" }] })
    );
    assert!(sign_in(&scene.app, "anna@example.org", PASSWORD).await["session"].is_object());
    let again = scene.accept(&anyone, &token, new()).await;
    assert_eq!(codes(&again), ["INVITATION_OVER token"]);
    let query = "query ($id: ID!) { node(id: $id) { ... on Invitation { isOpen acceptedAt acceptedBy { id } } } }";
    let id = json!({ "id": made["invitation"]["id"] });
    let kept = scene.admin.data(query, id).await;
    assert_eq!(kept["node"]["acceptedBy"]["id"], answer["viewer"]["id"]);
    assert_eq!(kept["node"]["isOpen"], false);
    // Nobody was signed in, and it stands in the audit log all the same.
    let runs = scene.app.platform_admin().await;
    let query = "query ($id: ID!) { auditEntries(filter: { subjectId: $id }) { nodes { action actorId capacity } } }";
    let log = runs
        .data(query, json!({ "id": answer["viewer"]["id"] }))
        .await;
    let entry = json!({ "action": "CREATED", "actorId": null, "capacity": "anyone" });
    assert_eq!(log["auditEntries"]["nodes"], json!([entry]));
}

#[rstest]
#[tokio::test]
async fn whoever_is_signed_in_comes_to_belong(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::set(db).await;
    somebody(&scene.app, "anna@example.org").await;
    let (anna, _) = signed_in(&scene.app, "anna@example.org").await;
    scene.invite(json!({ "role": "ADMIN" })).await;
    let token = scene.token(0).await;
    // As somebody new it does not do: the account is there. Nothing is left of the attempt.
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let people = || person::Entity::find().count(&scene.app.connection);
    let before = people().await.expect("a number");
    let taken = scene.accept(&scene.app.anyone(), &token, new()).await;
    assert_eq!(codes(&taken), ["EMAIL_TAKEN token"]);
    assert_eq!(people().await.expect("a number"), before);
    let made = json!({ "name": "a program", "scopes": ["MANAGE"] });
    let program = programs::personal(&anna, made).await;
    let program = anna.with_token(program["secret"].as_str().expect("a token"));
    let refused = scene.accept(&program, &token, json!({})).await;
    assert_eq!(refused["error"], "FORBIDDEN", "a program accepts nothing");
    let answer = scene.accept(&anna, &token, json!({})).await;
    assert_eq!(answer["affiliation"]["role"], "ADMIN", "{answer}");
    assert_eq!(answer["session"], json!(null));
    let roles = "{ viewer { organisationRoles { role } } }";
    let seen = anna.data(roles, json!({})).await;
    assert_eq!(
        seen["viewer"]["organisationRoles"],
        json!([{ "role": "ADMIN" }])
    );
    let again = scene.accept(&anna, &token, json!({})).await;
    assert_eq!(codes(&again), ["INVITATION_OVER token"]);
}

#[rstest]
#[tokio::test]
async fn only_admins_invite_and_see_who_was_invited(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::set(db).await;
    let app = &scene.app;
    let editor = app
        .person_in(scene.organisation, OrganisationRole::Editor)
        .await;
    let other = app.organisation("Other").await;
    let stranger = app.person_in(other.id, OrganisationRole::Admin).await;
    let made = scene.invite(json!({})).await["invitation"].clone();
    let list = "query ($id: ID!, $one: ID!) { organisation: node(id: $id) { ... on Organisation { invitations { totalCount nodes { email } } } }
        node(id: $one) { id } }";
    let ids = json!({ "id": gid("Organisation", scene.organisation), "one": made["id"] });
    for (client, code) in [
        (&app.anyone(), "UNAUTHENTICATED"),
        (&editor, "FORBIDDEN"),
        (&stranger, "FORBIDDEN"),
    ] {
        let answer = scene
            .invite_as(client, json!({ "email": "bo@example.org" }))
            .await;
        assert_eq!(answer["error"], code);
        let seen = client.data(list, ids.clone()).await;
        assert_eq!(
            seen["organisation"]["invitations"],
            json!({ "totalCount": 0, "nodes": [] })
        );
        assert_eq!(seen["node"], json!(null));
        let revoked = scene.revoke(client, &made).await;
        assert_eq!(revoked["error"], "NOT_FOUND");
    }
    let seen = scene.admin.data(list, ids).await;
    assert_eq!(
        seen["organisation"]["invitations"],
        json!({ "totalCount": 1, "nodes": [{ "email": "anna@example.org" }] })
    );
    assert_eq!(seen["node"]["id"], made["id"]);
}

#[rstest]
#[tokio::test]
async fn an_address_has_one_invitation_that_waits(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::set(db).await;
    for (change, code) in [
        (json!({ "email": "anna" }), "BAD_EMAIL email"),
        (json!({ "title": "t".repeat(201) }), "TOO_LONG title"),
    ] {
        assert_eq!(codes(&scene.invite(change).await), [code]);
    }
    let first = scene.invite(json!({})).await["invitation"].clone();
    let twice = scene.invite(json!({ "email": " ANNA@example.org " })).await;
    assert_eq!(codes(&twice), ["ALREADY_INVITED email"]);
    let at_once = futures_util::future::join_all(
        (0..4).map(|_| scene.invite(json!({ "email": "bo@example.org" }))),
    );
    let at_once = at_once.await;
    let made = at_once.iter().filter(|one| one["invitation"].is_object());
    assert_eq!(made.count(), 1, "{at_once:#?}");
    let over = scene.revoke(&scene.admin, &first).await;
    assert_eq!(over["invitation"]["isOpen"], false);
    let again = scene.revoke(&scene.admin, &first).await;
    assert_eq!(codes(&again), ["ALREADY_OVER id"]);
    let soon = scene.invite(json!({})).await;
    assert_eq!(codes(&soon), ["INVITED_JUST_NOW email"]);
    scene.app.clock.advance(TimeDelta::minutes(6));
    let second = scene.invite(json!({})).await["invitation"].clone();
    assert!(second.is_object());
    // One that has expired gives way.
    scene.app.clock.advance(TimeDelta::days(15));
    let third = scene.invite(json!({})).await;
    assert!(third["invitation"].is_object(), "{third}");
}

#[rstest]
#[tokio::test]
async fn an_invitation_gives_no_more_than_whoever_wrote_it_could_now(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let app = &scene.app;
    let anna = app.person().await;
    let second = app
        .person_in(scene.organisation, OrganisationRole::Admin)
        .await;
    let late = scene.invite(json!({ "email": "late@example.org" })).await;
    assert!(late["invitation"].is_object());
    let late = scene.token(0).await;
    app.clock.advance(TimeDelta::days(14));
    assert_eq!(
        codes(&scene.accept(&anna, &late, json!({})).await),
        ["INVITATION_OVER token"]
    );

    let revoked = scene
        .invite(json!({ "email": "revoked@example.org" }))
        .await;
    let token = scene.token(1).await;
    scene.revoke(&second, &revoked["invitation"]).await;
    assert_eq!(
        codes(&scene.accept(&anna, &token, json!({})).await),
        ["INVITATION_OVER token"]
    );

    scene
        .invite_as(&second, json!({ "email": "kept@example.org" }))
        .await;
    let kept = scene.token(2).await;
    scene.invite(json!({ "email": "left@example.org" })).await;
    let left = scene.token(3).await;
    let query = "query ($id: ID!) { node(id: $id) { ... on Organisation { affiliations(filter: { roles: [ADMIN] }) { nodes { id version person { id } } } } } }";
    let id = json!({ "id": gid("Organisation", scene.organisation) });
    let all = scene.admin.data(query, id).await;
    let all = all["node"]["affiliations"]["nodes"].clone();
    let own = all.as_array().expect("affiliations").iter();
    let me = gid("Person", scene.admin.person_id);
    let own = own
        .filter(|one| one["person"]["id"] == me)
        .collect::<Vec<_>>();
    let input = json!({ "id": own[0]["id"], "version": own[0]["version"], "role": "EDITOR" });
    let lowered = scene
        .admin
        .change(
            "updateAffiliation",
            "UpdateAffiliationInput",
            "affiliation { role }",
            input,
        )
        .await;
    assert_eq!(lowered["affiliation"]["role"], "EDITOR", "{lowered}");
    assert_eq!(
        codes(&scene.accept(&anna, &left, json!({})).await),
        ["INVITATION_OVER token"]
    );
    let platform = app.platform_admin().await;
    let barred = json!({ "personId": gid("Person", second.person_id) });
    let bar = async |mutation: &str, kind: &str| {
        platform
            .change(mutation, kind, "person { id }", barred.clone())
            .await
    };
    bar("suspendAccount", "SuspendAccountInput").await;
    assert_eq!(
        codes(&scene.accept(&anna, &kept, json!({})).await),
        ["INVITATION_OVER token"]
    );
    bar("restoreAccount", "RestoreAccountInput").await;
    let many =
        futures_util::future::join_all((0..4).map(|_| scene.accept(&anna, &kept, json!({}))));
    let many = many.await;
    let accepted = many.iter().filter(|one| one["affiliation"].is_object());
    assert_eq!(accepted.count(), 1, "{many:#?}");
    for nonsense in ["", "nonsense", &"x".repeat(5_000)] {
        let answer = scene.accept(&anna, nonsense, json!({})).await;
        assert_eq!(codes(&answer), ["INVITATION_OVER token"]);
    }
}
