//! SEQUENCE grows when a seminar moves in time or place, and not otherwise.

use super::{super::scene::*, reading::*};
use crate::support::*;

#[rstest]
#[tokio::test]
async fn it_grows_when_time_zone_or_place_changes(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let mut seen = scene.open(json!({})).await;
    let path = format!("/calendars/seminar/{}.ics", seen.id);
    let mut last = calendar(&scene.editor, &path).await;
    let uid = last.event().of("UID").to_owned();
    let later = scene.local(21).format("%Y-%m-%dT%H:%M").to_string();
    let end = scene.local(21).format("%Y-%m-%dT14:00").to_string();
    for (over, grows) in [
        (
            json!({ "title": [{ "locale": "sv", "text": "Annat namn" }] }),
            0,
        ),
        (
            json!({ "seatPools": [{ "kind": "ONSITE", "capacity": 9 }] }),
            0,
        ),
        (json!({ "startsLocal": later, "endsLocal": end }), 1),
        (json!({ "startsLocal": later, "endsLocal": end }), 0),
        (json!({ "timeZone": "Europe/Stockholm" }), 1),
        (json!({ "venue": { "name": "Biblioteket" } }), 1),
        (
            json!({ "venue": { "name": "Biblioteket", "address": "Storgatan 1" } }),
            1,
        ),
        (
            json!({ "mode": "HYBRID", "joinUrl": "https://meet.example/x", "seatPools": [{ "kind": "ONSITE", "capacity": 9 }, { "kind": "ONLINE", "capacity": null }] }),
            1,
        ),
        (json!({ "endsLocal": null }), 1),
    ] {
        seen = scene.update(&seen, over.clone()).await;
        let now = calendar(&scene.editor, &path).await;
        assert_eq!(now.sequence() - last.sequence(), grows, "{over}");
        assert_eq!(now.event().of("UID"), uid);
        assert!(now.event().of("LAST-MODIFIED") >= last.event().of("LAST-MODIFIED"));
        last = now;
    }
    let person = scene.app.person().await;
    try_register(&person, &seen, json!({ "seat": "ONSITE" })).await;
    assert_eq!(own(&person, &seen).await["status"], "CONFIRMED");
    assert_eq!(
        calendar(&scene.editor, &path).await.sequence(),
        last.sequence()
    );
    seen = scene.see(&seen).await;
    let over = json!({ "reason": "Ingen tid", "startsLocal": scene.local(40).format("%Y-%m-%dT%H:%M").to_string() });
    seen = scene
        .act("postponeSeminar", "PostponeSeminarInput", &seen, over)
        .await;
    let postponed = calendar(&scene.editor, &path).await;
    assert_eq!(postponed.sequence(), last.sequence() + 1);
    assert_eq!(postponed.event().of("STATUS"), ":TENTATIVE");
    scene
        .act(
            "cancelSeminar",
            "CancelSeminarInput",
            &seen,
            json!({ "reason": "Storm" }),
        )
        .await;
    let cancelled = calendar(&scene.editor, &path).await;
    assert_eq!(cancelled.sequence(), last.sequence() + 2);
    assert_eq!(cancelled.event().of("STATUS"), ":CANCELLED");
}
