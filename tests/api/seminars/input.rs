//! What clients get wrong.

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn every_fault_of_a_form_is_told_at_once_and_nothing_is_written(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let long = "x".repeat(10_001);
    let wrong = json!({
        "title": [{ "locale": "sv", "text": " " }, { "locale": "sv", "text": "y".repeat(201) }],
        "description": [], "kindText": "z".repeat(201), "note": long,
        "seatsPerOrganisation": 0,
        "seatPools": [{ "kind": "ONSITE", "capacity": -1 }, { "kind": "ONSITE" }],
        "agenda": [{ "title": "", "durationMinutes": 0 }],
        "registrationOpensAt": "2027-02-01T00:00:00Z", "registrationClosesAt": "2027-01-01T00:00:00Z",
        "coHostIds": ["nonsense"], "networkIds": [gid("Person", uuid::Uuid::nil())],
    });
    let payload = scene.try_create(wrong).await;
    let mut found = refusals(&payload);
    found.sort();
    let expected = [
        "DUPLICATE at seatPools.1",
        "DUPLICATE at title",
        "MISSING at agenda.0.title",
        "MISSING at title",
        "OUT_OF_RANGE at agenda.0.durationMinutes",
        "OUT_OF_RANGE at seatPools.0.capacity",
        "OUT_OF_RANGE at seatsPerOrganisation",
        "REVERSED at registrationClosesAt",
        "TOO_LONG at kindText",
        "TOO_LONG at note",
        "TOO_LONG at title",
        "WRONG_ID at coHostIds",
        "WRONG_ID at networkIds",
    ];
    assert_eq!(found, expected);
    let count = scene
        .editor
        .data("{ seminars { totalCount } }", json!({}))
        .await;
    assert_eq!(count["seminars"]["totalCount"], 0);
}

#[rstest]
#[tokio::test]
async fn what_is_named_must_exist(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let nil = uuid::Uuid::nil();
    let host = gid("Organisation", scene.host.id);
    let wrong = json!({
        "coHostIds": [gid("Organisation", nil)], "partnerIds": [host],
        "municipalityIds": [gid("Municipality", nil)],
        "venue": { "municipalityId": gid("Municipality", nil) },
    });
    let mut found = refusals(&scene.try_create(wrong).await);
    found.sort();
    let expected = [
        "DUPLICATE at partnerIds",
        "UNKNOWN at coHostIds",
        "UNKNOWN at municipalityIds",
        "UNKNOWN at venue.municipalityId",
    ];
    assert_eq!(found, expected);
    let twice = json!({ "coHostIds": [gid("Organisation", scene.host.id)] });
    assert_eq!(
        refusals(&scene.try_create(twice).await),
        ["DUPLICATE at coHostIds"]
    );
}

#[rstest]
#[tokio::test]
async fn an_id_of_something_else_is_refused_by_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let wrong = Seen {
        id: gid("Person", scene.editor.person_id),
        version: 1,
    };
    for (mutation, kind, more) in [
        ("updateSeminar", "UpdateSeminarInput", json!({})),
        ("publishSeminar", "PublishSeminarInput", json!({})),
        (
            "postponeSeminar",
            "PostponeSeminarInput",
            json!({ "reason": "Snö" }),
        ),
        (
            "cancelSeminar",
            "CancelSeminarInput",
            json!({ "reason": "Snö" }),
        ),
        ("recordSeminarHeld", "RecordSeminarHeldInput", json!({})),
    ] {
        let payload = scene.try_act(mutation, kind, &wrong, more.clone()).await;
        assert_eq!(refusals(&payload), ["WRONG_ID at id"], "{mutation}");
        let absent = Seen {
            id: gid("Seminar", uuid::Uuid::nil()),
            version: 1,
        };
        let payload = scene.try_act(mutation, kind, &absent, more).await;
        assert_eq!(payload["error"], "NOT_FOUND", "{mutation}");
    }
    let register = try_register(
        &scene.editor,
        &wrong,
        json!({ "personId": "x", "organisationId": "y" }),
    )
    .await;
    let expected = [
        "WRONG_ID at seminarId",
        "WRONG_ID at personId",
        "WRONG_ID at organisationId",
    ];
    assert_eq!(refusals(&register), expected);
    for (mutation, kind) in [
        ("cancelRegistration", "CancelRegistrationInput"),
        ("updateRegistration", "UpdateRegistrationInput"),
    ] {
        let mut input = json!({ "id": wrong.id, "version": 1 });
        if mutation == "updateRegistration" {
            input["isListed"] = json!(true);
        }
        let payload = scene
            .editor
            .change(mutation, kind, REGISTRATION, input.clone())
            .await;
        assert_eq!(refusals(&payload), ["WRONG_ID at id"], "{mutation}");
        input["id"] = json!(gid("Registration", uuid::Uuid::nil()));
        let payload = scene
            .editor
            .change(mutation, kind, REGISTRATION, input)
            .await;
        assert_eq!(payload["error"], "NOT_FOUND", "{mutation}");
    }
    let accept = json!({ "seminarId": "x", "version": 1, "organisationId": wrong.id });
    let accept = scene
        .editor
        .change(
            "acceptCoHosting",
            "AcceptCoHostingInput",
            "seminar { id }",
            accept,
        )
        .await;
    assert_eq!(
        refusals(&accept),
        ["WRONG_ID at seminarId", "WRONG_ID at organisationId"]
    );
}

#[rstest]
#[tokio::test]
async fn a_reason_is_needed_and_has_its_length(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    for (mutation, kind) in [
        ("postponeSeminar", "PostponeSeminarInput"),
        ("cancelSeminar", "CancelSeminarInput"),
    ] {
        let empty = scene
            .try_act(mutation, kind, &seen, json!({ "reason": " " }))
            .await;
        assert_eq!(refusals(&empty), ["MISSING at reason"], "{mutation}");
        let long = json!({ "reason": "x".repeat(2_001) });
        let long = scene.try_act(mutation, kind, &seen, long).await;
        assert_eq!(refusals(&long), ["TOO_LONG at reason"], "{mutation}");
    }
    let gap =
        json!({ "reason": "Snö", "timeZone": "Europe/Oslo", "startsLocal": "2027-03-28T02:15" });
    let gap = scene
        .try_act("postponeSeminar", "PostponeSeminarInput", &seen, gap)
        .await;
    assert_eq!(refusals(&gap), ["NONEXISTENT_TIME at startsLocal"]);
    assert_eq!(scene.see(&seen).await.version, seen.version);
}

#[rstest]
#[tokio::test]
async fn null_takes_away_and_what_is_left_out_stays(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene
        .create(json!({ "note": "Kom i tid", "themeText": "Byar", "seatsPerOrganisation": 2 }))
        .await;
    let seen = scene
        .update(&seen, json!({ "note": null, "seatsPerOrganisation": null }))
        .await;
    let found = scene
        .look(
            &seen,
            "note themeText seatsPerOrganisation venue { name } title { text }",
        )
        .await;
    let expected = json!({
        "note": null, "themeText": "Byar", "seatsPerOrganisation": null,
        "venue": { "name": "Folkets hus" }, "title": { "text": "Bygd i balans" },
    });
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn filters_find_what_they_name(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let network = scene
        .app
        .network("Landsbygd", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.host.id).await;
    let full = json!({
        "kind": "WORKSHOP", "networkIds": [gid("Network", network.id)],
        "seatPools": [{ "kind": "ONSITE", "capacity": 0 }],
    });
    let full = scene.open(full).await;
    let roomy = scene.open(json!({})).await;
    let found = async |filter: &str| {
        let query = format!("{{ seminars(filter: {{ {filter} }}) {{ nodes {{ id }} }} }}");
        let data = scene.app.anyone().data(&query, json!({})).await;
        let nodes = data["seminars"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| node["id"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    let network = gid("Network", network.id);
    let host = gid("Organisation", scene.host.id);
    assert_eq!(found("kinds: WORKSHOP").await, [full.id.as_str()]);
    assert_eq!(found("hasFreeSeats: true").await, [roomy.id.as_str()]);
    assert_eq!(found("hasFreeSeats: false").await, [full.id.as_str()]);
    assert_eq!(
        found(&format!("networkIds: [\"{network}\"]")).await,
        [full.id.as_str()]
    );
    assert_eq!(
        found(&format!(
            "hostId: \"{host}\", states: OPEN, modes: ONSITE, origin: LOCAL"
        ))
        .await
        .len(),
        2
    );
    assert_eq!(found("country: \"se\"").await.len(), 2);
    assert_eq!(found("country: \"DK\"").await.len(), 0);
    assert_eq!(found("country: \"FR\"").await.len(), 0);
    assert_eq!(found("states: [], kinds: []").await.len(), 0);
    let nowhere = gid("Municipality", uuid::Uuid::nil());
    assert_eq!(
        found(&format!("municipalityId: \"{nowhere}\"")).await.len(),
        0
    );
    let wrong = "{ seminars(filter: { hostId: \"x\" }) { totalCount } }";
    assert_eq!(scene.app.anyone().code(wrong, json!({})).await, "BAD_INPUT");
    let wrong = "{ seminar(id: \"x\") { id } }";
    assert_eq!(scene.app.anyone().code(wrong, json!({})).await, "BAD_INPUT");
}
