//! Programmes, rules, applications and prizes in files: what is at fault, and what is kept.

use super::{
    faults::{names, of},
    *,
};

fn programme(reference: &str) -> Value {
    json!({ "type": "programme", "ref": reference, "locale": "da", "title": { "da": "Program" } })
}

fn rules(reference: &str, programme: &str) -> Value {
    json!({
        "type": "fundingRuleSet", "ref": reference, "programme": programme, "title": "Regler", "number": 1, "currency": "DKK",
        "categories": [{ "kind": "ELIGIBLE", "name": "rådgivning" }],
    })
}

fn call(reference: &str, programme: &str, rules: &str) -> Value {
    json!({
        "type": "fundingCall", "ref": reference, "programme": programme, "ruleSet": rules, "locale": "da", "title": { "da": "Runde" },
        "opensAt": "2026-01-01T08:00:00Z", "closesAt": "2026-02-01T08:00:00Z",
    })
}

fn organisation() -> Value {
    json!({ "type": "organisation", "ref": "o", "kind": "MUNICIPALITY", "name": "Kommune" })
}

fn application(reference: &str) -> Value {
    json!({ "type": "application", "ref": reference, "call": "c", "applicant": "o", "title": "Ansøgning", "status": "DRAFT" })
}

#[rstest]
#[tokio::test]
async fn what_a_record_alone_shows_to_be_wrong_is_named(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let records = [
        but(
            programme("a"),
            json!({ "startsOn": "2021-01-01", "endsOn": "2020-01-01" }),
        ),
        but(
            programme("b"),
            json!({ "budget": { "amountMinor": -1, "currency": "USD" } }),
        ),
        but(
            programme("d"),
            json!({ "targets": [{ "year": 2026, "projectsMin": 5, "projectsMax": 4 }] }),
        ),
        but(
            programme("e"),
            json!({ "parties": [{ "role": "OWNER" }], "participations": [{ "status": "AGREED" }] }),
        ),
        but(
            rules("r", "a"),
            json!({ "rules": [{ "kind": "MAX_GRANT_SHARE", "basisPoints": 10_001 }, { "kind": "MAX_GRANT" }] }),
        ),
        but(
            call("c", "a", "r"),
            json!({ "closesAt": "2025-01-01T08:00:00Z", "quotaMin": 3, "quotaMax": 2 }),
        ),
        organisation(),
        but(
            application("x"),
            json!({ "status": "SUBMITTED", "costs": [{ "text": "Udgift", "amountMinor": -1 }] }),
        ),
        json!({ "type": "fundingDecision", "ref": "f", "application": "x", "level": "COUNCIL", "outcome": "APPROVED", "decidedOn": "2026-01-01" }),
        json!({ "type": "prize", "ref": "p", "locale": "da", "title": { "da": "Pris" }, "editions": [
            { "year": 2026, "status": "FINALISTS", "candidateCount": 2, "finalistCount": 3 }, { "year": 2026, "status": "OPEN" },
            { "year": 2020, "status": "AWARDED", "winnerText": "Byen", "decidedOn": "2019-12-31" },
        ] }),
    ];
    names(
        &of(&app, &records).await,
        &[
            (1, "endsOn", "must not be before"),
            (2, "budget.amountMinor", "must be from 0"),
            (2, "budget.currency", "is no currency"),
            (3, "targets.projectsMax", "must not be before"),
            (4, "parties", "needs organisation"),
            (4, "participations", "needs municipality"),
            (5, "rules.basisPoints", "must be from 0 to 10000"),
            (5, "rules", "lacks amountMinor"),
            (6, "closesAt", "must be after"),
            (6, "quotaMax", "must not be before"),
            (8, "submittedAt", "is missing"),
            (8, "costs.amountMinor", "must be from 0"),
            (9, "grantedMinor", "belongs to APPROVED"),
            (10, "editions.candidateCount", "must not be before"),
            (10, "editions", "names 2026 twice"),
            (
                10,
                "editions.decidedOn",
                "before 2020, the year of the edition",
            ),
        ],
    );
}

#[rstest]
#[tokio::test]
async fn what_records_together_show_to_be_wrong_is_named(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let app = TestApp::start(db).await;
    let decision = |reference: &str| json!({ "type": "fundingDecision", "ref": reference, "application": "x", "level": "COUNCIL", "outcome": "REJECTED", "decidedOn": "2026-01-01" });
    let owner = json!({ "role": "OWNER", "organisation": "o" });
    let records = [
        organisation(),
        but(programme("a"), json!({ "parent": "b" })),
        but(
            programme("b"),
            json!({ "parent": "a", "parties": [owner, owner] }),
        ),
        rules("r", "a"),
        rules("s", "a"),
        call("c", "a", "r"),
        call("d", "b", "r"),
        but(
            application("x"),
            json!({ "costs": [{ "text": "Udgift", "amountMinor": 1, "category": "slik" }] }),
        ),
        decision("f"),
        decision("g"),
        but(programme("e"), json!({ "networks": ["nowhere"] })),
    ];
    let found = of(&app, &records).await;
    let expected = [
        (3, "parties", "twice in one role"),
        (5, "number", "has the number already"),
        (7, "ruleSet", "rules of another programme"),
        (8, "costs", "no sort of costs"),
        (10, "", "finally decided once"),
        (11, "networks", "there is no network"),
    ];
    let ring = |one: &Fault| one.message.contains("ring");
    assert!(found.iter().any(ring), "{found:?}");
    let others: Vec<Fault> = found.into_iter().filter(|one| !ring(one)).collect();
    names(&others, &expected);
}

#[rstest]
#[tokio::test]
async fn later_files_add_to_what_is_there(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let first = [
        organisation(),
        programme("a"),
        rules("r", "a"),
        call("c", "a", "r"),
    ];
    bring_all(&app.app.store, &first)
        .await
        .expect("the first file");
    let costs = json!({ "costs": [{ "text": "Råd", "amountMinor": 5, "category": "rådgivning" }], "status": "ASSESSED", "submittedAt": "2026-01-02T08:00:00Z" });
    let second = [
        but(application("x"), costs),
        but(rules("s", "a"), json!({ "number": 2 })),
    ];
    bring_all(&app.app.store, &second)
        .await
        .expect("the second file");
    let third = json!({ "type": "fundingDecision", "ref": "f", "application": "x", "level": "DELEGATED", "outcome": "REJECTED", "decidedOn": "2026-01-03" });
    bring_all(&app.app.store, std::slice::from_ref(&third))
        .await
        .expect("the third file");
    let early = json!({ "ref": "g", "outcome": "RECOMMENDED", "decidedOn": "2026-01-01" });
    names(
        &of(&app, &[but(third.clone(), early)]).await,
        &[(1, "decidedOn", "before 2026-01-02")],
    );
    let again = but(third, json!({ "ref": "g" }));
    names(
        &of(&app, &[again]).await,
        &[(1, "", "finally decided once")],
    );
    names(
        &of(&app, &[rules("t", "a")]).await,
        &[(1, "number", "has the number already")],
    );
}
