//! What a seminar needs before it is published, and what it is then.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn a_seminar_that_lacks_something_is_not_published(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let bare = json!({ "startsLocal": null, "endsLocal": null, "venue": null, "seatPools": [], "mode": "HYBRID" });
    let seen = scene.create(bare).await;
    let payload = scene
        .try_act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    let missing = [
        "MISSING at startsLocal",
        "MISSING at seatPools",
        "MISSING at venue",
        "MISSING at joinUrl",
    ];
    assert_eq!(refusals(&payload), missing);
    assert_eq!(scene.see(&seen).await.version, seen.version);
    let later = json!({
        "when": { "text": "hösten", "earliest": "2030-09-01", "latest": "2030-11-30" },
        "venue": { "address": "Storgatan 1" }, "joinUrl": "https://meet.example/x",
        "seatPools": [{ "kind": "ONSITE" }],
    });
    let seen = scene.update(&seen, later).await;
    scene
        .act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    let when = scene
        .look(&seen, "when { text earliest latest } publishedAt")
        .await;
    assert_eq!(when["when"]["earliest"], "2030-09-01");
    assert!(when["publishedAt"].is_string());
}

#[rstest]
#[tokio::test]
async fn a_published_seminar_is_open_or_waits_for_its_window(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let opens = scene.app.now() + TimeDelta::days(3);
    let opens = json!({ "registrationOpensAt": opens.to_rfc3339() });
    let later = scene.open(opens).await;
    let state = "state isRegistrationOpen viewerCan { publish register }";
    let expected = json!({
        "state": "SCHEDULED", "isRegistrationOpen": false,
        "viewerCan": { "publish": false, "register": false },
    });
    assert_eq!(scene.look(&later, state).await, expected);
    let visitor = scene.app.person().await;
    let early = try_register(&visitor, &later, json!({})).await;
    assert_eq!(refusals(&early), ["SEMINAR_NOT_OPEN at seminarId"]);
    scene.app.clock.advance(TimeDelta::days(4));
    assert_eq!(
        look(&visitor, &later, state).await["isRegistrationOpen"],
        true
    );
    assert_eq!(register(&visitor, &later).await["status"], "CONFIRMED");
    assert_eq!(scene.look(&later, state).await["state"], "OPEN");
}

#[rstest]
#[tokio::test]
async fn a_seminar_is_published_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let again = scene
        .try_act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    assert_eq!(refusals(&again), ["WRONG_STATE at id"]);
}

#[rstest]
#[tokio::test]
async fn only_organisers_publish_and_change(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let person = scene.app.person().await;
    let nobody = scene.app.anyone();
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
        let by_person = try_act(&person, mutation, kind, &seen, more.clone()).await;
        assert_eq!(by_person["error"], "FORBIDDEN", "{mutation}");
        let by_nobody = try_act(&nobody, mutation, kind, &seen, more.clone()).await;
        assert_eq!(by_nobody["error"], "UNAUTHENTICATED", "{mutation}");
        let stale = Seen {
            version: seen.version - 1,
            ..seen.clone()
        };
        let stale = scene.try_act(mutation, kind, &stale, more).await;
        assert_eq!(stale["error"], "CONFLICT", "{mutation}");
        assert_eq!(stale["extensions"]["version"], seen.version, "{mutation}");
    }
    assert_eq!(scene.see(&seen).await.version, seen.version);
}
