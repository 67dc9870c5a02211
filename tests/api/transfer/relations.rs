//! Files whose records do not fit each other, or what is there already.

use super::{
    faults::{names, of},
    *,
};

#[rstest]
#[tokio::test]
async fn nothing_stands_twice_in_a_file(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let before = rows(&app).await;
    let id = "0190a0a0-0000-7000-8000-000000000001";
    let account = json!({ "type": "account", "person": "Ann", "email": "ann@example.org" });
    let found = of(
        &app,
        &[
            sweden(),
            sweden(),
            municipality("2085", "Ludvika"),
            municipality("2085", "Ludvika igen"),
            but(
                municipality("2085", "Förr"),
                json!({ "validTo": "2000-01-01" }),
            ),
            organisation_record("o"),
            organisation_record("o"),
            but(
                organisation_record("a"),
                json!({ "registrationNumber": "1" }),
            ),
            but(
                organisation_record("b"),
                json!({ "registrationNumber": "1" }),
            ),
            but(organisation_record("c"), json!({ "ref": id })),
            but(person_record("Ann"), json!({ "ref": id.to_uppercase() })),
            person_record("Ann"),
            account.clone(),
            but(account, json!({ "email": "Ann@example.org" })),
        ],
    )
    .await;
    names(
        &found,
        &[
            (2, "", "country SE stands in line 1"),
            (4, "", "municipality SE-2085 stands in line 3"),
            (7, "ref", "another organisation has the ref \"o\""),
            (9, "", "registered as SE 1"),
            (11, "ref", "stands twice"),
            (14, "", "stands in line 13"),
            (14, "", "has an account already"),
        ],
    );
    assert_eq!(rows(&app).await, before);
}

#[rstest]
#[tokio::test]
async fn imports_add_and_do_not_change(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let store = &app.app.store;
    let id = "0190a0a0-0000-7000-8000-000000000001";
    let network = json!({ "type": "network", "ref": "n", "locale": "sv", "name": { "sv": "Nät" }, "status": "ACTIVE", "joinPolicy": "OPEN", "visibility": "NETWORK" });
    let membership = json!({ "type": "networkMembership", "network": "n", "organisation": "o", "role": "MEMBER", "status": "ACTIVE" });
    let file = [
        sweden(),
        municipality("2085", "Ludvika"),
        but(
            organisation_record("o"),
            json!({ "registrationNumber": "1" }),
        ),
        but(person_record("Ann"), json!({ "ref": id })),
        json!({ "type": "account", "person": id, "email": "ann@example.org" }),
        network,
        membership,
    ];
    bring_all(store, &file).await.expect("it imports");
    let before = rows(&app).await;
    let found = of(&app, &file).await;
    names(
        &found,
        &[
            (1, "", "country SE is in the database already; imports add"),
            (2, "", "municipality SE-2085 is in the database"),
            (3, "", "organisation \"o\" is in the database"),
            (3, "", "organisation registered as SE 1 is in the database"),
            (4, "", "person 0190a0a0"),
            (
                5,
                "",
                "account with the address ann@example.org is in the database",
            ),
            (6, "", "network \"n\" is in the database"),
        ],
    );
    assert_eq!(rows(&app).await, before);
    let found = of(&app, &[file[4].clone(), file[6].clone()]).await;
    let other = but(file[4].clone(), json!({ "email": "other@example.org" }));
    names(&found[..1], &[(1, "", "is in the database already")]);
    assert!(
        found
            .iter()
            .any(|one| one.line == 2 && one.message.contains("once at a time"))
    );
    let found = of(&app, &[other]).await;
    names(&found, &[(1, "", "has an account already")]);
    assert_eq!(rows(&app).await, before);
}

#[rstest]
#[tokio::test]
async fn a_reference_that_leads_nowhere_is_named_with_its_member(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let before = rows(&app).await;
    let found = of(
        &app,
        &[
            municipality("2085", "Ludvika"),
            json!({ "type": "locality", "ref": "l", "municipality": "SE-9999", "name": "Björna", "kind": "VILLAGE" }),
            json!({ "type": "affiliation", "ref": "a", "person": "nobody", "organisation": "0190a0a0-0000-7000-8000-000000000001", "category": "OFFICIAL" }),
            // Line 5 is at fault itself; that line 6 points at it is no fault of its own.
            but(person_record("Ann"), json!({ "name": 7 })),
            json!({ "type": "account", "person": "Ann", "email": "ann@example.org" }),
        ],
    )
    .await;
    names(
        &found,
        &[
            (1, "country", "no country \"SE\""),
            (2, "municipality", "no municipality \"SE-9999\""),
            (3, "person", "no person \"nobody\""),
            (3, "organisation", "no organisation \"0190a0a0"),
            (4, "name", "expected a text"),
        ],
    );
    assert_eq!(rows(&app).await, before);
}

#[rstest]
#[tokio::test]
async fn parents_form_no_ring_and_a_seminar_has_one_lead_and_no_more_seats_than_it_has(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let before = rows(&app).await;
    let seminar = json!({ "type": "seminar", "ref": "s", "kind": "WORKSHOP", "locale": "sv", "title": { "sv": "Möte" }, "state": "OPEN",
        "mode": "ONSITE", "timeZone": "Europe/Stockholm", "visibility": "PUBLIC", "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let host = |name: &str, role: &str| json!({ "organisation": name, "role": role });
    let registration = |person: &str, status: &str, joined: &str| json!({ "type": "registration", "seminar": "s", "person": person, "pool": "ONSITE", "status": status, "joinedAt": joined });
    let mut file = vec![
        sweden(),
        but(organisation_record("a"), json!({ "parent": "b" })),
        but(organisation_record("b"), json!({ "parent": "c" })),
        but(organisation_record("c"), json!({ "parent": "a" })),
        but(
            seminar.clone(),
            json!({ "hosts": [host("a", "LEAD"), host("b", "LEAD")] }),
        ),
        but(
            seminar.clone(),
            json!({ "ref": "t", "hosts": [host("a", "LEAD"), host("a", "PARTNER")] }),
        ),
        person_record("Ann"),
        person_record("Bo"),
        registration("Ann", "CONFIRMED", "2026-11-01T09:00:00Z"),
        registration("Bo", "CONFIRMED", "2026-11-01T10:00:00Z"),
        but(
            registration("Bo", "WAITLISTED", "2026-11-01T10:00:00Z"),
            json!({}),
        ),
        but(
            registration("Bo", "CANCELLED", "2026-11-01T10:00:00Z"),
            json!({ "pool": "ONLINE" }),
        ),
        json!({ "type": "organisationRelation", "ref": "r", "kind": "OWNS", "from": "a", "to": "a" }),
    ];
    let found = of(&app, &file).await;
    names(
        &found,
        &[
            (2, "parent", "form a ring"),
            (5, "hosts", "2 LEAD hosts"),
            (6, "hosts", "stands twice"),
            (10, "status", "more have a seat than the 1 of"),
            (11, "person", "registered for that seminar already"),
            (12, "pool", "no such seats"),
            (13, "to", "cannot stand to itself"),
        ],
    );
    assert_eq!(rows(&app).await, before);
    // Put right, it goes in; afterwards nobody registers by a later file.
    file.truncate(9);
    file[3] = organisation_record("c");
    file[4] = seminar;
    file.remove(5);
    bring_all(&app.app.store, &file).await.expect("it imports");
    let found = of(
        &app,
        &[registration("Bo", "WAITLISTED", "2026-11-01T10:00:00Z")],
    )
    .await;
    assert!(
        found
            .iter()
            .any(|one| one.member.as_deref() == Some("seminar")
                && one.message.contains("with their seminar"))
    );
}
