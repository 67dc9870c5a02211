//! Postponing, cancelling, and recording what was held.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn a_postponed_seminar_keeps_its_original_start_and_its_people(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let visitor = scene.app.person().await;
    register(&visitor, &seen).await;
    let seen = scene.see(&seen).await;
    let original = scene.look(&seen, "startsAt").await["startsAt"].take();
    let seen = scene
        .act(
            "postponeSeminar",
            "PostponeSeminarInput",
            &seen,
            json!({ "reason": "Snö" }),
        )
        .await;
    let selection =
        "state reason startsAt originalStart { text at } registrationCount isRegistrationOpen";
    let expected = json!({
        "state": "POSTPONED", "reason": "Snö", "startsAt": null,
        "originalStart": { "text": null, "at": original },
        "registrationCount": 1, "isRegistrationOpen": false,
    });
    assert_eq!(look(&visitor, &seen, selection).await, expected);
    let other = try_register(&scene.app.person().await, &seen, json!({})).await;
    assert_eq!(refusals(&other), ["SEMINAR_NOT_OPEN at seminarId"]);

    let again = json!({ "reason": "Mer snö", "startsLocal": scene.local(60).format("%Y-%m-%dT%H:%M").to_string() });
    let seen = scene
        .act("postponeSeminar", "PostponeSeminarInput", &seen, again)
        .await;
    assert_eq!(
        scene.look(&seen, "originalStart { at }").await["originalStart"]["at"],
        original
    );
    let seen = scene
        .act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    assert_eq!(scene.look(&seen, "state").await["state"], "OPEN");
}

#[rstest]
#[tokio::test]
async fn a_cancelled_seminar_takes_nobody_and_moves_nobody_up(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let one = json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 1 }] });
    let seen = scene.open(one).await;
    let (first, second) = (scene.app.person().await, scene.app.person().await);
    let seat = register(&first, &seen).await;
    register(&second, &seen).await;
    let seen = scene.see(&seen).await;
    let seen = scene
        .act(
            "cancelSeminar",
            "CancelSeminarInput",
            &seen,
            json!({ "reason": "Snö" }),
        )
        .await;
    let late = try_register(&scene.app.person().await, &seen, json!({})).await;
    assert_eq!(refusals(&late), ["SEMINAR_NOT_OPEN at seminarId"]);
    assert_eq!(
        give_up(&first, &seat).await["registration"]["status"],
        "CANCELLED"
    );
    assert_eq!(own(&second, &seen).await["status"], "WAITLISTED");
    let seen = scene.see(&seen).await;
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
        let payload = scene.try_act(mutation, kind, &seen, more).await;
        assert_eq!(refusals(&payload), ["WRONG_STATE at id"], "{mutation}");
    }
}

#[rstest]
#[tokio::test]
async fn a_seminar_is_held_after_it_began(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let visitor = scene.app.person().await;
    let seat = register(&visitor, &seen).await;
    let seen = scene.see(&seen).await;
    let held = ("recordSeminarHeld", "RecordSeminarHeldInput");
    let early = scene.try_act(held.0, held.1, &seen, json!({})).await;
    assert_eq!(refusals(&early), ["NOT_STARTED at id"]);
    scene.app.clock.advance(TimeDelta::days(21));
    let late = try_register(&scene.app.person().await, &seen, json!({})).await;
    assert_eq!(refusals(&late), ["SEMINAR_NOT_OPEN at seminarId"]);
    let seen = scene.act(held.0, held.1, &seen, json!({})).await;
    assert_eq!(scene.look(&seen, "state").await["state"], "HELD");
    let payload = give_up(&visitor, &seat).await;
    assert_eq!(refusals(&payload), ["WRONG_STATE at id"]);
    let cancel = scene
        .try_act(
            "cancelSeminar",
            "CancelSeminarInput",
            &seen,
            json!({ "reason": "x" }),
        )
        .await;
    assert_eq!(refusals(&cancel), ["WRONG_STATE at id"]);
}
