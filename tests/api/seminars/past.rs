//! What people are told to come to is ahead; what was held is behind.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

fn at(scene: &Scene, days: i64) -> Value {
    json!({ "startsLocal": scene.local(days).format("%Y-%m-%dT%H:%M").to_string(), "endsLocal": null })
}

async fn try_move(scene: &Scene, seen: &Seen, days: i64) -> Value {
    let now = scene.see(seen).await;
    let over = at(scene, days);
    scene
        .try_act("updateSeminar", "UpdateSeminarInput", &now, over)
        .await
}

#[rstest]
#[tokio::test]
async fn an_announced_seminar_is_not_moved_into_the_past(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let refused = try_move(&scene, &seen, -300).await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at startsLocal"]);
    let put_off = merged(at(&scene, -3), json!({ "reason": "Snö" }));
    let refused = scene
        .try_act("postponeSeminar", "PostponeSeminarInput", &seen, put_off)
        .await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at startsLocal"]);
    // One that is put off to a day that nobody knows comes back ahead of now.
    let unknown = json!({ "reason": "Snö" });
    scene
        .act("postponeSeminar", "PostponeSeminarInput", &seen, unknown)
        .await;
    let refused = try_move(&scene, &seen, -1).await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at startsLocal"]);
    let moved = try_move(&scene, &seen, 30).await;
    assert_eq!(moved["refusals"], json!([]), "{moved:#}");
    let seen = scene.see(&seen).await;
    let seen = scene
        .act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    // What has begun can be put right, what was held as well, and neither is moved ahead any more.
    scene.app.clock.advance(TimeDelta::days(31));
    let right = try_move(&scene, &seen, -2).await;
    assert_eq!(right["refusals"], json!([]), "{right:#}");
    let seen = scene.see(&seen).await;
    let seen = scene
        .act(
            "recordSeminarHeld",
            "RecordSeminarHeldInput",
            &seen,
            json!({}),
        )
        .await;
    let right = try_move(&scene, &seen, -3).await;
    assert_eq!(right["refusals"], json!([]), "{right:#}");
    let refused = try_move(&scene, &seen, 3).await;
    assert_eq!(refusals(&refused), ["IN_THE_FUTURE at startsLocal"]);
}

#[rstest]
#[tokio::test]
async fn what_took_place_unannounced_is_recorded_and_not_published(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.create(at(&scene, -40)).await;
    let refused = scene
        .try_act("publishSeminar", "PublishSeminarInput", &seen, json!({}))
        .await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at startsLocal"]);
    let held = ("recordSeminarHeld", "RecordSeminarHeldInput");
    let visitor = scene.app.person().await;
    assert_eq!(look(&visitor, &seen, "state").await, Value::Null);
    let seen = scene.act(held.0, held.1, &seen, json!({})).await;
    assert_eq!(look(&visitor, &seen, "state").await["state"], "HELD");
    let ahead = scene.create(json!({})).await;
    let early = scene.try_act(held.0, held.1, &ahead, json!({})).await;
    assert_eq!(refusals(&early), ["NOT_STARTED at id"]);
    let vague = json!({ "startsLocal": null, "endsLocal": null,
        "when": { "text": "våren", "earliest": "2020-03-01", "latest": "2020-05-31" } });
    let vague = scene.create(vague).await;
    let refused = scene
        .try_act("publishSeminar", "PublishSeminarInput", &vague, json!({}))
        .await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at startsLocal"]);
    let long = scene.local(60).format("%Y-%m-%dT%H:%M").to_string();
    let refused = scene.try_create(json!({ "endsLocal": long })).await;
    assert_eq!(refusals(&refused), ["OUT_OF_RANGE at endsLocal"]);
}

#[rstest]
#[tokio::test]
async fn what_participants_do_disturbs_nobody_who_writes(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = scene.open(json!({})).await;
    let before = scene.look(&seen, "version updatedAt").await;
    let people = people(&scene, &seen, 4).await;
    give_up(&people[0].0, &people[0].1).await;
    let after = scene.look(&seen, "version updatedAt").await;
    assert_eq!(after["version"], before["version"]);
    assert_ne!(after["updatedAt"], before["updatedAt"]);
    // What the editor had read is still what they change.
    let later = scene.update(&seen, json!({ "themeText": "Bygd" })).await;
    assert_eq!(later.version, seen.version + 1);
    let stale = scene
        .try_act(
            "updateSeminar",
            "UpdateSeminarInput",
            &seen,
            json!({ "themeText": "Stad" }),
        )
        .await;
    assert_eq!(stale["error"], "CONFLICT");
}
