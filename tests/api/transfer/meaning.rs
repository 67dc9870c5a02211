//! What references mean, and who sees what comes in.

use entity::account::PlatformRole;
use erfa::platform::access::{PUBLIC, REGISTERED};
use sea_orm::{ColumnTrait, QueryFilter};

use super::*;

#[rstest]
#[tokio::test]
async fn a_later_import_points_at_what_earlier_ones_brought(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let store = &app.app.store;
    let id = "0190a0a0-0000-7000-8000-000000000001";
    let first = [
        sweden(),
        json!({ "type": "region", "country": "SE", "code": "20", "kind": "REGION", "kindText": "län", "name": "Dalarna" }),
        municipality("2085", "Ludvika"),
        organisation_record("o"),
        but(organisation_record("u"), json!({ "ref": id })),
    ];
    bring_all(store, &first).await.expect("it imports");
    let second = [
        but(
            municipality("2061", "Smedjebacken"),
            json!({ "region": "SE-20" }),
        ),
        but(
            organisation_record("below"),
            json!({ "parent": "o", "municipality": "SE-2085" }),
        ),
        but(
            organisation_record("beside"),
            json!({ "parent": id.to_uppercase(), "municipality": "SE-2061" }),
        ),
    ];
    bring_all(store, &second).await.expect("it imports");
    let all = organisation::Entity::find()
        .all(&app.connection)
        .await
        .expect("organisations");
    let named = |name: &str| {
        all.iter()
            .find(|one| one.name == name)
            .expect("it is there")
    };
    assert_eq!(named("below").parent_id, Some(named("o").id));
    assert_eq!(
        named("beside")
            .parent_id
            .map(|id| id.to_string())
            .as_deref(),
        Some(id)
    );
    assert!(named("below").municipality_id.is_some());
    let refs = external_ref::Entity::find()
        .all(&app.connection)
        .await
        .expect("refs");
    assert_eq!(refs.len(), 3);
    assert!(
        refs.iter()
            .all(|one| one.system == "import" && one.kind == "Organisation")
    );
}

#[rstest]
#[tokio::test]
async fn a_code_means_the_current_municipality_and_changes_reach_the_ended_one(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let file = [
        sweden(),
        but(municipality("2", "Två"), json!({ "validTo": "2020-01-01" })),
        but(
            municipality("2", "Två, större"),
            json!({ "validFrom": "2020-01-01" }),
        ),
        but(municipality("1", "Ett"), json!({ "validTo": "2020-01-01" })),
        json!({ "type": "territoryChange", "ref": "c", "country": "SE", "kind": "MERGE", "effectiveOn": "2020-01-01", "from": ["SE-1", "SE-2"], "to": ["SE-2"] }),
        but(organisation_record("o"), json!({ "municipality": "SE-2" })),
        but(organisation_record("p"), json!({ "municipality": "SE-1" })),
    ];
    bring_all(&app.app.store, &file).await.expect("it imports");
    let asked = "query($by: MunicipalityBy!) { municipality(by: $by) { name predecessors(first: 9) { nodes { name } } } }";
    let data = app
        .anyone()
        .data(
            asked,
            json!({ "by": { "code": { "country": "SE", "code": "2" } } }),
        )
        .await;
    assert_eq!(
        data["municipality"],
        json!({ "name": "Två, större", "predecessors": { "nodes": [{ "name": "Ett" }, { "name": "Två" }] } })
    );
    let row = organisation::Entity::find()
        .filter(organisation::Column::Name.eq("o"))
        .one(&app.connection)
        .await
        .expect("an answer")
        .expect("an organisation");
    let place = municipality::Entity::find_by_id(row.municipality_id.expect("a municipality"));
    let place = place
        .one(&app.connection)
        .await
        .expect("an answer")
        .expect("a row");
    assert_eq!(place.name, "Två, större");
    let lines = out(&app.app.store).await;
    let other = TestApp::start(Db::Sqlite).await;
    bring(&other.app.store, &lines).await.expect("it imports");
    assert_eq!(out(&other.app.store).await, lines);
}

#[rstest]
#[tokio::test]
async fn imported_rows_have_the_audience_of_their_visibility(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let network = |name: &str, visibility: &str, status: &str| json!({ "type": "network", "ref": name, "locale": "sv", "name": { "sv": name }, "status": status, "joinPolicy": "OPEN", "visibility": visibility });
    let seminar = |name: &str, state: &str, visibility: &str, networks: Value| {
        json!({ "type": "seminar", "ref": name, "kind": "WORKSHOP", "locale": "sv", "title": { "sv": name }, "state": state, "mode": "ONSITE",
            "timeZone": "Europe/Stockholm", "visibility": visibility, "hosts": [{ "organisation": "o", "role": "LEAD" }], "networks": networks,
            "seatPools": [{ "kind": "ONSITE" }], "startsLocal": "2027-10-31T02:30" })
    };
    let registration = |seminar: &str, listed: bool| json!({ "type": "registration", "seminar": seminar, "person": "Ann", "pool": "ONSITE", "status": "CONFIRMED", "organisation": "o", "isListed": listed });
    let file = [
        sweden(),
        organisation_record("o"),
        person_record("Ann"),
        but(person_record("Bo"), json!({ "visibility": "ORGANISATION" })),
        json!({ "type": "affiliation", "ref": "bo-o", "person": "Bo", "organisation": "o", "category": "OFFICIAL", "startsOn": "2020-01-01" }),
        json!({ "type": "account", "person": "Ann", "email": "Ann@Example.org" }),
        network("open", "PUBLIC", "ACTIVE"),
        network("closed", "NETWORK", "ACTIVE"),
        network("draft", "PUBLIC", "DRAFT"),
        json!({ "type": "networkMembership", "network": "closed", "organisation": "o", "role": "MEMBER", "status": "ACTIVE" }),
        seminar("public", "OPEN", "PUBLIC", json!(["open"])),
        seminar("unpublished", "PLANNED", "PUBLIC", json!([])),
        seminar("narrow", "OPEN", "PUBLIC", json!(["open", "closed"])),
        registration("public", true),
        registration("narrow", false),
    ];
    bring_all(&app.app.store, &file).await.expect("it imports");
    let db = &app.connection;
    let networks = network::Entity::find().all(db).await.expect("networks");
    let network = |name: &str| {
        networks
            .iter()
            .find(|one| one.name.get("sv") == Some(name))
            .expect("a network")
    };
    assert_eq!(network("open").audience_id, PUBLIC);
    assert_eq!(network("closed").audience_id, network("closed").id);
    assert_ne!(network("draft").audience_id, PUBLIC);
    let membership = network_membership::Entity::find()
        .one(db)
        .await
        .expect("an answer")
        .expect("a membership");
    assert_eq!(membership.audience_id, network("closed").id);
    let organisation = organisation::Entity::find()
        .one(db)
        .await
        .expect("an answer")
        .expect("an organisation");
    let people = person::Entity::find().all(db).await.expect("people");
    let person = |name: &str| {
        people
            .iter()
            .find(|one| one.name == name)
            .expect("a person")
    };
    assert_eq!(person("Ann").audience_id, REGISTERED);
    assert_eq!(person("Bo").audience_id, organisation.id);
    let affiliation = affiliation::Entity::find()
        .one(db)
        .await
        .expect("an answer")
        .expect("an affiliation");
    assert_eq!(affiliation.audience_id, organisation.id);
    let account = account::Entity::find()
        .one(db)
        .await
        .expect("an answer")
        .expect("an account");
    assert_eq!(
        (
            account.email.as_str(),
            account.platform_role,
            account.password_hash
        ),
        ("ann@example.org", PlatformRole::None, None)
    );
    let seminars = seminar::Entity::find().all(db).await.expect("seminars");
    let seminar = |name: &str| {
        seminars
            .iter()
            .find(|one| one.title.get("sv") == Some(name))
            .expect("a seminar")
    };
    assert_eq!(seminar("public").audience_id, PUBLIC);
    assert!(seminar("public").published_at.is_some());
    assert_eq!(
        seminar("unpublished").audience_id,
        seminar("unpublished").organisers_id
    );
    assert_eq!(seminar("unpublished").published_at, None);
    let links = audience_link::Entity::find()
        .filter(audience_link::Column::AudienceId.eq(seminar("narrow").audience_id))
        .all(db)
        .await
        .expect("links");
    let ranks: BTreeMap<_, _> = links
        .iter()
        .map(|one| (one.scope_id, one.min_rank))
        .collect();
    assert_eq!(
        ranks,
        BTreeMap::from([
            (organisation.id, 2),
            (network("open").id, 1),
            (network("closed").id, 1)
        ])
    );
    // The clocks go back that night: of the two times the earlier one counts.
    assert_eq!(
        seminar("public")
            .starts_at
            .map(|at| at.to_rfc3339())
            .as_deref(),
        Some("2027-10-31T00:30:00+00:00")
    );
    let registrations = registration::Entity::find()
        .all(db)
        .await
        .expect("registrations");
    for one in registrations {
        let of = seminars
            .iter()
            .find(|seminar| seminar.id == one.seminar_id)
            .expect("its seminar");
        assert_eq!((of.confirmed_count, of.waiting_count), (1, 0));
        assert_eq!(one.organisation_name.as_deref(), Some("o"));
        assert_eq!(
            one.audience_id,
            if one.is_listed {
                REGISTERED
            } else {
                of.organisers_id
            }
        );
    }
}
