//! Tokens for programs: what they let do, and when they end.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::Visibility;
use sea_orm::EntityTrait;

use super::*;

const TOKEN: &str =
    "token { id name beginsWith scopes isLive createdAt expiresAt lastUsedAt revokedAt } secret";

pub async fn personal(client: &Client, input: Value) -> Value {
    let kind = "CreatePersonalTokenInput";
    client
        .change("createPersonalToken", kind, TOKEN, input)
        .await
}

pub async fn integration(client: &Client, input: Value) -> Value {
    let kind = "CreateIntegrationTokenInput";
    client
        .change("createIntegrationToken", kind, TOKEN, input)
        .await
}

async fn revoke(client: &Client, id: &Value) -> Value {
    let selection = "token { isLive revokedAt viewerCan { revoke } }";
    let input = json!({ "id": id });
    client
        .change("revokeApiToken", "RevokeApiTokenInput", selection, input)
        .await
}

async fn rename(client: &Client, network: &str) -> Value {
    let query = "query ($id: ID!) { network: node(id: $id) { ... on Network { version } } }";
    let seen = client.data(query, json!({ "id": network })).await;
    let input =
        json!({ "id": network, "version": seen["network"]["version"], "cadenceTargetPerYear": 3 });
    let kind = "UpdateNetworkInput";
    client
        .change("updateNetwork", kind, "network { version }", input)
        .await
}

async fn add_person(client: &Client, organisation: uuid::Uuid) -> Value {
    let input = json!({ "name": "Somebody new", "organisationId": gid("Organisation", organisation), "category": "OFFICIAL" });
    let kind = "CreatePersonInput";
    client
        .change("createPerson", kind, "person { id }", input)
        .await
}

async fn sees(client: &Client, kind: &str, id: uuid::Uuid) -> bool {
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let data = client.data(query, json!({ "id": gid(kind, id) })).await;
    !data["node"].is_null()
}

/// An admin of an organisation in a private network, who coordinates it, and their tokens.
struct Office {
    app: TestApp,
    organisation: uuid::Uuid,
    network: uuid::Uuid,
    affiliation: uuid::Uuid,
    admin: Client,
}

impl Office {
    async fn open(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let organisation = app.organisation("Own").await.id;
        let admin = app.person().await;
        let role = OrganisationRole::Admin;
        let affiliation = app.affiliate(admin.person_id, organisation, role).await.id;
        let network = app.network("Inner", Visibility::Network).await;
        app.join(&network, organisation).await;
        Self {
            organisation,
            network: network.id,
            affiliation,
            admin,
            app,
        }
    }

    /// A program with a token of the admin.
    async fn program(&self, scopes: &[&str]) -> Client {
        let input = json!({ "name": "a program", "scopes": scopes });
        self.with(&personal(&self.admin, input).await)
    }

    async fn integrated(&self, scopes: &[&str]) -> Client {
        let id = gid("Organisation", self.organisation);
        let input = json!({ "organisationId": id, "name": "a system", "scopes": scopes });
        self.with(&integration(&self.admin, input).await)
    }

    fn with(&self, made: &Value) -> Client {
        let secret = made["secret"].as_str();
        let secret = secret.unwrap_or_else(|| panic!("no token: {made:#}"));
        self.app.anyone().with_token(secret)
    }
}

#[rstest]
#[tokio::test]
async fn a_token_is_shown_once_and_kept_as_a_hash(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let office = Office::open(db).await;
    let input = json!({ "name": " Payroll ", "scopes": ["WRITE", "READ", "WRITE"] });
    let made = personal(&office.admin, input).await;
    let secret = made["secret"].as_str().expect("a token");
    assert!(
        secret.starts_with("erfa_") && secret.len() == 48,
        "{secret}"
    );
    let token = &made["token"];
    assert_eq!(token["name"], "Payroll");
    assert_eq!(token["scopes"], json!(["READ", "WRITE"]));
    assert_eq!(token["isLive"], true);
    assert_eq!(token["lastUsedAt"], json!(null));
    assert!(secret.starts_with(token["beginsWith"].as_str().expect("its beginning")));
    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    let row = entity::api_token::Entity::find()
        .one(&office.app.connection)
        .await;
    let row = format!("{:?}", row.expect("readable").expect("a row"));
    assert!(!row.contains(&secret[11..]), "{row}");

    let query = "{ viewer { personalTokens { totalCount nodes { name beginsWith creator { id } organisation { id } } } } }";
    let listed = office.admin.data(query, json!({})).await;
    let listed = &listed["viewer"]["personalTokens"];
    assert_eq!(listed["totalCount"], 1);
    let me = gid("Person", office.admin.person_id);
    assert_eq!(listed["nodes"][0]["creator"]["id"], me);
    assert_eq!(listed["nodes"][0]["organisation"], json!(null));
    let other = office.app.platform_admin().await;
    let others = other.data(query, json!({})).await;
    assert_eq!(others["viewer"]["personalTokens"]["totalCount"], 0);
    let id = json!({ "id": token["id"] });
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    for client in [&other, &office.app.anyone(), &office.app.person().await] {
        let found = client.data(query, id.clone()).await;
        assert_eq!(found["node"], json!(null), "only its owner sees it");
        assert_eq!(revoke(client, &token["id"]).await["error"], {
            match client.token() {
                None => "UNAUTHENTICATED",
                Some(_) => "NOT_FOUND",
            }
        });
    }
    let own = office.admin.data(query, id).await;
    assert_eq!(own["node"]["id"], token["id"]);
}

#[rstest]
#[tokio::test]
async fn a_program_has_at_most_its_scopes_of_what_its_owner_may(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let me = json!(gid("Person", office.admin.person_id));
    let network = gid("Network", office.network);
    for (scope, is_me, sees_network, updates, adds) in [
        ("READ_PUBLIC", json!(null), false, "FORBIDDEN", "FORBIDDEN"),
        ("READ", me.clone(), true, "FORBIDDEN", "FORBIDDEN"),
        ("WRITE", me.clone(), true, "FORBIDDEN", "FORBIDDEN"),
        ("MANAGE", me.clone(), true, "FORBIDDEN", ""),
    ] {
        let program = office.program(&[scope]).await;
        assert_eq!(who(&program).await, is_me, "{scope}");
        let seen = sees(&program, "Network", office.network).await;
        assert_eq!(seen, sees_network, "{scope}");
        let added = add_person(&program, office.organisation).await;
        assert_eq!(added["error"].as_str().unwrap_or_default(), adds, "{scope}");
        if sees_network {
            let changed = rename(&program, &network).await;
            assert_eq!(changed["error"], updates, "{scope}: coordinators only");
        }
    }
    let reading = office.program(&["READ"]).await;
    let denied = add_person(&reading, office.organisation).await;
    assert_eq!(denied["message"], "This token lacks the scope WRITE.");
    // The owner becomes the network's coordinator: a program that may write changes it, one that reads does not.
    office
        .app
        .put(entity::network_coordinator::Model {
            id: new_id(),
            network_id: office.network,
            person_id: office.admin.person_id,
            affiliation_id: office.affiliation,
        })
        .await;
    let changed = rename(&reading, &network).await;
    assert_eq!(changed["error"], "FORBIDDEN");
    let writing = office.program(&["WRITE"]).await;
    let changed = rename(&writing, &network).await;
    assert!(changed["network"]["version"].is_number(), "{changed}");
}

#[rstest]
#[tokio::test]
async fn no_program_runs_the_platform_or_touches_how_its_owner_signs_in(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    somebody_as(&app, "boss@example.org", PlatformRole::Admin, false).await;
    let (boss, _) = signed_in(&app, "boss@example.org").await;
    let made = personal(&boss, json!({ "name": "all", "scopes": ["MANAGE"] })).await;
    let program = boss.with_token(made["secret"].as_str().expect("a token"));
    let viewer = "{ viewer { account { email } sessionExpiresAt personalTokens { totalCount } } }";
    let seen = program.data(viewer, json!({})).await;
    assert_eq!(
        seen["viewer"],
        json!({ "account": null, "sessionExpiresAt": null, "personalTokens": { "totalCount": 0 } })
    );
    let hidden = app.person_named("Hidden").await;
    let rest = json!({ "personId": gid("Person", hidden.id) });
    let password = json!({ "currentPassword": PASSWORD, "newPassword": "another horse battery" });
    let email = json!({ "newEmail": "new@example.org", "currentPassword": PASSWORD });
    let token = json!({ "name": "more", "scopes": ["MANAGE"] });
    for (mutation, kind, selection, input) in [
        (
            "rotateSigningKeys",
            "RotateSigningKeysInput",
            "keyId",
            json!({}),
        ),
        (
            "suspendAccount",
            "SuspendAccountInput",
            "person { id }",
            rest.clone(),
        ),
        (
            "changePassword",
            "ChangePasswordInput",
            "account { email }",
            password,
        ),
        (
            "requestEmailChange",
            "RequestEmailChangeInput",
            "requested",
            email,
        ),
        (
            "enrolSecondFactor",
            "EnrolSecondFactorInput",
            "enrolment { uri }",
            json!({ "currentPassword": PASSWORD }),
        ),
        (
            "createPersonalToken",
            "CreatePersonalTokenInput",
            "secret",
            token,
        ),
        (
            "revokeApiToken",
            "RevokeApiTokenInput",
            "token { id }",
            json!({ "id": made["token"]["id"] }),
        ),
        (
            "signOut",
            "SignOutInput",
            "signedOut",
            json!({ "everywhere": true }),
        ),
    ] {
        let answer = program.change(mutation, kind, selection, input).await;
        assert_eq!(answer["error"], "FORBIDDEN", "{mutation}: {answer}");
    }
    assert_ne!(who(&boss).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn a_revoked_token_ends_at_once_and_its_socket_within_a_second(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let made = personal(&office.admin, json!({ "name": "ear", "scopes": ["READ"] })).await;
    let program = office.with(&made);
    let query = "subscription ($id: ID!) { networkChanged(id: $id) { status } }";
    let id = json!({ "id": gid("Network", office.network) });
    let mut heard = program.subscribe(query, id).await;
    assert_eq!(heard.next().await["type"], "next");
    let answer = revoke(&office.admin, &made["token"]["id"]).await;
    let revoked = Instant::now();
    assert_eq!(answer["token"]["isLive"], false, "{answer}");
    assert_eq!(answer["token"]["viewerCan"]["revoke"], false);
    assert_eq!(who(&program).await, "UNAUTHENTICATED");
    let mut last = heard.next().await;
    while last["type"] == "next" {
        last = heard.next().await;
    }
    assert!(
        revoked.elapsed() < Duration::from_millis(1_000),
        "{:?}",
        revoked.elapsed()
    );
    assert_eq!(last, json!({ "type": "closed", "code": 4403 }));
    let again = revoke(&office.admin, &made["token"]["id"]).await;
    assert_eq!(codes(&again), ["ALREADY_REVOKED id"]);
}

#[rstest]
#[tokio::test]
async fn a_token_ends_with_its_time_and_with_its_owners_account(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let until = office.app.now() + TimeDelta::minutes(10);
    let input = json!({ "name": "short", "scopes": ["READ"], "expiresAt": until });
    let short = office.with(&personal(&office.admin, input).await);
    let long = office.program(&["READ"]).await;
    assert_ne!(who(&short).await, "UNAUTHENTICATED");
    office.app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(who(&short).await, "UNAUTHENTICATED");
    assert_ne!(who(&long).await, "UNAUTHENTICATED");
    let platform = office.app.platform_admin().await;
    let input = json!({ "personId": gid("Person", office.admin.person_id) });
    platform
        .change(
            "suspendAccount",
            "SuspendAccountInput",
            "person { id }",
            input,
        )
        .await;
    assert_eq!(who(&long).await, "UNAUTHENTICATED");
    for nonsense in ["erfa_", "erfa_x", &format!("erfa_{}", "a".repeat(43))] {
        let answer = who(&office.app.anyone().with_token(nonsense)).await;
        assert_eq!(answer, "UNAUTHENTICATED", "{nonsense}");
    }
}

#[rstest]
#[tokio::test]
async fn an_integration_belongs_to_its_organisation_and_is_made_by_its_admins(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let app = &office.app;
    let id = gid("Organisation", office.organisation);
    let input = json!({ "organisationId": id, "name": "a system", "scopes": ["READ"] });
    let editor = app
        .person_in(office.organisation, OrganisationRole::Editor)
        .await;
    let other = app.organisation("Other").await;
    let stranger = app.person_in(other.id, OrganisationRole::Admin).await;
    for (client, code) in [
        (&app.anyone(), "UNAUTHENTICATED"),
        (&editor, "FORBIDDEN"),
        (&stranger, "FORBIDDEN"),
    ] {
        assert_eq!(integration(client, input.clone()).await["error"], code);
    }
    let system = office.integrated(&["MANAGE"]).await;
    assert_eq!(who(&system).await, json!(null), "nobody in particular");
    assert!(sees(&system, "Network", office.network).await);
    assert!(!sees(&app.anyone(), "Network", office.network).await);
    let added = add_person(&system, office.organisation).await;
    assert!(added["person"]["id"].is_string(), "{added}");
    let elsewhere = add_person(&system, other.id).await;
    assert_eq!(elsewhere["error"], "FORBIDDEN");
    assert!(
        !sees(
            &office.integrated(&["READ_PUBLIC"]).await,
            "Network",
            office.network
        )
        .await
    );
    let reading = office.integrated(&["READ"]).await;
    assert_eq!(
        add_person(&reading, office.organisation).await["error"],
        "FORBIDDEN"
    );

    let query = "query ($id: ID!) { node(id: $id) { ... on Organisation { integrationTokens { totalCount } } } }";
    for (client, count) in [
        (&office.admin, 3),
        (&editor, 0),
        (&stranger, 0),
        (&system, 0),
        (&app.anyone(), 0),
    ] {
        let data = client.data(query, json!({ "id": id })).await;
        assert_eq!(data["node"]["integrationTokens"]["totalCount"], count);
    }
    // Another admin may end it, and it does not end with who made it.
    let next = app
        .person_in(office.organisation, OrganisationRole::Admin)
        .await;
    let platform = app.platform_admin().await;
    let barred = json!({ "personId": gid("Person", office.admin.person_id) });
    platform
        .change(
            "suspendAccount",
            "SuspendAccountInput",
            "person { id }",
            barred,
        )
        .await;
    assert!(sees(&system, "Network", office.network).await);
    let query = "query ($id: ID!) { node(id: $id) { ... on Organisation { integrationTokens(filter: { revoked: false }) { nodes { id scopes } } } } }";
    let listed = next.data(query, json!({ "id": id })).await;
    let listed = listed["node"]["integrationTokens"]["nodes"].clone();
    let managing = listed.as_array().expect("tokens").iter();
    let managing = managing
        .filter(|one| one["scopes"] == json!(["MANAGE"]))
        .collect::<Vec<_>>();
    assert_eq!(
        codes(&revoke(&next, &managing[0]["id"]).await),
        Vec::<String>::new()
    );
    assert_eq!(who(&system).await, "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn the_last_use_is_noted_once_a_minute_and_changes_nothing_else(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let made = personal(&office.admin, json!({ "name": "one", "scopes": ["READ"] })).await;
    let program = office.with(&made);
    let query = "query ($id: ID!) { node(id: $id) { ... on ApiToken { lastUsedAt } } }";
    let used = async || {
        let id = json!({ "id": made["token"]["id"] });
        office.admin.data(query, id).await["node"]["lastUsedAt"].clone()
    };
    let noted = async |before: &Value| {
        for _ in 0..250 {
            let now = used().await;
            if now != *before {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("no use was noted after {before}")
    };
    who(&program).await;
    let first = noted(&json!(null)).await;
    let log = erfa::platform::changes::newest(&office.app.app.store).await;
    for _ in 0..5 {
        who(&program).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(used().await, first);
    office.app.clock.advance(TimeDelta::seconds(61));
    who(&program).await;
    let second = noted(&first).await;
    assert!(second.as_str() > first.as_str());
    let later = erfa::platform::changes::newest(&office.app.app.store).await;
    assert_eq!(log.ok(), later.ok(), "the change log tells nothing of it");
}

#[rstest]
#[tokio::test]
async fn tokens_are_bounded_in_time_and_number(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let office = Office::open(db).await;
    let now = office.app.now();
    let base = json!({ "name": "x", "scopes": ["READ"] });
    for (change, code) in [
        (json!({ "name": " " }), "MISSING name"),
        (json!({ "name": "n".repeat(101) }), "TOO_LONG name"),
        (json!({ "scopes": [] }), "MISSING scopes"),
        (json!({ "expiresAt": now }), "BAD_EXPIRY expiresAt"),
        (
            json!({ "expiresAt": now + TimeDelta::days(367) }),
            "BAD_EXPIRY expiresAt",
        ),
    ] {
        let answer = personal(&office.admin, with(&base, change)).await;
        assert_eq!(codes(&answer), [code]);
    }
    let unknown = personal(&office.admin, with(&base, json!({ "scopes": ["ALL"] }))).await;
    assert!(unknown["error"].is_string(), "{unknown}");
    let many =
        futures_util::future::join_all((0..24).map(|_| personal(&office.admin, base.clone())));
    let many = many.await;
    let made = many.iter().filter(|one| one["secret"].is_string()).count();
    assert_eq!(made, 20);
    let refused = many.iter().find(|one| one["secret"].is_null());
    assert_eq!(refused.map(codes), Some(vec!["TOO_MANY -".to_owned()]));
    let first = many.iter().find(|one| one["secret"].is_string());
    revoke(&office.admin, &first.expect("one")["token"]["id"]).await;
    assert!(personal(&office.admin, base).await["secret"].is_string());
}

#[rstest]
#[tokio::test]
async fn what_a_program_does_with_people_is_told_and_makes_no_admins(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let office = Office::open(db).await;
    let own = gid("Organisation", office.organisation);
    let create = |role: &str| json!({ "organisationId": own, "name": "Somebody", "category": "OFFICIAL", "role": role });
    let runs = office.app.platform_admin().await;
    let query = "query ($id: ID!) { auditEntries(filter: { subjectId: $id }) { nodes { actorId capacity } } }";
    for (program, actor) in [
        (office.integrated(&["MANAGE"]).await, Value::Null),
        (
            office.program(&["MANAGE"]).await,
            json!(gid("Person", office.admin.person_id)),
        ),
    ] {
        let kind = "CreatePersonInput";
        let made = program
            .change("createPerson", kind, "person { id }", create("EDITOR"))
            .await;
        let person = &made["person"]["id"];
        let log = runs.data(query, json!({ "id": person })).await;
        let entry = &log["auditEntries"]["nodes"][0];
        assert_eq!(entry["actorId"], actor, "{log:#}");
        let capacity = entry["capacity"].as_str().unwrap_or_default();
        assert!(capacity.starts_with("program "), "{log:#}");
        let refused = program
            .change("createPerson", kind, "person { id }", create("ADMIN"))
            .await;
        assert_eq!(refused["error"], "FORBIDDEN", "{refused:#}");
        let input = json!({ "personId": person, "organisationId": own, "category": "OFFICIAL", "role": "ADMIN" });
        let refused = program.change(
            "addAffiliation",
            "AddAffiliationInput",
            "affiliation { id }",
            input,
        );
        assert_eq!(refused.await["error"], "FORBIDDEN");
    }
}
