//! From draft to archive: who sees a document when, and who may change it.

use chrono::TimeDelta;
use entity::affiliation::OrganisationRole;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn a_draft_is_seen_by_the_editors_of_its_owner_alone(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let draft = scene.draft(json!({})).await;
    let member = app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    let colleague = app
        .person_in(scene.owner.id, OrganisationRole::Editor)
        .await;
    for other in [&app.anyone(), &app.person().await, &member] {
        assert!(!scene.sees(other, &draft).await);
        let answer = scene.try_act(other, "publish", &draft, json!({})).await;
        assert_eq!(answer["error"], "NOT_FOUND");
    }
    assert!(scene.sees(&colleague, &draft).await);
    let out = scene.act("publish", &draft, json!({})).await;
    for other in [&app.anyone(), &app.person().await, &member] {
        assert!(scene.sees(other, &out).await);
    }
}

#[rstest]
#[tokio::test]
async fn only_editors_of_the_owner_make_and_change_documents(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let member = app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    let out = scene.published(json!({})).await;
    for (other, code) in [
        (app.anyone(), "UNAUTHENTICATED"),
        (app.person().await, "FORBIDDEN"),
        (member, "FORBIDDEN"),
    ] {
        assert_eq!(scene.create_as(&other, json!({})).await["error"], code);
        for what in ["update", "publish", "archive", "review"] {
            let answer = scene.try_act(&other, what, &out, json!({})).await;
            assert_eq!(answer["error"], code, "{what}");
        }
        let can = scene
            .look(&other, &out, "viewerCan { edit publish archive }")
            .await;
        let none = json!({ "edit": false, "publish": false, "archive": false });
        assert_eq!(can["viewerCan"], none);
    }
    let can = scene
        .look(&scene.editor, &out, "viewerCan { edit publish archive }")
        .await;
    let all = json!({ "edit": true, "publish": false, "archive": true });
    assert_eq!(can["viewerCan"], all);
    let admin = app.platform_admin().await;
    let answer = scene.try_act(&admin, "archive", &out, json!({})).await;
    assert_eq!(answer["document"]["state"], "ARCHIVED", "{answer:#}");
}

#[rstest]
#[case("PUBLIC", [true, true, true])]
#[case("REGISTERED", [false, true, true])]
#[case("ORGANISATION", [false, false, true])]
#[case("RESTRICTED", [false, false, false])]
#[tokio::test]
async fn a_document_is_for_whom_its_visibility_names(
    #[case] visibility: &str,
    #[case] expected: [bool; 3],
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let out = scene.published(json!({ "visibility": visibility })).await;
    let member = app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    let mut seen = vec![];
    for client in [&app.anyone(), &app.person().await, &member] {
        seen.push(scene.sees(client, &out).await);
    }
    assert_eq!(seen, expected, "{visibility}");
    assert!(scene.sees(&scene.editor, &out).await);
}

#[rstest]
#[tokio::test]
async fn an_embargo_holds_until_its_moment_and_no_longer(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let anyone = scene.app.anyone();
    let until = scene.app.now() + TimeDelta::hours(2);
    let draft = scene.draft(json!({ "embargoUntil": until })).await;
    let held = scene.act("publish", &draft, json!({})).await;
    let look = scene.look(&scene.editor, &held, "state releasedAt").await;
    assert_eq!(look, json!({ "state": "SCHEDULED", "releasedAt": null }));
    scene.app.clock.advance(TimeDelta::minutes(119));
    scene.minute().await;
    assert!(!scene.sees(&anyone, &held).await);
    scene.app.clock.advance(TimeDelta::minutes(1));
    // Nothing needs to be asked for: the moment itself releases it.
    let began = std::time::Instant::now();
    while !scene.sees(&anyone, &held).await {
        assert!(
            began.elapsed() < std::time::Duration::from_secs(10),
            "held back"
        );
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let look = scene.look(&anyone, &held, "state version").await;
    assert_eq!(look["state"], "PUBLISHED");
    // Time passing is a change like any other: whoever read it before must read it again.
    let stale = scene
        .try_act(&scene.editor, "update", &held, json!({ "kind": "PLAN" }))
        .await;
    assert_eq!(stale["error"], "CONFLICT");
    scene.minute().await;
    let again = scene.look(&anyone, &held, "state version").await;
    assert_eq!(again, look, "nothing is released twice");
}

#[rstest]
#[tokio::test]
async fn a_document_is_not_shown_before_the_moment_it_is_published_for(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let anyone = scene.app.anyone();
    let draft = scene.draft(json!({})).await;
    let at = scene.app.now() + TimeDelta::days(1);
    let held = scene
        .act("publish", &draft, json!({ "publishAt": at }))
        .await;
    assert!(!scene.sees(&anyone, &held).await);
    // A later embargo wins; one that is taken away lets it out at once, and a new one takes it back.
    let later = json!({ "embargoUntil": at + TimeDelta::days(1) });
    let held = scene.act("update", &held, later).await;
    scene.app.clock.advance(TimeDelta::days(1));
    scene.minute().await;
    assert!(!scene.sees(&anyone, &held).await);
    let out = scene
        .act("update", &held, json!({ "embargoUntil": null }))
        .await;
    assert!(scene.sees(&anyone, &out).await);
    let back = json!({ "embargoUntil": scene.app.now() + TimeDelta::days(9) });
    let held = scene.act("update", &out, back).await;
    assert!(!scene.sees(&anyone, &held).await);
}

#[rstest]
#[tokio::test]
async fn what_is_archived_stays_visible_and_can_come_back(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let draft = scene.draft(json!({})).await;
    let early = scene
        .try_act(&scene.editor, "archive", &draft, json!({}))
        .await;
    assert_eq!(refusals(&early), ["WRONG_STATE at id"]);
    let out = scene.act("publish", &draft, json!({})).await;
    let twice = scene
        .try_act(&scene.editor, "publish", &out, json!({}))
        .await;
    assert_eq!(refusals(&twice), ["WRONG_STATE at id"]);
    let put_away = scene.act("archive", &out, json!({})).await;
    let anyone = scene.app.anyone();
    let look = scene
        .look(&anyone, &put_away, "state archivedAt isStale")
        .await;
    assert_eq!(look["state"], "ARCHIVED");
    assert!(look["archivedAt"].is_string());
    let twice = scene
        .try_act(&scene.editor, "archive", &put_away, json!({}))
        .await;
    assert_eq!(refusals(&twice), ["WRONG_STATE at id"]);
    let back = scene.act("publish", &put_away, json!({})).await;
    let look = scene.look(&anyone, &back, "state archivedAt").await;
    assert_eq!(look, json!({ "state": "PUBLISHED", "archivedAt": null }));
}

#[rstest]
#[tokio::test]
async fn a_review_is_due_in_twelve_months_unless_it_says_when(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let draft = scene.draft(json!({})).await;
    let fields = "lastReviewedAt reviewDueAt isStale";
    let look = scene.look(&scene.editor, &draft, fields).await;
    assert_eq!(look["reviewDueAt"], json!(null), "a draft is not reviewed");
    let out = scene.act("publish", &draft, json!({})).await;
    let look = scene.look(&scene.editor, &out, fields).await;
    assert_eq!(
        (&look["isStale"], &look["lastReviewedAt"]),
        (&json!(false), &json!(null))
    );
    assert!(look["reviewDueAt"].is_string(), "what is out is");
    let past = json!({ "reviewDueAt": scene.app.now() - TimeDelta::days(1) });
    let refused = scene.try_act(&scene.editor, "review", &out, past).await;
    assert_eq!(refusals(&refused), ["IN_THE_PAST at reviewDueAt"]);
    let reviewed = scene.act("review", &out, json!({})).await;
    let look = scene.look(&scene.editor, &reviewed, fields).await;
    assert_eq!(look["isStale"], false);
    let due = look["reviewDueAt"].as_str().expect("a moment");
    assert!(
        due > (scene.app.now() + TimeDelta::days(364))
            .to_rfc3339()
            .as_str()
    );
    let soon = scene.app.now() + TimeDelta::days(3);
    let reviewed = scene
        .act("review", &reviewed, json!({ "reviewDueAt": soon }))
        .await;
    scene.app.clock.advance(TimeDelta::days(4));
    let look = scene.look(&scene.editor, &reviewed, fields).await;
    assert_eq!(look["isStale"], true);
}

#[rstest]
#[tokio::test]
async fn a_change_names_the_version_it_was_made_from(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let draft = scene.draft(json!({})).await;
    let title =
        json!({ "title": [{ "locale": "sv", "text": "Slutrapport" }], "kind": "FINAL_REPORT" });
    let changed = scene.act("update", &draft, title).await;
    for what in ["update", "publish", "archive", "review"] {
        let answer = scene.try_act(&scene.editor, what, &draft, json!({})).await;
        assert_eq!(answer["error"], "CONFLICT", "{what}");
        assert_eq!(answer["extensions"]["version"], changed.version, "{what}");
    }
}

#[rstest]
#[tokio::test]
async fn everything_that_is_written_is_read_back(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let publisher = app.organisation("Region").await;
    let seat = app.municipality("DK", "0791", "Viborg").await;
    let keeper = app.person_named("Webbredaktör").await;
    let form = json!({
        "kind": "DECISION", "kindText": "vedtak", "locale": "nb",
        "title": [{ "locale": "nb", "text": "Vedtak om pilotene" }, { "locale": "en", "text": "Decision" }],
        "summary": [{ "locale": "nb", "text": "Pilotene går videre." }],
        "publisherId": gid("Organisation", publisher.id), "publisherSeatId": gid("Municipality", seat.id),
        "caseNumber": "23/1234", "decidedBy": "Fylkesutvalget", "decisionDate": "2023-06-20", "decisionSection": "FU 71/23",
        "when": { "text": "juni 2023", "earliest": "2023-06-01", "latest": "2023-06-30" },
        "statusText": "vedtatt", "validFrom": "2023-07-01", "validTo": "2027-01-01", "licence": "CC-BY-4.0",
        "sections": ["Bakgrunn", "Vurdering"], "models": ["Diamantmodellen"], "principles": ["Åpenhet"], "statedPrincipleCount": 7,
        "responsibleUnit": "Regional utvikling", "contentOwnerId": gid("Person", keeper.id), "contentOwnerText": "Redaksjonen",
        "municipalityIds": [gid("Municipality", seat.id)], "visibility": "REGISTERED",
    });
    let draft = scene.draft(form).await;
    let fields = "kind kindText locale titles { locale text } summary { text } publisher { name } publisherSeat { name } caseNumber decidedBy
        decisionDate decisionSection when { text earliest latest } statusText validFrom validTo licence sections models principles
        statedPrincipleCount responsibleUnit contentOwner { name } contentOwnerText hasContentOwner municipalities { nodes { name } }
        visibility owner { name } origin state";
    let look = scene.look(&scene.editor, &draft, fields).await;
    let expected = json!({
        "kind": "DECISION", "kindText": "vedtak", "locale": "nb",
        "titles": [{ "locale": "en", "text": "Decision" }, { "locale": "nb", "text": "Vedtak om pilotene" }],
        "summary": { "text": "Pilotene går videre." }, "publisher": { "name": "Region" }, "publisherSeat": { "name": "Viborg" },
        "caseNumber": "23/1234", "decidedBy": "Fylkesutvalget", "decisionDate": "2023-06-20", "decisionSection": "FU 71/23",
        "when": { "text": "juni 2023", "earliest": "2023-06-01", "latest": "2023-06-30" },
        "statusText": "vedtatt", "validFrom": "2023-07-01", "validTo": "2027-01-01", "licence": "CC-BY-4.0",
        "sections": ["Bakgrunn", "Vurdering"], "models": ["Diamantmodellen"], "principles": ["Åpenhet"], "statedPrincipleCount": 7,
        "responsibleUnit": "Regional utvikling", "contentOwner": { "name": "Webbredaktör" }, "contentOwnerText": "Redaksjonen",
        "hasContentOwner": true, "municipalities": { "nodes": [{ "name": "Viborg" }] }, "visibility": "REGISTERED",
        "owner": { "name": "Ludvika" }, "origin": "LOCAL", "state": "DRAFT",
    });
    assert_eq!(look, expected);
    let emptied = json!({
        "summary": null, "publisherId": null, "publisherSeatId": null, "caseNumber": null, "decisionDate": null, "when": null,
        "validTo": null, "sections": [], "contentOwnerId": null, "contentOwnerText": "", "municipalityIds": [],
    });
    let draft = scene.act("update", &draft, emptied).await;
    let fields = "summary { text } publisher { name } publisherSeat { name } caseNumber decisionDate when { text } validTo sections models
        hasContentOwner municipalities { totalCount } decidedBy";
    let look = scene.look(&scene.editor, &draft, fields).await;
    let expected = json!({
        "summary": null, "publisher": null, "publisherSeat": null, "caseNumber": null, "decisionDate": null, "when": null,
        "validTo": null, "sections": [], "models": ["Diamantmodellen"], "hasContentOwner": false,
        "municipalities": { "totalCount": 0 }, "decidedBy": "Fylkesutvalget",
    });
    assert_eq!(look, expected);
}
