//! Local times, zones and instants.

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn a_local_time_that_the_clocks_skip_is_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let gap = json!({ "timeZone": "Europe/Stockholm", "startsLocal": "2027-03-28T02:30", "endsLocal": "2027-03-28T05:00" });
    let payload = scene.try_create(gap).await;
    assert_eq!(refusals(&payload), ["NONEXISTENT_TIME at startsLocal"]);
    let message = payload["refusals"][0]["message"]
        .as_str()
        .unwrap_or_default();
    assert!(message.contains("from 02:00 to 03:00"), "{message}");
}

#[rstest]
#[tokio::test]
async fn a_local_time_that_happens_twice_needs_its_fold(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let twice = json!({ "timeZone": "Europe/Stockholm", "startsLocal": "2027-10-31T02:30", "endsLocal": "2027-10-31T05:00" });
    let payload = scene.try_create(twice.clone()).await;
    assert_eq!(refusals(&payload), ["AMBIGUOUS_TIME at startsLocal"]);
    for (fold, at) in [
        ("EARLIER", "2027-10-31T00:30:00Z"),
        ("LATER", "2027-10-31T01:30:00Z"),
    ] {
        let seen = scene
            .create(merged(twice.clone(), json!({ "fold": fold })))
            .await;
        assert_eq!(scene.look(&seen, "startsAt").await["startsAt"], at);
    }
}

#[rstest]
#[tokio::test]
async fn another_zone_keeps_the_local_time_and_moves_the_instant(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let summer = json!({ "timeZone": "Europe/Stockholm", "startsLocal": "2027-06-01T10:00", "endsLocal": "2027-06-01T12:00" });
    let seen = scene.create(summer).await;
    let times = "timeZone startsLocal startsAt endsAt";
    let expected = json!({
        "timeZone": "Europe/Stockholm", "startsLocal": "2027-06-01T10:00:00",
        "startsAt": "2027-06-01T08:00:00Z", "endsAt": "2027-06-01T10:00:00Z",
    });
    assert_eq!(scene.look(&seen, times).await, expected);
    scene
        .update(&seen, json!({ "timeZone": "Europe/Helsinki" }))
        .await;
    let expected = json!({
        "timeZone": "Europe/Helsinki", "startsLocal": "2027-06-01T10:00:00",
        "startsAt": "2027-06-01T07:00:00Z", "endsAt": "2027-06-01T09:00:00Z",
    });
    assert_eq!(scene.look(&seen, times).await, expected);
}

#[rstest]
#[tokio::test]
async fn a_seminar_ends_after_it_starts(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let reversed = json!({ "startsLocal": "2027-06-01T10:00", "endsLocal": "2027-06-01T09:00" });
    assert_eq!(
        refusals(&scene.try_create(reversed).await),
        ["REVERSED at endsLocal"]
    );
    let endless = json!({ "startsLocal": null, "endsLocal": "2027-06-01T09:00" });
    assert_eq!(
        refusals(&scene.try_create(endless).await),
        ["MISSING at startsLocal"]
    );
    let both = json!({ "when": { "text": "sommaren" } });
    assert_eq!(
        refusals(&scene.try_create(both).await),
        ["TIME_TWICE at when"]
    );
    let range = json!({ "startsLocal": null, "endsLocal": null, "when": { "earliest": "2027-06-02", "latest": "2027-06-01" } });
    assert_eq!(
        refusals(&scene.try_create(range).await),
        ["REVERSED at when.latest"]
    );
    let one_day = json!({ "startsLocal": null, "endsLocal": null, "when": { "earliest": "2027-06-01", "latest": "2027-06-01" } });
    scene.create(one_day).await;
}

#[rstest]
#[tokio::test]
async fn an_unknown_zone_is_no_zone(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let payload = scene
        .try_create(json!({ "timeZone": "Europe/Gotham" }))
        .await;
    assert!(payload["error"].is_string(), "{payload:#}");
    let count = scene
        .editor
        .data("{ seminars { totalCount } }", json!({}))
        .await;
    assert_eq!(count["seminars"]["totalCount"], 0);
}

#[rstest]
#[tokio::test]
async fn seminars_stand_in_the_order_of_their_start_and_undated_ones_last(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let none = json!({ "startsLocal": null, "endsLocal": null });
    let named = |name: &str, over: Value| {
        merged(over, json!({ "title": [{ "locale": "sv", "text": name }] }))
    };
    scene.create(named("undated", none.clone())).await;
    let vague = json!({ "when": { "text": "juni", "earliest": "2030-06-01" } });
    scene.create(named("vague", merged(none, vague))).await;
    let exact = json!({ "startsLocal": "2030-06-01T10:00", "endsLocal": null });
    scene.create(named("exact", exact)).await;
    let titles = async |rest: &str| {
        let query = format!("{{ seminars{rest} {{ nodes {{ title {{ text }} }} }} }}");
        let data = scene.editor.data(&query, json!({})).await;
        let nodes = data["seminars"]["nodes"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        nodes
            .iter()
            .map(|node| node["title"]["text"].as_str().unwrap_or("").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(titles("").await, ["vague", "exact", "undated"]);
    assert_eq!(
        titles("(orderBy: { direction: DESC })").await,
        ["undated", "exact", "vague"]
    );
    let until = "(filter: { startsAfter: \"2030-06-01T05:00:00Z\", startsBefore: \"2031-01-01T00:00:00Z\" })";
    assert_eq!(titles(until).await, ["exact"]);
}
