//! The audit log: who did or read what of whose data.

use entity::{account::PlatformRole, affiliation::OrganisationRole};
use erfa::platform::audit::{Chain, verify};
use sea_orm::{ConnectionTrait, DbBackend};

use super::*;
use crate::{
    seminars::scene::{Scene, look, register, try_act, try_register},
    support::scene::gid,
};

const ENTRIES: &str = "query ($filter: AuditEntryFilter) { auditEntries(filter: $filter, first: 100) { totalCount nodes {
    number actorId action kind subjectId fields reason capacity hash previousHash } } }";

async fn entries(client: &Client, filter: Value) -> Vec<Value> {
    let data = client.data(ENTRIES, json!({ "filter": filter })).await;
    let nodes = data["auditEntries"]["nodes"].as_array();
    nodes.expect("entries").clone()
}

async fn chain(app: &TestApp, head: Option<&str>) -> Chain {
    let chain = verify(&app.app.store, head).await;
    chain.unwrap_or_else(|error| panic!("{error:?}"))
}

#[rstest]
#[tokio::test]
async fn changes_of_people_are_told_without_what_they_hold(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let admin = app.platform_admin().await;
    let auditor = app.person_named("Auditor").await;
    let auditor = app.sign_in_as(auditor.id, PlatformRole::Auditor).await;
    let host = app.organisation("Ludvika").await;
    let input = json!({ "name": "Xqz Canary", "organisationId": gid("Organisation", host.id), "category": "OFFICIAL" });
    let made = admin
        .change(
            "createPerson",
            "CreatePersonInput",
            "person { id version }",
            input,
        )
        .await;
    let person = &made["person"];
    let update = |name: &str, version: &Value| json!({ "id": person["id"], "version": version, "name": name });
    let changed = admin
        .change(
            "updatePerson",
            "UpdatePersonInput",
            "person { version }",
            update("Xqz Canary-Two", &person["version"]),
        )
        .await;
    // The same once more: nothing of theirs is changed by it.
    admin
        .change(
            "updatePerson",
            "UpdatePersonInput",
            "person { version }",
            update("Xqz Canary-Two", &changed["person"]["version"]),
        )
        .await;
    let log = entries(&auditor, json!({})).await;
    let told: Vec<_> = log
        .iter()
        .rev()
        .map(|one| json!([one["action"], one["kind"], one["fields"]]))
        .collect();
    assert_eq!(
        json!(told),
        json!([
            ["CREATED", "Person", []],
            ["CREATED", "Affiliation", []],
            ["CHANGED", "Person", ["name", "name_sort"]]
        ])
    );
    assert!(
        !json!(log).to_string().contains("Canary"),
        "names only which fields: {log:#?}"
    );
    assert_eq!(log[0]["actorId"], gid("Person", admin.person_id));
    assert_eq!(log[0]["subjectId"], person["id"]);
    assert_eq!(log[0]["previousHash"], log[1]["hash"]);
    let of_person = entries(
        &auditor,
        json!({ "subjectId": person["id"], "action": "CHANGED" }),
    )
    .await;
    assert_eq!(of_person.len(), 1);
    assert_eq!(entries(&admin, json!({})).await.len(), 3);
    for other in [app.anyone(), app.person().await] {
        assert_eq!(entries(&other, json!({})).await, Vec::<Value>::new());
        let filter = json!({ "actorId": gid("Person", admin.person_id) });
        assert_eq!(entries(&other, filter).await, Vec::<Value>::new());
    }
    // The auditor reads nothing else than everybody does, and changes nothing.
    let seen = "query ($id: ID!) { node(id: $id) { id } }";
    let node = auditor.data(seen, json!({ "id": person["id"] })).await;
    assert_eq!(node["node"], Value::Null);
    let network = json!({ "name": "N", "ownerId": gid("Organisation", host.id), "locale": "sv" });
    let made = auditor
        .run("mutation ($i: CreateOrganisationInput!) { createOrganisation(input: $i) { organisation { id } } }", json!({ "i": { "kind": "MUNICIPALITY", "name": "N" } }))
        .await;
    assert_eq!(
        made["errors"][0]["extensions"]["code"], "FORBIDDEN",
        "{made:#} {network}"
    );
}

#[rstest]
#[tokio::test]
async fn reading_what_somebody_needs_is_told(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let guest = scene.app.person().await;
    let needs = json!({ "needs": { "dietary": "Xqz canary", "consent": true } });
    let registered = try_register(&guest, &seen, needs).await;
    let chief = scene
        .app
        .person_in(scene.host.id, OrganisationRole::Admin)
        .await;
    let cook = gid("Person", scene.editor.person_id);
    let now = scene.see(&seen).await;
    let named = json!({ "personIds": [cook] });
    try_act(
        &chief,
        "grantNeedsAccess",
        "GrantNeedsAccessInput",
        &now,
        named,
    )
    .await;
    let admin = scene.app.platform_admin().await;
    let reads = json!({ "action": "READ" });
    assert_eq!(entries(&admin, reads.clone()).await, Vec::<Value>::new());
    // Counting names nobody and is not told; who asks without leave reads nothing.
    scene.look(&seen, "needsCount { dietary { count } }").await;
    look(&chief, &seen, "needs { dietary }").await;
    assert_eq!(entries(&admin, reads.clone()).await, Vec::<Value>::new());
    let read = scene.look(&seen, "needs { dietary }").await;
    assert_eq!(read["needs"][0]["dietary"], "Xqz canary");
    let told = entries(&admin, reads).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0]["actorId"], cook);
    assert_eq!(told[0]["subjectId"], registered["registration"]["id"]);
    assert_eq!(told[0]["fields"], json!(["dietary", "accessibility"]));
    assert!(!json!(told).to_string().contains("canary"));
}

#[rstest]
#[tokio::test]
async fn reading_whom_an_invitation_went_to_is_told(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let home = app.organisation("Ludvika").await;
    let chief = app.person_in(home.id, OrganisationRole::Admin).await;
    let home = gid("Organisation", home.id);
    let mut invited = vec![];
    for name in ["anna", "bo"] {
        let input = json!({ "organisationId": home, "email": format!("{name}@example.org"), "category": "OFFICIAL" });
        let kind = "InvitePersonInput";
        let made = chief.change("invitePerson", kind, "invitation { id }", input);
        invited.push(made.await["invitation"]["id"].clone());
    }
    let admin = app.platform_admin().await;
    let reads = json!({ "action": "READ" });
    let list = |fields: &str| {
        let query = format!(
            "query ($id: ID!) {{ node(id: $id) {{ ... on Organisation {{ invitations {{ nodes {{ {fields} }} }} }} }} }}"
        );
        let (chief, id) = (chief.clone(), json!({ "id": home }));
        async move { chief.data(&query, id).await }
    };
    list("id role isOpen").await;
    assert_eq!(entries(&admin, reads.clone()).await, Vec::<Value>::new());
    let read = list("email").await.to_string();
    assert!(read.contains("bo@example.org"), "{read}");
    let told = entries(&admin, reads).await;
    let mut subjects: Vec<_> = told.iter().map(|one| one["subjectId"].clone()).collect();
    subjects.sort_by_key(Value::to_string);
    invited.sort_by_key(Value::to_string);
    assert_eq!(subjects, invited);
    for one in &told {
        assert_eq!(one["actorId"], gid("Person", chief.person_id));
        assert_eq!(one["fields"], json!(["email"]));
    }
    assert!(!json!(told).to_string().contains("example.org"));
}

#[rstest]
#[tokio::test]
async fn the_log_is_only_added_to_and_shows_who_went_behind_it(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let empty = chain(&app, None).await;
    assert!(
        matches!(empty, Chain::Whole { entries: 0, .. }),
        "{empty:?}"
    );
    let admin = app.platform_admin().await;
    let people = (0..8).map(|number| {
        let admin = admin.clone();
        async move {
            let input = json!({ "name": format!("Person {number}") });
            admin
                .change("createPerson", "CreatePersonInput", "person { id }", input)
                .await
        }
    });
    futures_util::future::join_all(people).await;
    let Chain::Whole { entries, head } = chain(&app, None).await else {
        panic!("the log is whole");
    };
    assert_eq!(entries, 8);
    for sql in [
        "UPDATE audit_entry SET fields = 'other' WHERE number = 3",
        "DELETE FROM audit_entry WHERE number = 8",
    ] {
        let refused = app.connection.execute_unprepared(sql).await;
        let refused = refused.expect_err(sql).to_string();
        assert!(refused.contains("only added to"), "{refused}");
    }
    let off = match app.connection.get_database_backend() {
        DbBackend::Postgres => "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        _ => "DROP TRIGGER audit_entry_unremoved; DROP TRIGGER audit_entry_unchanged",
    };
    let run = async |sql: &str| app.connection.execute_unprepared(sql).await.expect(sql);
    run(off).await;
    run("DELETE FROM audit_entry WHERE number = 8").await;
    let Chain::Whole { entries: 7, .. } = chain(&app, None).await else {
        panic!("the end alone does not show that it was cut off");
    };
    assert_eq!(chain(&app, Some(&head)).await, Chain::WithoutHead);
    run("UPDATE audit_entry SET fields = 'other' WHERE number = 3").await;
    assert_eq!(chain(&app, None).await, Chain::Broken { number: 3 });
    run("DELETE FROM audit_entry WHERE number = 2").await;
    assert_eq!(chain(&app, None).await, Chain::Broken { number: 2 });
}

#[tokio::test]
async fn registering_costs_no_entry() {
    let scene = Scene::new(Db::Sqlite).await;
    let seen = scene.open(json!({})).await;
    register(&scene.app.person().await, &seen).await;
    assert!(matches!(
        chain(&scene.app, None).await,
        Chain::Whole { entries: 0, .. }
    ));
}
