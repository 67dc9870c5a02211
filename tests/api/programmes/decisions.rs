//! Decisions, and what an embargo hides.

use std::time::Duration;

use chrono::TimeDelta;

use super::scene::*;
use crate::support::*;

#[rstest]
#[tokio::test]
async fn a_decision_under_embargo_is_invisible_until_it_ends(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let application = scene.assessed(json!({})).await;
    let until = json!({ "embargoUntil": scene.at(3) });
    let decided = scene.decide(&scene.editor, &application, until).await;
    assert_eq!(decided["decision"]["isUnderEmbargo"], true, "{decided:#}");
    let before = scene.seen(&scene.writer, &application).await;
    assert_eq!(before["status"], "ASSESSED");
    assert_eq!(before["decisions"]["nodes"], json!([]));
    assert!(before["grant"].is_null());
    let query = "query ($id: ID!) { node(id: $id) { id } }";
    let id = json!({ "id": decided["decision"]["id"] });
    assert!(scene.writer.data(query, id.clone()).await["node"].is_null());
    assert!(!scene.editor.data(query, id.clone()).await["node"].is_null());
    let runs = scene.seen(&scene.editor, &application).await;
    assert_eq!(
        runs["decisions"]["nodes"],
        json!([{ "outcome": "APPROVED" }])
    );
    // Nobody decides twice, not even by chance.
    let again = scene.decide(&scene.editor, &runs, json!({})).await;
    assert_eq!(refusals(&again), ["ALREADY_DECIDED at applicationId"]);

    scene.app.clock.advance(TimeDelta::days(4));
    let mut after = scene.seen(&scene.writer, &application).await;
    for _ in 0..100 {
        if after["status"] == "APPROVED" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        after = scene.seen(&scene.writer, &application).await;
    }
    assert_eq!(after["status"], "APPROVED", "{after:#}");
    assert_eq!(
        after["decisions"]["nodes"],
        json!([{ "outcome": "APPROVED" }])
    );
    assert_eq!(after["grant"]["amount"]["amountMinor"], 8_000_000);
    assert!(!scene.writer.data(query, id).await["node"].is_null());
    assert!(
        scene
            .seen(&scene.app.person().await, &application)
            .await
            .is_null()
    );
}

#[rstest]
#[tokio::test]
async fn what_a_level_may_grant_is_what_the_rules_say(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let large = json!({ "financing": [line("GRANT", 100_001), line("CASH", 100_001)] });
    let large = scene.assessed(large).await;
    let refused = scene.decide(&scene.editor, &large, json!({})).await;
    assert_eq!(refusals(&refused), ["LEVEL_TOO_LOW at level"]);
    let why = refused["refusals"][0]["message"]
        .as_str()
        .expect("a message");
    assert_eq!(
        why,
        "level is DELEGATED; a grant of DKK 100,001 is for COUNCIL to decide."
    );
    let recommended = json!({ "outcome": "RECOMMENDED", "level": "COMMITTEE" });
    let recommended = scene.decide(&scene.editor, &large, recommended).await;
    assert_eq!(
        recommended["decision"]["outcome"], "RECOMMENDED",
        "{recommended:#}"
    );
    let seen = scene.seen(&scene.writer, &large).await;
    assert_eq!(seen["status"], "RECOMMENDED");
    let decided = scene
        .decide(&scene.editor, &seen, json!({ "level": "COUNCIL" }))
        .await;
    assert_eq!(
        decided["decision"]["grantedMinor"], 10_000_100,
        "{decided:#}"
    );
    // Granted less, it is for officials again.
    let other = json!({ "financing": [line("GRANT", 200_000), line("CASH", 200_000)] });
    let other = scene.assessed(other).await;
    let less = scene
        .decide(&scene.editor, &other, json!({ "granted": kroner(100_000) }))
        .await;
    assert_eq!(less["refusals"], json!([]), "{less:#}");
}

#[rstest]
#[tokio::test]
async fn decisions_that_cannot_be_are_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let application = scene.assessed(json!({})).await;
    let cases = [
        (json!({ "granted": kroner(80_001) }), "TOO_MUCH at granted"),
        (
            json!({ "granted": { "amountMinor": 1, "currency": "NOK" } }),
            "WRONG_CURRENCY at granted.currency",
        ),
        (
            json!({ "outcome": "REJECTED", "granted": kroner(1) }),
            "NOT_TAKEN at granted",
        ),
        (
            json!({ "decidedOn": "2199-01-01" }),
            "IN_THE_FUTURE at decidedOn",
        ),
        (
            json!({ "embargoUntil": scene.at(-1) }),
            "IN_THE_PAST at embargoUntil",
        ),
        (json!({ "bodyText": null }), "MISSING at bodyText"),
    ];
    for (more, expected) in cases {
        let refused = scene
            .decide(&scene.editor, &application, more.clone())
            .await;
        assert_eq!(refusals(&refused), [expected], "{more}");
    }
    assert_eq!(
        scene.decide(&scene.writer, &application, json!({})).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        scene
            .decide(&scene.app.person().await, &application, json!({}))
            .await["error"],
        "NOT_FOUND"
    );
    let rejected = scene
        .decide(
            &scene.editor,
            &application,
            json!({ "outcome": "REJECTED", "reason": "Nej" }),
        )
        .await;
    assert_eq!(rejected["decision"]["outcome"], "REJECTED", "{rejected:#}");
    let seen = scene.seen(&scene.writer, &application).await;
    assert_eq!(
        (&seen["status"], &seen["grant"]),
        (&json!("REJECTED"), &Value::Null)
    );
    let made = scene.apply(&scene.writer, json!({})).await;
    let sent = scene.submit(&scene.writer, &made["application"]).await;
    let early = scene
        .decide(&scene.editor, &sent["application"], json!({}))
        .await;
    assert_eq!(refusals(&early), ["WRONG_STATUS at id"]);
}
