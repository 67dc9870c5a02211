//! The rules of financing: as data, checked live, with the numbers of both real sets.

use super::scene::*;
use crate::support::{scene::gid, *};

const CHECK: &str = "currency isMet decisionLevel recommendedBy verdicts { rule isMet isOpen isForJudgement actual limit unit message }
    totals { financing grant ownContribution costs } refusals { code field }";

async fn check(client: &Client, by: Value, input: Value) -> Value {
    let query = format!(
        "query ($by: FinancingRulesBy!, $input: FinancingCheckInput!) {{ financingCheck(by: $by, input: $input) {{ {CHECK} }} }}"
    );
    client
        .data(&query, json!({ "by": by, "input": input }))
        .await["financingCheck"]
        .clone()
}

/// The only set of rules of a programme of the sample.
async fn rules_of(client: &Client, title: &str) -> Value {
    let query = "query ($title: String!) { programmes(first: 1, filter: { titleBeginsWith: $title, origin: SAMPLE }) { nodes { ruleSets(first: 1) { nodes {
        id currency purpose exception number rules { kind sharePercent amount { amountMinor currency } level recommendedBy text }
        categories { kind name } } } } } }";
    let data = client.data(query, json!({ "title": title })).await;
    data["programmes"]["nodes"][0]["ruleSets"]["nodes"][0].clone()
}

fn broken(check: &Value) -> Vec<&str> {
    let verdicts = check["verdicts"].as_array().expect("verdicts");
    let broken = verdicts
        .iter()
        .filter(|one| one["isMet"] == false && one["isForJudgement"] == false)
        .filter(|one| one["isOpen"] == false);
    broken
        .map(|one| one["rule"].as_str().expect("a rule"))
        .collect()
}

#[track_caller]
fn message<'a>(check: &'a Value, rule: &str) -> &'a str {
    let verdicts = check["verdicts"].as_array().expect("verdicts");
    let found = verdicts.iter().find(|one| one["rule"] == rule);
    found.unwrap_or_else(|| panic!("no {rule}: {check:#}"))["message"]
        .as_str()
        .expect("a message")
}

/// Grant, others' cash, own funds and own hours, and what external advice costs; then the rules broken.
type Case = ([i64; 5], &'static [&'static str]);

#[rstest]
#[tokio::test]
async fn the_rules_of_pa_forkant_hold_to_the_crown(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::with_sample(db).await;
    let anyone = app.anyone();
    let set = rules_of(&anyone, "På forkant").await;
    assert_eq!(set["currency"], "DKK");
    let by = json!({ "ruleSetId": set["id"] });
    let cases: [Case; 10] = [
        // Half the grant, a quarter cash, a quarter own hours: exactly at every limit.
        ([500_000, 0, 250_000, 250_000, 500_000], &[]),
        ([500_000, 100_000, 150_000, 250_000, 500_000], &[]),
        ([400_000, 0, 400_000, 0, 600_000], &[]),
        // A crown more of grant than the most.
        ([500_001, 0, 300_000, 200_001, 600_000], &["MAX_GRANT"]),
        // A crown more of grant than half.
        (
            [400_001, 0, 250_000, 150_000, 500_000],
            &["MAX_GRANT_SHARE", "MIN_OWN_SHARE"],
        ),
        // A crown more of own hours than a quarter of all and half of the own.
        (
            [500_000, 0, 249_999, 250_001, 500_000],
            &[
                "MAX_OWN_HOURS_SHARE_OF_OWN",
                "MAX_OWN_HOURS_SHARE",
                "MIN_CASH_SHARE",
            ],
        ),
        // Own hours 31 %.
        (
            [380_000, 0, 310_000, 310_000, 380_000],
            &["MAX_OWN_HOURS_SHARE"],
        ),
        // The grant pays for external advice only.
        (
            [500_000, 0, 250_000, 250_000, 499_999],
            &["GRANT_WITHIN_ELIGIBLE"],
        ),
        // Half, but all of the other half in own hours.
        (
            [100_000, 0, 0, 100_000, 100_000],
            &[
                "MAX_OWN_HOURS_SHARE_OF_OWN",
                "MAX_OWN_HOURS_SHARE",
                "MIN_CASH_SHARE",
            ],
        ),
        ([0, 0, 0, 0, 0], &[]),
    ];
    for ([grant, cash, own, hours, advice], expected) in cases {
        let input = json!({
            "financing": [line("GRANT", grant), line("CASH", cash), line("OWN_FUNDS", own), line("IN_KIND_TIME", hours)],
            "costs": [{ "text": "Rådgivere", "category": "External advice", "amount": kroner(advice) }],
        });
        let answer = check(&anyone, by.clone(), input).await;
        assert_eq!(
            broken(&answer),
            expected,
            "{grant} {cash} {own} {hours} {advice}: {answer:#}"
        );
        // What asks for nothing is not handed in, whatever rules it meets.
        assert_eq!(answer["isMet"], expected.is_empty() && grant > 0);
        let nothing = json!([{ "code": "NO_GRANT", "field": "financing" }]);
        let refused = if grant > 0 { json!([]) } else { nothing };
        assert_eq!(answer["refusals"], refused);
        assert_eq!(
            answer["totals"]["financing"],
            (grant + cash + own + hours) * 100
        );
        assert_eq!(
            answer["totals"]["ownContribution"],
            (cash + own + hours) * 100
        );
    }
    let hours = json!({ "financing": [line("GRANT", 38), line("OWN_FUNDS", 31), line("IN_KIND_TIME", 31)] });
    let answer = check(&anyone, by.clone(), hours).await;
    assert_eq!(
        message(&answer, "MAX_OWN_HOURS_SHARE"),
        "own hours 31 %, limit 25 %"
    );
    assert_eq!(
        message(&answer, "MAX_GRANT"),
        "grant DKK 38, limit DKK 500,000"
    );
    assert_eq!(
        message(&answer, "MIN_CASH_SHARE"),
        "cash 31 %, at least 25 %"
    );
    // A share just over its limit never reads as the limit.
    let just = json!({ "financing": [line("GRANT", 500_000), line("OWN_FUNDS", 249_999), line("IN_KIND_TIME", 250_001)] });
    let answer = check(&anyone, by, just).await;
    assert_eq!(
        message(&answer, "MAX_OWN_HOURS_SHARE"),
        "own hours 25.0001 %, limit 25 %"
    );
}

#[rstest]
#[tokio::test]
async fn the_rules_of_region_midtjylland_ask_as_much_as_they_give(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::with_sample(db).await;
    let anyone = app.anyone();
    let set = rules_of(&anyone, "Den bæredygtige landsby").await;
    let by = json!({ "ruleSetId": set["id"] });
    let costs = |category: &str, amount: i64| json!([{ "text": "Udgift", "category": category, "amount": kroner(amount) }]);
    let ask = async |financing: Value, costs: Value| {
        check(
            &anyone,
            by.clone(),
            json!({ "financing": financing, "costs": costs }),
        )
        .await
    };
    // In others' cash, own funds or time: each counts.
    for kind in ["CASH", "OWN_FUNDS", "IN_KIND_TIME"] {
        let answer = ask(
            json!([line("GRANT", 100_000), line(kind, 100_000)]),
            json!([]),
        )
        .await;
        assert_eq!(broken(&answer), Vec::<&str>::new(), "{kind}");
        assert_eq!(answer["decisionLevel"], "DELEGATED");
        assert!(answer["recommendedBy"].is_null());
        let answer = ask(
            json!([line("GRANT", 100_000), line(kind, 99_999)]),
            json!([]),
        )
        .await;
        assert_eq!(broken(&answer), ["MIN_OWN_SHARE_OF_GRANT"], "{kind}");
        let said = message(&answer, "MIN_OWN_SHARE_OF_GRANT");
        assert_eq!(
            said,
            "own contribution 99.999 % of the grant, at least 100 %"
        );
    }
    // Above the amount there is an exception: a committee recommends, the council decides.
    let answer = ask(
        json!([line("GRANT", 100_001), line("CASH", 200_000)]),
        json!([]),
    )
    .await;
    assert_eq!(answer["isMet"], true, "{answer:#}");
    assert_eq!(answer["decisionLevel"], "COUNCIL");
    assert_eq!(answer["recommendedBy"], "COMMITTEE");
    let most = &answer["verdicts"][0];
    assert_eq!(
        (&most["isMet"], &most["isForJudgement"]),
        (&json!(false), &json!(true))
    );
    assert!(message(&answer, "MAX_GRANT").contains("efter særskilt beslutning i regionsrådet"));
    let even = json!([line("GRANT", 50_000), line("CASH", 50_000)]);
    for category in [
        "markedsføring",
        "ansøgningsskrivning",
        "udstyr",
        "fysiske faciliteter",
    ] {
        let answer = ask(even.clone(), costs(category, 1)).await;
        assert_eq!(broken(&answer), ["ELIGIBLE_ONLY"], "{category}");
        let said = message(&answer, "ELIGIBLE_ONLY");
        assert_eq!(
            said,
            format!("ineligible costs DKK 1 ({category}), limit DKK 0")
        );
    }
    for category in [
        "mobilisering af lokalsamfund",
        "leje af lokaler",
        "Metodeudvikling",
    ] {
        let answer = ask(even.clone(), costs(category, 100_000)).await;
        assert_eq!(answer["isMet"], true, "{category}");
    }
    let answer = ask(even, costs("forplejning", 4_000)).await;
    assert_eq!(answer["isMet"], true);
    let said = message(&answer, "MAX_LIMITED_SHARE");
    assert_eq!(
        said,
        "limited costs DKK 4,000 (forplejning); whoever decides judges whether they are modest"
    );
}

#[rstest]
#[tokio::test]
async fn money_that_a_call_does_not_take_is_refused_as_data(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let by = json!({ "callId": scene.call });
    let cases = [
        (
            json!([{ "kind": "GRANT", "planned": { "amountMinor": 5, "currency": "SEK" } }]),
            "WRONG_CURRENCY",
            "financing.0.planned.currency",
        ),
        (
            json!([{ "kind": "GRANT", "planned": { "amountMinor": -5, "currency": "DKK" } }]),
            "OUT_OF_RANGE",
            "financing.0.planned.amountMinor",
        ),
        (
            json!([{ "kind": "GRANT" }]),
            "MISSING",
            "financing.0.planned",
        ),
        (
            json!([{ "kind": "GRANT", "planned": kroner(5), "hours": 3 }]),
            "NOT_TAKEN",
            "financing.0.hours",
        ),
        (
            json!([{ "kind": "IN_KIND_TIME", "planned": kroner(5), "hours": 3, "ratePerHour": kroner(300) }]),
            "HOURS_MISMATCH",
            "financing.0.planned",
        ),
        (
            json!([line("CASH", 1), { "kind": "GRANT", "planned": { "amountMinor": 9_007_199_254_740_991_i64, "currency": "DKK" } }]),
            "OUT_OF_RANGE",
            "financing.1.planned.amountMinor",
        ),
        (
            json!([{ "kind": "IN_KIND_TIME", "hours": 1_000_000, "ratePerHour": kroner(1_000_000) }]),
            "OUT_OF_RANGE",
            "financing.0.hours",
        ),
    ];
    for (financing, code, field) in cases {
        let answer = check(
            &scene.app.anyone(),
            by.clone(),
            json!({ "financing": financing }),
        )
        .await;
        assert_eq!(
            answer["refusals"],
            json!([{ "code": code, "field": field }]),
            "{financing}"
        );
        assert_eq!(answer["isMet"], false);
        assert_eq!(answer["verdicts"], json!([]));
    }
    let unknown = json!({ "financing": [], "costs": [{ "text": "Udgift", "category": "slik", "amount": kroner(1) }] });
    let answer = check(&scene.app.anyone(), by.clone(), unknown).await;
    assert_eq!(
        answer["refusals"],
        json!([{ "code": "UNKNOWN_CATEGORY", "field": "costs.0.category" }])
    );
    // Hours at their rate are worth what they come to.
    let hours = json!([line("GRANT", 900), { "kind": "IN_KIND_TIME", "hours": 1.5, "ratePerHour": kroner(200) }]);
    let answer = check(&scene.app.anyone(), by, json!({ "financing": hours })).await;
    assert_eq!(answer["totals"]["financing"], 120_000);
    assert_eq!(broken(&answer), ["MAX_GRANT_SHARE"]);
}

#[rstest]
#[tokio::test]
async fn the_highest_grant_of_a_call_is_checked_too(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let call = scene
        .create_call(json!({ "content": { "isPublished": true, "maxGrant": kroner(60_000) } }))
        .await;
    let by = json!({ "callId": call["call"]["id"] });
    let input = json!({ "financing": [line("GRANT", 80_000), line("CASH", 80_000)] });
    let answer = check(&scene.writer, by, input).await;
    assert_eq!(broken(&answer), ["MAX_GRANT"]);
    assert_eq!(
        answer["verdicts"][0]["message"],
        "grant DKK 80,000, limit DKK 60,000"
    );
    assert_eq!(answer["verdicts"][0]["unit"], "MINOR_UNITS");
    let swedish = json!({ "content": { "maxGrant": { "amountMinor": 5, "currency": "SEK" } } });
    let refused = scene.create_call(swedish).await;
    assert_eq!(
        refusals(&refused),
        ["WRONG_CURRENCY at content.maxGrant.currency"]
    );
}

#[rstest]
#[tokio::test]
async fn rules_stay_as_they_are_once_a_call_names_them(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let again = scene.rule_set(json!([{ "kind": "BALANCED" }])).await;
    assert_eq!(again["ruleSet"]["number"], 2, "{again:#}");
    let update = async |by: &Client, id: &Value, version: i64| {
        let rules = json!({ "title": "Andre", "currency": "DKK", "rules": [{ "kind": "MAX_GRANT_SHARE", "sharePercent": 12.5 }] });
        let input = json!({ "id": id, "version": version, "rules": rules });
        let fields = "ruleSet { title version rules { kind sharePercent } categories { name } }";
        by.change(
            "updateFundingRuleSet",
            "UpdateFundingRuleSetInput",
            fields,
            input,
        )
        .await
    };
    let id = &again["ruleSet"]["id"];
    assert_eq!(update(&scene.writer, id, 1).await["error"], "FORBIDDEN");
    let done = update(&scene.editor, id, 1).await;
    let expected = json!({ "title": "Andre", "version": 2, "rules": [{ "kind": "MAX_GRANT_SHARE", "sharePercent": 12.5 }], "categories": [] });
    assert_eq!(done["ruleSet"], expected, "{done:#}");
    assert_eq!(update(&scene.editor, id, 1).await["error"], "CONFLICT");
    let call = scene.create_call(json!({ "ruleSetId": id })).await;
    assert_eq!(call["refusals"], json!([]), "{call:#}");
    assert_eq!(
        refusals(&update(&scene.editor, id, 2).await),
        ["RULES_IN_USE at id"]
    );
}

#[rstest]
#[tokio::test]
async fn rules_that_mean_nothing_are_refused(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let cases = [
        (
            json!({ "kind": "MAX_GRANT_SHARE", "sharePercent": 101 }),
            "OUT_OF_RANGE at rules.rules.0.sharePercent",
        ),
        (
            json!({ "kind": "MAX_GRANT_SHARE", "sharePercent": 33.333 }),
            "OUT_OF_RANGE at rules.rules.0.sharePercent",
        ),
        (
            json!({ "kind": "MAX_OWN_HOURS_SHARE", "sharePercent": -1 }),
            "OUT_OF_RANGE at rules.rules.0.sharePercent",
        ),
        (
            json!({ "kind": "MAX_GRANT_SHARE" }),
            "MISSING at rules.rules.0.sharePercent",
        ),
        (
            json!({ "kind": "MAX_GRANT" }),
            "MISSING at rules.rules.0.amountMinor",
        ),
        (
            json!({ "kind": "MAX_GRANT", "amountMinor": -1 }),
            "OUT_OF_RANGE at rules.rules.0.amountMinor",
        ),
        (
            json!({ "kind": "DECISION_LEVEL" }),
            "MISSING at rules.rules.0.level",
        ),
        (
            json!({ "kind": "BALANCED", "level": "COUNCIL" }),
            "MISSING at rules.rules.0.level",
        ),
        (
            json!({ "kind": "BALANCED", "sharePercent": 5 }),
            "NOT_TAKEN at rules.rules.0.sharePercent",
        ),
    ];
    for (rule, expected) in cases {
        assert_eq!(
            refusals(&scene.rule_set(json!([rule])).await),
            [expected],
            "{rule}"
        );
    }
    let double = json!([{ "kind": "MIN_OWN_SHARE_OF_GRANT", "sharePercent": 200 }]);
    assert_eq!(scene.rule_set(double).await["refusals"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_call_opens_before_it_closes_and_follows_rules_of_its_programme(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let reversed = json!({ "opensAt": scene.at(3), "closesAt": scene.at(2) });
    assert_eq!(
        refusals(&scene.create_call(reversed).await),
        ["REVERSED at closesAt"]
    );
    let quota = json!({ "content": { "quotaMin": 6, "quotaMax": 4 } });
    assert_eq!(
        refusals(&scene.create_call(quota).await),
        ["REVERSED at content.quotaMax"]
    );
    let other = scene.published("Byer").await;
    let foreign = json!({ "programmeId": other });
    assert_eq!(
        refusals(&scene.create_call(foreign).await),
        ["UNKNOWN at ruleSetId"]
    );
    let nothing = json!({ "ruleSetId": gid("FundingRuleSet", uuid::Uuid::from_u128(7)) });
    assert_eq!(
        refusals(&scene.create_call(nothing).await),
        ["UNKNOWN at ruleSetId"]
    );
    let draft = scene.create_call(json!({ "content": {} })).await;
    assert_eq!(draft["call"]["status"], "DRAFT", "{draft:#}");
    let query = "query ($id: ID!) { fundingCall(id: $id) { status viewerCan { edit apply } } }";
    let id = json!({ "id": draft["call"]["id"] });
    assert!(scene.writer.data(query, id.clone()).await["fundingCall"].is_null());
    let input = json!({ "id": draft["call"]["id"], "version": 1, "opensAt": scene.at(1), "content": { "isPublished": true } });
    let update = async |by: &Client| {
        by.change(
            "updateFundingCall",
            "UpdateFundingCallInput",
            "call { status }",
            input.clone(),
        )
        .await
    };
    assert_eq!(update(&scene.writer).await["error"], "NOT_FOUND");
    assert_eq!(update(&scene.editor).await["call"]["status"], "UPCOMING");
    assert_eq!(update(&scene.editor).await["error"], "CONFLICT");
    let status = async || scene.writer.data(query, id.clone()).await["fundingCall"].clone();
    assert_eq!(
        status().await,
        json!({ "status": "UPCOMING", "viewerCan": { "edit": false, "apply": false } })
    );
    scene.app.clock.advance(chrono::TimeDelta::days(2));
    assert_eq!(
        status().await,
        json!({ "status": "OPEN", "viewerCan": { "edit": false, "apply": true } })
    );
    scene.app.clock.advance(chrono::TimeDelta::days(9));
    assert_eq!(status().await["status"], "CLOSED");
}

#[rstest]
#[tokio::test]
async fn the_largest_budget_that_fits_adds_up_to_a_number_that_clients_read(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let most = 10_000_000_000_000_i64;
    let amount = json!({ "amountMinor": most, "currency": "DKK" });
    let line = json!({ "kind": "GRANT", "planned": amount });
    let cost = json!({ "text": "Udgift", "amount": amount });
    let input = json!({ "financing": vec![line; 200], "costs": vec![cost; 200] });
    let by = json!({ "callId": scene.call });
    let answer = check(&scene.app.anyone(), by, input).await;
    assert_eq!(answer["refusals"], json!([]));
    assert_eq!(answer["totals"]["financing"], most * 200);
    assert_eq!(answer["totals"]["costs"], most * 200);
}

#[rstest]
#[tokio::test]
async fn the_highest_grant_stays_once_somebody_has_applied(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let change = async |version: i64, amount: i64| {
        let input = json!({ "id": scene.call, "version": version, "content": { "maxGrant": kroner(amount) } });
        let (name, kind) = ("updateFundingCall", "UpdateFundingCallInput");
        scene.editor.change(name, kind, "call { id }", input).await
    };
    assert_eq!(change(1, 90_000).await["refusals"], json!([]));
    let made = scene.apply(&scene.writer, json!({})).await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    let lower = change(2, 10_000).await;
    assert_eq!(refusals(&lower), ["CALL_IN_USE at content.maxGrant"]);
    assert_eq!(change(2, 90_000).await["refusals"], json!([]));
}

#[rstest]
#[tokio::test]
async fn where_there_is_no_money_yet_nothing_is_judged(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::with(
        db,
        json!([
            { "kind": "MAX_GRANT", "amountMinor": 50_000_000 },
            { "kind": "MAX_OWN_HOURS_SHARE", "sharePercent": 25 },
            { "kind": "MAX_OWN_HOURS_SHARE_OF_OWN", "sharePercent": 50 },
            { "kind": "MAX_LIMITED_SHARE", "sharePercent": 5 },
            { "kind": "BALANCED" },
        ]),
    )
    .await;
    let by = json!({ "callId": scene.call });
    let open = |answer: &Value| -> Vec<String> {
        let verdicts = answer["verdicts"].as_array().expect("verdicts");
        let open = verdicts.iter().filter(|one| one["isOpen"] == true);
        open.map(|one| {
            assert_eq!(one["isMet"], false, "{one:#}");
            assert_eq!(one["actual"], 0.0, "{one:#}");
            one["rule"].as_str().expect("a rule").to_owned()
        })
        .collect()
    };
    let anyone = scene.app.anyone();
    let nothing = json!({ "financing": [line("GRANT", 0)] });
    let answer = check(&anyone, by.clone(), nothing).await;
    assert_eq!(answer["isMet"], false);
    assert_eq!(open(&answer).len(), 5, "{answer:#}");
    let said = message(&answer, "MAX_OWN_HOURS_SHARE");
    assert_eq!(said, "no money yet, so there is nothing to judge");
    // Without a contribution of one's own, nobody can say what part of it are hours; the rest can be judged.
    let grant = json!({ "financing": [line("GRANT", 100)] });
    let answer = check(&anyone, by.clone(), grant).await;
    assert_eq!(
        open(&answer),
        ["MAX_OWN_HOURS_SHARE_OF_OWN", "MAX_LIMITED_SHARE"]
    );
    assert_eq!(broken(&answer), ["BALANCED"]);
    let said = message(&answer, "MAX_OWN_HOURS_SHARE_OF_OWN");
    assert_eq!(said, "own hours: nothing yet to judge by, limit 50 %");
    assert_eq!(
        message(&answer, "MAX_OWN_HOURS_SHARE"),
        "own hours 0 %, limit 25 %"
    );
    // What is open stops no application.
    let costs = json!([{ "text": "Råd", "category": "rådgivning", "amount": kroner(100) }]);
    let whole = json!({ "financing": [line("GRANT", 100)], "costs": costs });
    let answer = check(&anyone, by, whole.clone()).await;
    assert_eq!(answer["isMet"], true, "{answer:#}");
    let made = scene.apply(&scene.writer, whole).await;
    let sent = scene.submit(&scene.writer, &made["application"]).await;
    assert_eq!(sent["application"]["status"], "SUBMITTED", "{sent:#}");
}
