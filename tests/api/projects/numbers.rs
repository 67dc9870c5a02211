//! Indicators by gender, and how far activities have come.

use super::scene::*;
use crate::support::*;

async fn counted(scene: &Scene, values: Value) -> Seen {
    let seen = scene.open(json!({})).await;
    let indicator = json!({ "name": "Deltagare", "unit": "personer" });
    let seen = scene.act("writeIndicator", &seen, indicator).await;
    let indicator = id_of(scene, &seen, "indicators", 0).await;
    let value = merged(values, json!({ "indicatorId": indicator }));
    scene.act("recordIndicatorValue", &seen, value).await
}

const VALUES: &str = "indicators { values { women men other total isSuppressed } }";

#[rstest]
#[tokio::test]
async fn small_counts_are_for_editors_and_cannot_be_worked_out(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let seen = counted(
        &scene,
        json!({ "women": 3, "men": 40, "other": 10, "periodText": "2014" }),
    )
    .await;
    let all = json!({ "women": 3, "men": 40, "other": 10, "total": 53, "isSuppressed": false });
    let found = scene.look(&seen, VALUES).await;
    assert_eq!(found["indicators"][0]["values"], json!([all]));
    let some =
        json!({ "women": null, "men": null, "other": null, "total": 53, "isSuppressed": true });
    for outsider in [scene.app.anyone(), scene.payer.clone()] {
        let found = look(&outsider, &seen, VALUES).await;
        assert_eq!(found["indicators"][0]["values"], json!([some]));
    }
}

#[rstest]
#[tokio::test]
async fn large_counts_are_for_everyone(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = counted(&scene, json!({ "women": 15, "men": 13 })).await;
    let found = look(&scene.app.anyone(), &seen, VALUES).await;
    let all = json!({ "women": 15, "men": 13, "other": null, "total": 28, "isSuppressed": false });
    assert_eq!(found["indicators"][0]["values"], json!([all]));
}

#[rstest]
#[tokio::test]
async fn a_total_is_what_its_parts_add_up_to(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let seen = counted(&scene, json!({ "total": 32 })).await;
    let indicator = id_of(&scene, &seen, "indicators", 0).await;
    for (value, refusal) in [
        (
            json!({ "women": 10, "men": 10, "total": 19 }),
            "TOTAL_DIFFERS at total",
        ),
        (
            json!({ "women": 10, "men": 10, "other": 0, "unknown": 0, "total": 21 }),
            "TOTAL_DIFFERS at total",
        ),
        (json!({ "women": -1 }), "OUT_OF_RANGE at women"),
        (json!({}), "MISSING at total"),
        (
            json!({ "total": 1, "startsOn": "2014-02-01", "endsOn": "2014-01-01" }),
            "REVERSED at endsOn",
        ),
    ] {
        let value = merged(value, json!({ "indicatorId": indicator }));
        let refused = scene.try_act("recordIndicatorValue", &seen, value).await;
        assert_eq!(refusals(&refused), [refusal]);
    }
    let more = json!({ "indicatorId": indicator, "periodText": "2014", "women": 10, "men": 10, "total": 25 });
    scene.act("recordIndicatorValue", &seen, more).await;
}

#[rstest]
#[tokio::test]
async fn the_percent_of_a_project_is_weighted_by_estimated_cost(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let mut seen = scene.open(json!({})).await;
    assert_eq!(scene.look(&seen, "percent").await["percent"], Value::Null);
    let cost = |amount: i64| json!({ "amountMinor": amount, "currency": "SEK" });
    for activity in [
        json!({ "code": "a1", "title": "Val", "estimatedCost": cost(300) }),
        json!({ "code": "a2", "title": "Besök", "estimatedCost": cost(100) }),
    ] {
        seen = scene.act("writeActivity", &seen, activity).await;
    }
    let first = id_of(&scene, &seen, "activities", 0).await;
    let done =
        |percent: i32, day: &str| json!({ "activityId": first, "percent": percent, "asOf": day });
    let seen = scene
        .act("recordProgress", &seen, done(80, "2014-01-01"))
        .await;
    // 80 of 300 and nothing of 100.
    assert_eq!(scene.look(&seen, "percent").await["percent"], 60.0);
    let less = scene
        .try_act("recordProgress", &seen, done(50, "2014-02-01"))
        .await;
    assert_eq!(refusals(&less), ["REASON_NEEDED at reason"]);
    let why = merged(
        done(50, "2014-02-01"),
        json!({ "reason": "Ett val gjordes om." }),
    );
    let seen = scene.act("recordProgress", &seen, why).await;
    assert_eq!(scene.look(&seen, "percent").await["percent"], 37.5);
    let earlier = scene
        .try_act("recordProgress", &seen, done(90, "2014-01-15"))
        .await;
    assert_eq!(refusals(&earlier), ["OUT_OF_ORDER at asOf"]);
    let over = scene
        .try_act("recordProgress", &seen, done(101, "2014-03-01"))
        .await;
    assert_eq!(refusals(&over), ["OUT_OF_RANGE at percent"]);
    let other =
        json!({ "title": "Resa", "estimatedCost": { "amountMinor": 1, "currency": "NOK" } });
    let refused = scene.try_act("writeActivity", &seen, other).await;
    assert_eq!(refusals(&refused), ["ANOTHER_CURRENCY at estimatedCost"]);
    // One without an estimate weighs as much as the others on average: 200 of 600.
    let free = json!({ "title": "Enkäter" });
    let seen = scene.act("writeActivity", &seen, free).await;
    assert_eq!(scene.look(&seen, "percent").await["percent"], 25.0);
}

#[rstest]
#[tokio::test]
async fn a_project_is_done_only_when_all_of_it_is(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let mut seen = scene.open(json!({})).await;
    let cost = |amount: i64| json!({ "amountMinor": amount, "currency": "SEK" });
    for (title, amount) in [("Val", 1_000_000), ("Besök", 0)] {
        let activity = json!({ "title": title, "estimatedCost": cost(amount) });
        seen = scene.act("writeActivity", &seen, activity).await;
    }
    let (large, small) = (
        id_of(&scene, &seen, "activities", 0).await,
        id_of(&scene, &seen, "activities", 1).await,
    );
    let done = |id: &str, percent: i32, day: &str| json!({ "activityId": id, "percent": percent, "asOf": day });
    for (id, percent, day, whole) in [
        (&small, 50, "2014-01-01", 0.1),
        (&large, 100, "2014-01-01", 99.9),
        (&small, 100, "2014-01-02", 100.0),
    ] {
        seen = scene
            .act("recordProgress", &seen, done(id, percent, day))
            .await;
        assert_eq!(scene.look(&seen, "percent").await["percent"], whole);
    }
}

#[rstest]
#[tokio::test]
async fn activities_without_estimates_weigh_the_same(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let mut seen = scene.open(json!({})).await;
    for title in ["Val", "Besök"] {
        seen = scene
            .act("writeActivity", &seen, json!({ "title": title }))
            .await;
    }
    let first = id_of(&scene, &seen, "activities", 0).await;
    let done = json!({ "activityId": first, "percent": 50, "asOf": "2014-01-01" });
    let seen = scene.act("recordProgress", &seen, done).await;
    assert_eq!(scene.look(&seen, "percent").await["percent"], 25.0);
}

#[rstest]
#[tokio::test]
async fn an_indicator_has_one_value_of_a_period(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let mut seen = counted(&scene, json!({ "total": 32 })).await;
    let indicator = id_of(&scene, &seen, "indicators", 0).await;
    let year = |year: i32| json!({ "startsOn": format!("{year}-01-01"), "endsOn": format!("{year}-12-31") });
    // The days are the period, whatever the words beside them; without days the words are.
    let all = [
        (json!({}), "PERIOD_TAKEN at startsOn"),
        (year(2014), "PERIOD_TAKEN at startsOn"),
        (
            json!({ "startsOn": "2014-01-01" }),
            "PERIOD_TAKEN at startsOn",
        ),
        (json!({ "endsOn": "2014-12-31" }), "PERIOD_TAKEN at endsOn"),
        (
            json!({ "periodText": "2014" }),
            "PERIOD_TAKEN at periodText",
        ),
    ];
    let value = |period: &Value| {
        merged(
            period.clone(),
            json!({ "indicatorId": indicator, "total": 9 }),
        )
    };
    for (period, _) in all.iter().skip(1) {
        seen = scene
            .act("recordIndicatorValue", &seen, value(period))
            .await;
    }
    for (period, refusal) in &all {
        let refused = scene
            .try_act("recordIndicatorValue", &seen, value(period))
            .await;
        assert_eq!(refusals(&refused), [*refusal], "{period}");
    }
    let worded = merged(year(2014), json!({ "periodText": "andra året" }));
    let refused = scene
        .try_act("recordIndicatorValue", &seen, value(&worded))
        .await;
    assert_eq!(refusals(&refused), ["PERIOD_TAKEN at startsOn"]);
    let message = refused["refusals"][0]["message"]
        .as_str()
        .expect("a message");
    assert!(message.contains("2014-01-01 to 2014-12-31"), "{message}");
    // Writing one anew is no second one, and does not take the period of another.
    let found = scene.look(&seen, "indicators { values { id } }").await;
    let second = &found["indicators"][0]["values"][1]["id"];
    let again = merged(value(&year(2014)), json!({ "indicatorValueId": second }));
    let seen = scene.act("recordIndicatorValue", &seen, again).await;
    let moved = merged(
        value(&json!({ "periodText": "2014" })),
        json!({ "indicatorValueId": second }),
    );
    let refused = scene.try_act("recordIndicatorValue", &seen, moved).await;
    assert_eq!(refusals(&refused), ["PERIOD_TAKEN at periodText"]);
    // Another indicator counts the same time.
    let other = json!({ "name": "Företag" });
    let seen = scene.act("writeIndicator", &seen, other).await;
    let other = id_of(&scene, &seen, "indicators", 1).await;
    let value = merged(year(2014), json!({ "indicatorId": other, "total": 9 }));
    scene.act("recordIndicatorValue", &seen, value).await;
}
