//! Prizes, their editions and nominations; initiatives.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::{scene::gid, *};

/// Asks until it is so, for at most ten seconds.
async fn until(mut ask: impl AsyncFnMut() -> Value, is_so: impl Fn(&Value) -> bool) -> Value {
    let mut seen = ask().await;
    for _ in 0..100 {
        if is_so(&seen) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        seen = ask().await;
    }
    seen
}

#[rstest]
#[tokio::test]
async fn an_edition_goes_from_open_to_awarded_and_tells_its_winner_in_time(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let input = json!({
        "awardedById": gid("Organisation", scene.owner.id), "locale": "da", "title": [{ "locale": "da", "text": "Prisen" }],
        "content": { "sinceYear": 2009, "isPublished": true },
    });
    let create = async |by: &Client| {
        by.change(
            "createPrize",
            "CreatePrizeInput",
            "prize { id sinceYear }",
            input.clone(),
        )
        .await
    };
    assert_eq!(
        create(&scene.app.anyone()).await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(create(&scene.writer).await["error"], "FORBIDDEN");
    let prize = create(&scene.editor).await;
    let edition = async |by: &Client, content: Value| {
        let input = json!({ "prizeId": prize["prize"]["id"], "year": 2026, "content": content });
        by.change(
            "createPrizeEdition",
            "CreatePrizeEditionInput",
            "edition { id version status }",
            input,
        )
        .await
    };
    assert_eq!(
        edition(&scene.writer, json!({})).await["error"],
        "FORBIDDEN"
    );
    let reversed = json!({ "candidateCount": 5, "finalistCount": 6 });
    assert_eq!(
        refusals(&edition(&scene.editor, reversed).await),
        ["REVERSED at content.finalistCount"]
    );
    let made = edition(&scene.editor, json!({ "news": ["Nu kan man foreslå"] })).await;
    assert_eq!(made["edition"]["status"], "OPEN", "{made:#}");
    assert_eq!(
        refusals(&edition(&scene.editor, json!({})).await),
        ["YEAR_TAKEN at year"]
    );
    let id = &made["edition"]["id"];

    let nominate = async |by: &Client, place: &str| {
        let input = json!({
            "editionId": id, "nominatedById": gid("Organisation", scene.applicant.id), "localityText": place, "pitch": "Fordi",
            "videoUrl": "https://video.example/1",
        });
        by.change(
            "nominate",
            "NominateInput",
            "nomination { id version stage localityText videoUrl }",
            input,
        )
        .await
    };
    assert_eq!(
        nominate(&scene.app.anyone(), "Byen").await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(nominate(&scene.editor, "Byen").await["error"], "FORBIDDEN");
    let nominated = nominate(&scene.writer, "Byen").await;
    assert_eq!(
        nominated["nomination"]["stage"], "CANDIDATE",
        "{nominated:#}"
    );
    assert_eq!(
        refusals(&nominate(&scene.writer, "Byen").await),
        ["ALREADY_NOMINATED at localityText"]
    );
    let other = nominate(&scene.writer, "Lunden").await;
    let stage = json!({ "id": nominated["nomination"]["id"], "version": 1, "stage": "FINALIST" });
    let stage = async |by: &Client| {
        by.change(
            "updateNomination",
            "UpdateNominationInput",
            "nomination { stage }",
            stage.clone(),
        )
        .await
    };
    assert_eq!(stage(&scene.writer).await["error"], "FORBIDDEN");
    assert_eq!(
        stage(&scene.editor).await["nomination"]["stage"],
        "FINALIST"
    );
    assert_eq!(stage(&scene.editor).await["error"], "CONFLICT");

    let update = async |version: i64, content: Value| {
        let input = json!({ "id": id, "version": version, "content": content });
        scene
            .editor
            .change(
                "updatePrizeEdition",
                "UpdatePrizeEditionInput",
                "edition { status version }",
                input,
            )
            .await
    };
    let refused = async |version: i64, content: Value| refusals(&update(version, content).await);
    for status in ["FINALISTS", "DECIDED", "AWARDED"] {
        let skipped = refused(1, json!({ "status": status, "winnerText": "Byen" })).await;
        assert_eq!(skipped, ["WRONG_TRANSITION at content.status"], "{status}");
    }
    for (version, status) in [(1, "CANDIDATES"), (2, "FINALISTS"), (3, "RECOMMENDED")] {
        let counts = json!({ "status": status, "candidateCount": 13, "finalistCount": 5 });
        let done = update(version, counts).await;
        assert_eq!(done["edition"]["status"], status, "{done:#}");
    }
    assert_eq!(
        refused(4, json!({ "status": "OPEN" })).await,
        ["WRONG_TRANSITION at content.status"]
    );
    let late = json!({ "id": nominated["nomination"]["id"], "version": 2, "stage": "CANDIDATE" });
    let (name, kind) = ("updateNomination", "UpdateNominationInput");
    let late = scene
        .editor
        .change(name, kind, "nomination { stage }", late)
        .await;
    assert_eq!(refusals(&late), ["WRONG_TRANSITION at stage"]);
    assert_eq!(
        refused(4, json!({ "status": "DECIDED" })).await,
        ["NO_WINNER at content.winnerText"]
    );
    assert_eq!(
        refused(
            4,
            json!({ "status": "DECIDED", "winnerId": other["nomination"]["id"] })
        )
        .await,
        ["NOT_A_FINALIST at content.winnerId"]
    );
    let early = json!({ "status": "DECIDED", "winnerText": "Byen", "decidedOn": "2199-01-01" });
    assert_eq!(
        refused(4, early).await,
        ["IN_THE_FUTURE at content.decidedOn"]
    );
    let before = json!({ "status": "DECIDED", "winnerText": "Byen", "decidedOn": "2025-12-31" });
    assert_eq!(refused(4, before).await, ["REVERSED at content.decidedOn"]);
    let decided = json!({
        "status": "DECIDED", "embargoUntil": scene.at(2), "winnerId": nominated["nomination"]["id"], "winnerText": "Byen",
        "decidedOn": scene.app.today().to_string(),
    });
    let decided = update(4, decided).await;
    assert_eq!(decided["edition"]["status"], "DECIDED", "{decided:#}");
    // While the embargo runs, nothing is handed over.
    assert_eq!(
        refused(5, json!({ "status": "AWARDED" })).await,
        ["UNDER_EMBARGO at content.status"]
    );
    assert_eq!(
        refusals(&nominate(&scene.writer, "Dalen").await),
        ["NOT_OPEN at editionId"]
    );
    let seen = async |by: &Client| {
        let query = "query ($id: ID!) { node(id: $id) { ... on PrizeEdition { status winnerText winner { localityText } news
            nominations { nodes { localityText } } viewerCan { edit nominate } } } }";
        by.data(query, json!({ "id": id })).await["node"].clone()
    };
    assert_eq!(seen(&scene.editor).await["winnerText"], "Byen");
    let outside = seen(&scene.app.anyone()).await;
    assert!(
        outside["winnerText"].is_null() && outside["winner"].is_null(),
        "{outside:#}"
    );
    assert_eq!(outside["news"], json!(["Nu kan man foreslå"]));
    let told = erfa::platform::changes::newest(&scene.app.app.store).await;
    let told = told.expect("the log");
    scene.app.clock.advance(TimeDelta::days(3));
    let outside = async || seen(&scene.app.anyone()).await["winner"]["localityText"].clone();
    assert_eq!(until(outside, |seen| seen == "Byen").await, "Byen");
    // That it may be known is a change like any other, for whoever reads the log.
    let changes = erfa::platform::changes::after(&scene.app.app.store, told, 100).await;
    let changes = changes.expect("the log");
    let of_it: Vec<_> = changes
        .iter()
        .filter(|one| one.kind == "PrizeEdition")
        .map(|one| (gid("PrizeEdition", one.entity_id), one.version))
        .collect();
    assert_eq!(
        of_it,
        [(id.as_str().expect("an id").to_owned(), 6)],
        "told once"
    );
    assert_eq!(
        update(5, json!({ "news": [] })).await["error"],
        "CONFLICT",
        "whoever read it before must read it again"
    );
    // What was told stands.
    for (content, field) in [
        (json!({ "winnerText": "Dalen" }), "content.winnerText"),
        (json!({ "winnerId": null }), "content.winnerId"),
        (json!({ "embargoUntil": null }), "content.embargoUntil"),
        (json!({ "decidedOn": "2026-01-01" }), "content.decidedOn"),
    ] {
        assert_eq!(
            refused(6, content).await,
            [format!("TOLD_ALREADY at {field}")]
        );
    }
    let awarded = update(
        6,
        json!({ "status": "AWARDED", "news": ["Prisen er uddelt"] }),
    )
    .await;
    assert_eq!(awarded["edition"]["status"], "AWARDED", "{awarded:#}");
    assert_eq!(
        refused(7, json!({ "winnerText": "Dalen" })).await,
        ["TOLD_ALREADY at content.winnerText"]
    );
    let held = json!({ "embargoUntil": scene.at(9) });
    assert_eq!(
        refused(7, held).await,
        [
            "UNDER_EMBARGO at content.status",
            "TOLD_ALREADY at content.embargoUntil"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn an_edition_of_a_year_that_is_over_may_be_recorded_as_it_ended(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let input = json!({
        "awardedById": gid("Organisation", scene.owner.id), "locale": "da", "title": [{ "locale": "da", "text": "Prisen" }],
        "content": { "isPublished": true },
    });
    let (name, kind) = ("createPrize", "CreatePrizeInput");
    let prize = scene.editor.change(name, kind, "prize { id }", input).await;
    let edition = async |year: i32, content: Value| {
        let input = json!({ "prizeId": prize["prize"]["id"], "year": year, "content": content });
        let (name, kind) = ("createPrizeEdition", "CreatePrizeEditionInput");
        let fields = "edition { id status winnerText }";
        scene.editor.change(name, kind, fields, input).await
    };
    let this_year: i32 = scene
        .app
        .today()
        .format("%Y")
        .to_string()
        .parse()
        .expect("a year");
    let awarded = json!({ "status": "AWARDED", "winnerText": "Byen" });
    assert_eq!(
        refusals(&edition(this_year, awarded.clone()).await),
        ["WRONG_TRANSITION at content.status"]
    );
    assert_eq!(
        refusals(&edition(this_year - 1, json!({ "status": "AWARDED" })).await),
        ["NO_WINNER at content.winnerText"]
    );
    let held = json!({ "status": "AWARDED", "winnerText": "Byen", "embargoUntil": scene.at(1) });
    assert_eq!(
        refusals(&edition(this_year - 1, held).await),
        ["UNDER_EMBARGO at content.status"]
    );
    let made = edition(this_year - 1, awarded).await;
    assert_eq!(made["edition"]["winnerText"], "Byen", "{made:#}");
}

#[rstest]
#[tokio::test]
async fn a_winner_under_embargo_is_told_to_nobody_even_where_a_record_says_awarded(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    use entity::{prize, prize_edition, prize_edition::EditionStatus};
    let scene = Scene::new(db).await;
    let (now, prize) = (scene.app.now(), erfa::platform::clock::new_id());
    let audience = erfa::platform::access::PUBLIC;
    let editors = erfa::platform::clock::new_id();
    scene
        .app
        .put(prize::Model {
            id: prize,
            locale: "da".to_owned(),
            title: entity::LocalizedText::new("da", "Prisen"),
            title_sort: "prisen".to_owned(),
            title_fold: "\nprisen\n".to_owned(),
            country_code: None,
            awarded_by_id: None,
            since_year: None,
            frequency_text: None,
            description: None,
            visibility: entity::Visibility::Public,
            published_at: Some(now),
            audience_id: audience,
            editors_id: editors,
            source: None,
            origin: entity::Origin::Import,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await;
    scene
        .app
        .put(prize_edition::Model {
            id: erfa::platform::clock::new_id(),
            prize_id: prize,
            year: 2025,
            status: EditionStatus::Awarded,
            candidate_count: None,
            finalist_count: None,
            decided_on: None,
            embargo_until: Some(now + TimeDelta::days(1)),
            award_expected_text: None,
            award_expected_from: None,
            award_expected_to: None,
            winner_text: Some("Byen".to_owned()),
            winner_id: None,
            told_at: None,
            audience_id: audience,
            editors_id: editors,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .await;
    let seen = async || {
        let query = "query ($id: ID!) { prize(id: $id) { editions { nodes { winnerText } } } }";
        let id = json!({ "id": gid("Prize", prize) });
        let data = scene.app.anyone().data(query, id).await;
        data["prize"]["editions"]["nodes"][0]["winnerText"].clone()
    };
    assert_eq!(seen().await, Value::Null);
    // The row came past the change log; another one has the next moment looked for anew.
    let input = json!({ "awardedById": gid("Organisation", scene.owner.id), "locale": "da", "title": [{ "locale": "da", "text": "En anden" }] });
    let (name, kind) = ("createPrize", "CreatePrizeInput");
    let other = scene.editor.change(name, kind, "prize { id }", input).await;
    let input = json!({ "prizeId": other["prize"]["id"], "year": 2026 });
    let (name, kind) = ("createPrizeEdition", "CreatePrizeEditionInput");
    let made = scene
        .editor
        .change(name, kind, "edition { id }", input)
        .await;
    assert_eq!(made["refusals"], json!([]), "{made:#}");
    scene.app.clock.advance(TimeDelta::days(2));
    assert_eq!(until(seen, |seen| seen == "Byen").await, "Byen");
}

#[rstest]
#[tokio::test]
async fn an_initiative_is_its_editors_until_it_is_published(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let input = json!({
        "ownerId": gid("Organisation", scene.owner.id), "locale": "da", "title": [{ "locale": "da", "text": "Platform" }],
        "content": { "statusText": "afdækkes" },
    });
    let fields = "initiative { id version isPublished statusText }";
    let create = async |by: &Client| {
        by.change(
            "createInitiative",
            "CreateInitiativeInput",
            fields,
            input.clone(),
        )
        .await
    };
    assert_eq!(create(&scene.writer).await["error"], "FORBIDDEN");
    let made = create(&scene.editor).await;
    assert_eq!(made["initiative"]["isPublished"], false, "{made:#}");
    let seen = async || {
        scene
            .app
            .anyone()
            .data("{ initiatives { totalCount } }", json!({}))
            .await["initiatives"]["totalCount"]
            .clone()
    };
    assert_eq!(seen().await, 0);
    let out =
        json!({ "id": made["initiative"]["id"], "version": 1, "content": { "isPublished": true } });
    let done = scene
        .editor
        .change("updateInitiative", "UpdateInitiativeInput", fields, out)
        .await;
    assert_eq!(done["initiative"]["statusText"], "afdækkes", "{done:#}");
    assert_eq!(seen().await, 1);
}
