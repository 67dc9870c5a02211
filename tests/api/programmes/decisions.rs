//! Decisions, and what an embargo hides.

use std::time::Duration;

use chrono::TimeDelta;

use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

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
    assert_eq!(before["version"], application["version"]);
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
    let back = json!({ "status": "CLARIFICATION", "message": "Hvorfor?" });
    assert_eq!(
        refusals(&scene.assess(&runs, back).await),
        ["ALREADY_DECIDED at id"]
    );
    let can = &runs["viewerCan"];
    assert_eq!([&can["assess"], &can["decide"]], [false, false]);

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
    let twice = json!({ "outcome": "RECOMMENDED", "level": "COMMITTEE" });
    let twice = scene.decide(&scene.editor, &seen, twice).await;
    assert_eq!(refusals(&twice), ["ALREADY_DECIDED at applicationId"]);
    let decided = scene
        .decide(&scene.editor, &seen, json!({ "level": "COUNCIL" }))
        .await;
    assert_eq!(
        decided["decision"]["grantedMinor"], 10_000_100,
        "{decided:#}"
    );
    // What no committee recommended is not approved, but may be rejected, by the council alone.
    let bold = json!({ "financing": [line("GRANT", 150_000), line("CASH", 150_000)] });
    let bold = scene.assessed(bold).await;
    let council = scene
        .decide(&scene.editor, &bold, json!({ "level": "COUNCIL" }))
        .await;
    assert_eq!(refusals(&council), ["NOT_RECOMMENDED at outcome"]);
    let officials = json!({ "outcome": "RECOMMENDED", "level": "DELEGATED" });
    let officials = scene.decide(&scene.editor, &bold, officials).await;
    assert_eq!(officials["refusals"], json!([]), "{officials:#}");
    let bold = scene.seen(&scene.editor, &bold).await;
    let council = scene
        .decide(&scene.editor, &bold, json!({ "level": "COUNCIL" }))
        .await;
    assert_eq!(refusals(&council), ["NOT_RECOMMENDED at outcome"]);
    let low = scene
        .decide(&scene.editor, &bold, json!({ "outcome": "REJECTED" }))
        .await;
    assert_eq!(refusals(&low), ["LEVEL_TOO_LOW at level"]);
    let rejected = json!({ "outcome": "REJECTED", "level": "COUNCIL" });
    let rejected = scene.decide(&scene.editor, &bold, rejected).await;
    assert_eq!(rejected["refusals"], json!([]), "{rejected:#}");
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
        (
            json!({ "granted": kroner(0) }),
            "OUT_OF_RANGE at granted.amountMinor",
        ),
        (
            json!({ "decidedOn": (scene.app.today() - TimeDelta::days(1)).to_string() }),
            "REVERSED at decidedOn",
        ),
        (
            json!({ "bodyId": gid("Organisation", scene.applicant.id) }),
            "CONFLICT_OF_INTEREST at bodyId",
        ),
        (
            json!({ "bodyId": gid("Organisation", new_id()) }),
            "UNKNOWN at bodyId",
        ),
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

/// Waits until the applicant sees the outcome.
async fn released(scene: &Scene, application: &Value) -> Value {
    let mut after = scene.seen(&scene.writer, application).await;
    for _ in 0..100 {
        if after["decisions"]["nodes"] != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
        after = scene.seen(&scene.writer, application).await;
    }
    after
}

#[rstest]
#[tokio::test]
async fn nothing_that_an_applicant_can_ask_tells_of_an_embargo(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let (decided, plain) = (
        scene.assessed(json!({})).await,
        scene.assessed(json!({})).await,
    );
    let everything = async |of: &Value| {
        let query = "query ($id: ID!) { application(id: $id) { status message submittedAt createdAt updatedAt version
            decisions { totalCount nodes { id } } grant { grantedOn } disbursements { paidOn } viewerCan { edit withdraw assess decide disburse } } }";
        let data = scene.writer.data(query, json!({ "id": of["id"] })).await;
        data["application"].clone()
    };
    let order = async || {
        let query =
            "{ applications(orderBy: { field: UPDATED_AT }) { totalCount nodes { id status } } }";
        scene.writer.data(query, json!({})).await
    };
    let (before, before_order) = (everything(&decided).await, order().await);
    scene.app.clock.advance(TimeDelta::minutes(5));
    let until = json!({ "embargoUntil": scene.at(3) });
    let done = scene.decide(&scene.editor, &decided, until.clone()).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    assert_eq!(everything(&decided).await, before);
    assert_eq!(order().await, before_order);
    // Those who run the programme know, and decide no more.
    let late = json!({ "outcome": "RECOMMENDED" });
    let late = scene.decide(&scene.editor, &decided, late).await;
    assert_eq!(refusals(&late), ["ALREADY_DECIDED at applicationId"]);
    let withdraw = async |of: &Value| {
        let kind = "ApplicationVersionInput";
        scene
            .step(&scene.writer, "withdrawApplication", kind, of, json!({}))
            .await
    };
    // It is taken back as one that nobody has decided on.
    let (with, without) = (withdraw(&decided).await, withdraw(&plain).await);
    for answer in [&with, &without] {
        assert_eq!(answer["refusals"], json!([]), "{answer:#}");
        assert_eq!(answer["application"]["status"], "WITHDRAWN");
        assert_eq!(answer["application"]["version"], 4);
    }
    // When its time has come, what was decided is told, and comes to nothing.
    scene.app.clock.advance(TimeDelta::days(4));
    let after = released(&scene, &decided).await;
    assert_eq!(
        after["decisions"]["nodes"],
        json!([{ "outcome": "APPROVED" }])
    );
    assert_eq!(after["status"], "WITHDRAWN");
    assert!(after["grant"].is_null());
}

#[rstest]
#[tokio::test]
async fn nobody_judges_or_pays_an_application_of_their_own(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let own = gid("Organisation", scene.owner.id);
    let made = scene
        .apply(&scene.editor, json!({ "applicantId": own }))
        .await;
    let sent = scene.submit(&scene.editor, &made["application"]).await;
    let sent = &sent["application"];
    let can = scene.seen(&scene.editor, sent).await["viewerCan"].clone();
    assert_eq!(
        (&can["assess"], &can["decide"]),
        (&json!(false), &json!(false))
    );
    let assess = json!({ "status": "ASSESSED" });
    assert_eq!(
        refusals(&scene.assess(sent, assess.clone()).await),
        ["CONFLICT_OF_INTEREST at id"]
    );
    // Another who runs the programme does it.
    let network = scene
        .app
        .network("Netværk", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.owner.id).await;
    let outside = scene.app.organisation("Sekretariat").await;
    let coordinator = scene.app.coordinator(&network, outside.id).await;
    let shared = json!({ "content": { "networkIds": [gid("Network", network.id)] } });
    let shared = scene
        .update(&scene.editor, &scene.programme, 2, shared)
        .await;
    assert_eq!(shared["refusals"], json!([]), "{shared:#}");
    let seen = scene.seen(&coordinator, sent).await;
    let kind = "AssessApplicationInput";
    let assessed = scene
        .step(&coordinator, "assessApplication", kind, &seen, assess)
        .await;
    let assessed = &assessed["application"];
    assert_eq!(
        refusals(&scene.decide(&scene.editor, assessed, json!({})).await),
        ["CONFLICT_OF_INTEREST at applicationId"]
    );
    let decided = scene.decide(&coordinator, assessed, json!({})).await;
    assert_eq!(decided["decision"]["outcome"], "APPROVED", "{decided:#}");
    let seen = scene.seen(&coordinator, sent).await;
    let pay = async |by: &Client, day: String| {
        let input = json!({ "applicationId": seen["id"], "version": seen["version"], "paidOn": day, "amount": kroner(1) });
        let kind = "RecordDisbursementInput";
        by.change("recordDisbursement", kind, APPLICATION, input)
            .await
    };
    let today = scene.app.today();
    let before = (today - TimeDelta::days(1)).to_string();
    let refused = pay(&scene.editor, today.to_string()).await;
    assert_eq!(
        refusals(&refused),
        ["CONFLICT_OF_INTEREST at applicationId"]
    );
    assert_eq!(
        refusals(&pay(&coordinator, before).await),
        ["REVERSED at paidOn"]
    );
    // Whatever their role there: this one is no editor of the applicant.
    let colleague = scene.app.coordinator(&network, scene.owner.id).await;
    let refused = pay(&colleague, today.to_string()).await;
    assert_eq!(
        refusals(&refused),
        ["CONFLICT_OF_INTEREST at applicationId"]
    );
    assert_eq!(
        pay(&coordinator, today.to_string()).await["refusals"],
        json!([])
    );
}

#[rstest]
#[tokio::test]
async fn no_more_is_granted_than_the_programme_has_and_the_project_costs(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let costs = json!([{ "text": "Rådgiver", "category": "rådgivning", "amount": kroner(70_000) }]);
    let first = scene.assessed(json!({ "costs": costs })).await;
    let second = scene.assessed(json!({})).await;
    let over = scene.decide(&scene.editor, &first, json!({})).await;
    assert_eq!(refusals(&over), ["TOO_MUCH at granted"]);
    let budget = json!({ "content": { "budget": kroner(100_000) } });
    let set = scene
        .update(&scene.editor, &scene.programme, 2, budget)
        .await;
    assert_eq!(set["refusals"], json!([]), "{set:#}");
    let all = json!({ "granted": kroner(70_000), "embargoUntil": scene.at(1) });
    let granted = scene.decide(&scene.editor, &first, all).await;
    assert_eq!(granted["refusals"], json!([]), "{granted:#}");
    // What is granted under embargo is granted.
    let more = |amount: i64| json!({ "granted": kroner(amount) });
    let over = scene.decide(&scene.editor, &second, more(30_001)).await;
    assert_eq!(refusals(&over), ["TOO_MUCH at granted"]);
    let rest = scene.decide(&scene.editor, &second, more(30_000)).await;
    assert_eq!(rest["refusals"], json!([]), "{rest:#}");
}

#[rstest]
#[tokio::test]
async fn what_is_more_than_any_level_may_grant_is_for_the_council(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let rules =
        json!([{ "kind": "DECISION_LEVEL", "level": "DELEGATED", "amountMinor": 10_000_000 }]);
    let scene = Scene::with(db, rules).await;
    let large = json!({ "financing": [line("GRANT", 100_001), line("CASH", 1)] });
    let large = scene.assessed(large).await;
    for level in ["DELEGATED", "COMMITTEE"] {
        let refused = scene
            .decide(&scene.editor, &large, json!({ "level": level }))
            .await;
        assert_eq!(refusals(&refused), ["LEVEL_TOO_LOW at level"]);
    }
    let council = json!({ "level": "COUNCIL" });
    let council = scene.decide(&scene.editor, &large, council).await;
    assert_eq!(council["refusals"], json!([]), "{council:#}");
}

#[rstest]
#[tokio::test]
async fn what_is_recommended_under_embargo_stays_as_it_was_recommended(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let application = scene.assessed(json!({})).await;
    let recommended =
        json!({ "outcome": "RECOMMENDED", "level": "COMMITTEE", "embargoUntil": scene.at(3) });
    let done = scene.decide(&scene.editor, &application, recommended).await;
    assert_eq!(done["refusals"], json!([]), "{done:#}");
    let back = json!({ "status": "CLARIFICATION", "message": "Hvor meget?" });
    let back = scene.assess(&application, back).await;
    assert_eq!(refusals(&back), ["ALREADY_DECIDED at id"]);
    let runs = scene.seen(&scene.editor, &application).await;
    let can = &runs["viewerCan"];
    assert_eq!([&can["assess"], &can["decide"]], [false, true]);
    scene.app.clock.advance(TimeDelta::days(4));
    let after = released(&scene, &application).await;
    assert_eq!(after["status"], "RECOMMENDED");
}
