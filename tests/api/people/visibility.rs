//! Who sees whom.

use chrono::TimeDelta;

use super::*;

struct Scene {
    app: TestApp,
    anna: Client,
    id: String,
    organisation: uuid::Uuid,
    colleague: Client,
    admin: Client,
    stranger: Client,
}

async fn scene(db: Db) -> Scene {
    let app = TestApp::start(db).await;
    let own = app.organisation("Own").await;
    let other = app.organisation("Other").await;
    let anna = app.person_in(own.id, OrganisationRole::Member).await;
    Scene {
        id: gid("Person", anna.person_id),
        colleague: app.person_in(own.id, OrganisationRole::Member).await,
        admin: app.person_in(own.id, OrganisationRole::Admin).await,
        stranger: app.person_in(other.id, OrganisationRole::Admin).await,
        organisation: own.id,
        anna,
        app,
    }
}

impl Scene {
    async fn choose(&self, visibility: &str) {
        let query = "{ viewer { person { version } } }";
        let data = self.anna.data(query, json!({})).await;
        let version = &data["viewer"]["person"]["version"];
        let input = json!({ "id": self.id, "version": version, "visibility": visibility });
        let answer = self
            .anna
            .change(
                "updatePerson",
                "UpdatePersonInput",
                "person { visibility }",
                input,
            )
            .await;
        assert_eq!(answer["person"]["visibility"], visibility);
    }

    /// Whether somebody sees Anna, by each way there is; all must agree.
    async fn seen_by(&self, client: &Client) -> bool {
        let query = "query ($id: ID!, $organisation: ID!) { node(id: $id) { id }
            people(first: 100) { totalCount nodes { id } }
            organisation(by: { id: $organisation }) { affiliations(first: 100) { totalCount nodes { person { id } } } } }";
        let organisation = gid("Organisation", self.organisation);
        let variables = json!({ "id": self.id, "organisation": organisation });
        let data = client.data(query, variables).await;
        let seen = data["node"].is_object();
        let is = |node: &Value| node["id"] == *self.id;
        let listed = data["people"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        assert_eq!(data["people"]["totalCount"], listed.len());
        assert_eq!(listed.iter().any(is), seen);
        let belongs = &data["organisation"]["affiliations"];
        let belongs = belongs["nodes"].as_array().cloned().unwrap_or_default();
        assert_eq!(belongs.iter().any(|one| is(&one["person"])), seen);
        seen
    }

    async fn seen(&self) -> [bool; 5] {
        let anyone = self.app.anyone();
        let clients = [
            &anyone,
            &self.stranger,
            &self.colleague,
            &self.admin,
            &self.anna,
        ];
        let mut seen = [false; 5];
        for (place, client) in clients.into_iter().enumerate() {
            seen[place] = self.seen_by(client).await;
        }
        seen
    }
}

#[rstest]
#[tokio::test]
async fn people_are_seen_by_whom_they_chose(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = scene(db).await;
    for (visibility, expected) in [
        ("PUBLIC", [true, true, true, true, true]),
        ("REGISTERED", [false, true, true, true, true]),
        ("ORGANISATION", [false, false, true, true, true]),
        ("NETWORK", [false, false, true, true, true]),
        ("RESTRICTED", [false, false, false, false, true]),
    ] {
        scene.choose(visibility).await;
        assert_eq!(scene.seen().await, expected, "{visibility}");
        assert!(scene.seen_by(&scene.app.platform_admin().await).await);
    }
}

#[rstest]
#[tokio::test]
async fn an_admin_sees_who_holds_a_role_of_their_organisation_even_when_the_person_hides(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    scene.choose("RESTRICTED").await;
    let query = "query ($id: ID!) { organisation(by: { id: $id }) { affiliations { nodes { id version person { name } viewerCan { end } } } } }";
    let variables = json!({ "id": gid("Organisation", scene.organisation) });
    let data = scene.admin.data(query, variables.clone()).await;
    let nodes = data["organisation"]["affiliations"]["nodes"]
        .as_array()
        .cloned();
    let hidden: Vec<_> = nodes.unwrap_or_default();
    let hidden = hidden.iter().find(|one| one["person"].is_null());
    let hidden = hidden.expect("the affiliation is seen");
    assert_eq!(hidden["viewerCan"]["end"], true);
    let input = json!({ "id": hidden["id"], "version": hidden["version"] });
    let ended = scene
        .admin
        .change(
            "endAffiliation",
            "EndAffiliationInput",
            "affiliation { isCurrent }",
            input,
        )
        .await;
    assert_eq!(ended["affiliation"]["isCurrent"], false);
    let data = scene.colleague.data(query, variables).await;
    let nodes = data["organisation"]["affiliations"]["nodes"]
        .as_array()
        .cloned();
    assert!(
        nodes
            .unwrap_or_default()
            .iter()
            .all(|one| one["person"].is_object())
    );
}

#[rstest]
#[tokio::test]
async fn whom_an_organisation_sees_follows_where_a_person_belongs(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    scene.choose("ORGANISATION").await;
    let third = scene.app.organisation("Third").await;
    let admin = scene.app.person_in(third.id, OrganisationRole::Admin).await;
    assert!(!scene.seen_by(&admin).await);
    // Whoever runs the platform sees her and lets her belong there.
    let platform = scene.app.platform_admin().await;
    let input = json!({ "personId": scene.id, "organisationId": gid("Organisation", third.id), "category": "CONSULTANT" });
    let added = platform
        .change(
            "addAffiliation",
            "AddAffiliationInput",
            "affiliation { id version }",
            input,
        )
        .await;
    assert!(scene.seen_by(&admin).await);
    assert_eq!(scene.seen().await, [false, false, true, true, true]);
    let input = with(&added["affiliation"], json!({}));
    let ended = admin
        .change(
            "endAffiliation",
            "EndAffiliationInput",
            "affiliation { isCurrent }",
            input,
        )
        .await;
    assert_eq!(ended["affiliation"]["isCurrent"], false);
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let data = admin.data(query, json!({ "id": scene.id })).await;
    assert_eq!(data["node"], json!(null));
    assert_eq!(scene.seen().await, [false, false, true, true, true]);
}

#[rstest]
#[tokio::test]
async fn a_day_that_ends_an_affiliation_hides_the_person_when_it_comes(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = scene(db).await;
    scene.choose("ORGANISATION").await;
    let query = "{ viewer { person { affiliations { nodes { id version } } } } }";
    let data = scene.anna.data(query, json!({})).await;
    let affiliation = &data["viewer"]["person"]["affiliations"]["nodes"][0];
    let tomorrow = scene.app.today() + TimeDelta::days(1);
    let input = with(affiliation, json!({ "endsOn": tomorrow }));
    let ended = scene
        .anna
        .change(
            "endAffiliation",
            "EndAffiliationInput",
            "affiliation { isCurrent }",
            input,
        )
        .await;
    assert_eq!(ended["affiliation"]["isCurrent"], true);
    assert_eq!(scene.seen().await, [false, false, true, true, true]);
    scene.app.clock.advance(TimeDelta::days(1));
    let followers = scene.app.app.followers.clone();
    let work = erfa::platform::access::Work::of_system(&scene.app.app.store, "day", followers);
    let work = work.await.expect("a unit of work");
    let outcome = erfa::people::turn_day(&work).await;
    work.finish(outcome).await.expect("the day turns");
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let data = scene.colleague.data(query, json!({ "id": scene.id })).await;
    assert_eq!(data["node"], json!(null));
}
