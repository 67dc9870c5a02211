//! The life of an application.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn an_application_goes_from_draft_to_its_payments(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let made = scene.apply(&scene.writer, json!({})).await;
    let draft = &made["application"];
    assert_eq!(draft["status"], "DRAFT", "{made:#}");
    assert!(
        scene.seen(&scene.editor, draft).await.is_null(),
        "a draft is the applicant's"
    );
    let own = scene.seen(&scene.writer, draft).await;
    let can = json!({ "edit": true, "withdraw": true, "assess": false, "decide": false, "disburse": false });
    assert_eq!(own["viewerCan"], can);

    let sent = scene.submit(&scene.writer, draft).await;
    assert_eq!(sent["application"]["status"], "SUBMITTED", "{sent:#}");
    assert_eq!(
        scene.seen(&scene.editor, draft).await["viewerCan"]["assess"],
        true
    );
    assert!(scene.seen(&scene.app.person().await, draft).await.is_null());

    let ask = json!({ "status": "CLARIFICATION", "message": "Hvem betaler?" });
    let asked = scene.assess(&sent["application"], ask).await;
    assert_eq!(asked["application"]["status"], "CLARIFICATION", "{asked:#}");
    let better = json!({ "summary": "Kommunen betaler." });
    let better = scene
        .step(
            &scene.writer,
            "updateApplication",
            "UpdateApplicationInput",
            &asked["application"],
            better,
        )
        .await;
    let sent = scene.submit(&scene.writer, &better["application"]).await;
    let assessed = scene
        .assess(&sent["application"], json!({ "status": "ASSESSED" }))
        .await;
    let assessed = &assessed["application"];

    let decided = scene
        .decide(
            &scene.editor,
            assessed,
            json!({ "granted": kroner(70_000) }),
        )
        .await;
    assert_eq!(decided["decision"]["isUnderEmbargo"], false, "{decided:#}");
    let own = scene.seen(&scene.writer, draft).await;
    assert_eq!(own["status"], "APPROVED");
    assert_eq!(own["grant"]["amount"]["amountMinor"], 7_000_000);
    assert_eq!(
        own["decisions"]["nodes"],
        json!([{ "outcome": "APPROVED" }])
    );

    let pay = async |by: &Client, version: &Value, amount: i64| {
        let today = scene.app.today().to_string();
        let input = json!({ "applicationId": draft["id"], "version": version, "paidOn": today, "amount": kroner(amount) });
        by.change(
            "recordDisbursement",
            "RecordDisbursementInput",
            APPLICATION,
            input,
        )
        .await
    };
    assert_eq!(
        pay(&scene.writer, &own["version"], 1).await["error"],
        "FORBIDDEN"
    );
    let paid = pay(&scene.editor, &own["version"], 50_000).await;
    assert_eq!(paid["refusals"], json!([]), "{paid:#}");
    let version = &paid["application"]["version"];
    assert_eq!(
        refusals(&pay(&scene.editor, version, 20_001).await),
        ["TOO_MUCH at amount"]
    );
    assert_eq!(
        pay(&scene.editor, &own["version"], 1).await["error"],
        "CONFLICT"
    );
    let paid = pay(&scene.editor, version, 20_000).await;
    assert_eq!(paid["refusals"], json!([]), "{paid:#}");
    let amounts = json!([{ "amount": { "amountMinor": 5_000_000 } }, { "amount": { "amountMinor": 2_000_000 } }]);
    assert_eq!(
        scene.seen(&scene.writer, draft).await["disbursements"],
        amounts
    );
}

#[rstest]
#[tokio::test]
async fn an_application_is_handed_in_only_while_its_call_is_open(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let draft = scene.apply(&scene.writer, json!({})).await;
    let upcoming = scene.create_call(json!({ "opensAt": scene.at(1) })).await;
    let early = scene
        .apply(&scene.writer, json!({ "callId": upcoming["call"]["id"] }))
        .await;
    assert_eq!(refusals(&early), ["CALL_NOT_OPEN at callId"]);
    scene.app.clock.advance(TimeDelta::days(11));
    let late = scene.submit(&scene.writer, &draft["application"]).await;
    assert_eq!(refusals(&late), ["CALL_NOT_OPEN at callId"]);
    assert_eq!(
        refusals(&scene.apply(&scene.writer, json!({})).await),
        ["CALL_NOT_OPEN at callId"]
    );
}

#[rstest]
#[tokio::test]
async fn an_application_that_breaks_a_rule_is_not_handed_in(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let financing = json!([
        line("GRANT", 600_000),
        line("OWN_FUNDS", 100_000),
        line("IN_KIND_TIME", 400_000)
    ]);
    let costs = json!([{ "text": "Maskine", "category": "udstyr", "amount": kroner(10_000) }]);
    let made = scene
        .apply(
            &scene.writer,
            json!({ "financing": financing, "costs": costs }),
        )
        .await;
    assert_eq!(
        made["refusals"],
        json!([]),
        "a draft may break rules: {made:#}"
    );
    let refused = scene.submit(&scene.writer, &made["application"]).await;
    let expected = [
        "MAX_GRANT",
        "MAX_GRANT_SHARE",
        "MAX_OWN_HOURS_SHARE",
        "ELIGIBLE_ONLY",
    ];
    assert_eq!(
        refusals(&refused),
        expected.map(|rule| format!("{rule} at financing"))
    );
    let why = refused["refusals"][2]["message"]
        .as_str()
        .expect("a message");
    assert_eq!(
        why,
        "The rules of the call are not met: own hours 36.4 %, limit 25 %."
    );
    let query = "query ($id: ID!) { application(id: $id) { financingCheck { isMet verdicts { rule isMet } }
        financing { kind planned { amountMinor currency } } costs { text category categoryKind amount { amountMinor } } } }";
    let data = scene
        .writer
        .data(query, json!({ "id": made["application"]["id"] }))
        .await;
    assert_eq!(data["application"]["financingCheck"]["isMet"], false);
    let cost = json!([{ "text": "Maskine", "category": "udstyr", "categoryKind": "INELIGIBLE", "amount": { "amountMinor": 1_000_000 } }]);
    assert_eq!(data["application"]["costs"], cost);
    // Leaving the category out makes nothing eligible.
    let stray = json!({ "costs": [{ "text": "Maskine", "amount": kroner(10_000) }],
        "financing": [line("GRANT", 5_000), line("OWN_FUNDS", 5_000)] });
    let stray = scene.apply(&scene.writer, stray).await;
    let stray = scene.submit(&scene.writer, &stray["application"]).await;
    assert_eq!(refusals(&stray), ["ELIGIBLE_ONLY at financing"]);
    assert_eq!(
        stray["refusals"][0]["message"],
        "The rules of the call are not met: ineligible costs DKK 0, costs in no category of the rules DKK 10,000, limit DKK 0."
    );
    let better = json!({ "financing": [line("GRANT", 500_000), line("OWN_FUNDS", 250_000), line("IN_KIND_TIME", 250_000)], "costs": [] });
    let better = scene
        .step(
            &scene.writer,
            "updateApplication",
            "UpdateApplicationInput",
            &made["application"],
            better,
        )
        .await;
    let sent = scene.submit(&scene.writer, &better["application"]).await;
    assert_eq!(sent["application"]["status"], "SUBMITTED", "{sent:#}");
    let nothing = scene.apply(&scene.writer, json!({ "financing": [] })).await;
    assert_eq!(
        refusals(&scene.submit(&scene.writer, &nothing["application"]).await),
        ["NO_GRANT at financing"]
    );
    let stranger = json!({ "kind": "CASH", "planned": kroner(1), "financierId": gid("Organisation", erfa::platform::clock::new_id()) });
    let unknown = json!({ "financing": [line("GRANT", 1), stranger] });
    assert_eq!(
        refusals(&scene.apply(&scene.writer, unknown).await),
        ["UNKNOWN at financing.1.financierId"]
    );
    let swedish = json!({ "financing": [{ "kind": "GRANT", "planned": { "amountMinor": 1, "currency": "SEK" } }] });
    assert_eq!(
        refusals(&scene.apply(&scene.writer, swedish).await),
        ["WRONG_CURRENCY at financing.0.planned.currency"]
    );
}

#[rstest]
#[tokio::test]
async fn each_side_does_its_own_part(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let member = scene
        .app
        .person_in(scene.applicant.id, OrganisationRole::Member)
        .await;
    assert_eq!(
        scene.apply(&scene.app.anyone(), json!({})).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(scene.apply(&member, json!({})).await["error"], "FORBIDDEN");
    assert_eq!(
        scene.apply(&scene.editor, json!({})).await["error"],
        "FORBIDDEN"
    );
    let made = scene.apply(&scene.writer, json!({})).await;
    let draft = &made["application"];
    assert_eq!(
        scene.submit(&scene.editor, draft).await["error"],
        "NOT_FOUND"
    );
    assert_eq!(scene.submit(&member, draft).await["error"], "NOT_FOUND");
    let sent = scene.submit(&scene.writer, draft).await;
    let sent = &sent["application"];
    assert_eq!(
        scene.submit(&scene.writer, draft).await["error"],
        "CONFLICT"
    );
    assert_eq!(
        refusals(&scene.submit(&scene.writer, sent).await),
        ["WRONG_STATUS at id"]
    );
    let assess = async |by: &Client, more: Value| {
        scene
            .step(
                by,
                "assessApplication",
                "AssessApplicationInput",
                sent,
                more,
            )
            .await
    };
    assert_eq!(
        assess(&scene.writer, json!({ "status": "ASSESSED" })).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        refusals(&assess(&scene.editor, json!({ "status": "CLARIFICATION" })).await),
        ["MISSING at message"]
    );
    assert_eq!(
        refusals(&assess(&scene.editor, json!({ "status": "APPROVED" })).await),
        ["WRONG_STATUS at status"]
    );
    let withdraw = async |by: &Client| {
        scene
            .step(
                by,
                "withdrawApplication",
                "ApplicationVersionInput",
                sent,
                json!({}),
            )
            .await
    };
    assert_eq!(withdraw(&scene.editor).await["error"], "FORBIDDEN");
    assert_eq!(
        withdraw(&scene.writer).await["application"]["status"],
        "WITHDRAWN"
    );
    let call = json!({ "id": scene.call, "version": 1, "content": { "isPublished": false } });
    let hidden = scene
        .editor
        .change(
            "updateFundingCall",
            "UpdateFundingCallInput",
            "call { id }",
            call,
        )
        .await;
    assert_eq!(refusals(&hidden), ["CALL_IN_USE at content.isPublished"]);
}

#[rstest]
#[tokio::test]
async fn those_who_come_to_run_a_programme_see_its_applications(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let made = scene.apply(&scene.writer, json!({})).await;
    let sent = scene.submit(&scene.writer, &made["application"]).await;
    let network = scene
        .app
        .network("Netværk", entity::Visibility::Public)
        .await;
    scene.app.join(&network, scene.owner.id).await;
    let outside = scene.app.organisation("Sekretariat").await;
    let coordinator = scene.app.coordinator(&network, outside.id).await;
    assert!(
        scene
            .seen(&coordinator, &sent["application"])
            .await
            .is_null()
    );
    let share = json!({ "content": { "networkIds": [gid("Network", network.id)] } });
    scene
        .update(&scene.editor, &scene.programme, 2, share)
        .await;
    assert_eq!(
        scene.seen(&coordinator, &sent["application"]).await["status"],
        "SUBMITTED"
    );
    let left = json!({ "content": { "networkIds": [] } });
    scene.update(&scene.editor, &scene.programme, 3, left).await;
    assert!(
        scene
            .seen(&coordinator, &sent["application"])
            .await
            .is_null()
    );
    assert_eq!(
        scene.seen(&scene.editor, &sent["application"]).await["status"],
        "SUBMITTED"
    );
}
