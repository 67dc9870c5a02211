//! Prizes, their editions and nominations; initiatives.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::{scene::gid, *};

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
    let decided = json!({
        "status": "DECIDED", "embargoUntil": scene.at(2), "winnerId": nominated["nomination"]["id"], "winnerText": "Byen",
        "candidateCount": 13, "finalistCount": 5,
    });
    let decided = update(1, decided).await;
    assert_eq!(decided["edition"]["status"], "DECIDED", "{decided:#}");
    assert_eq!(
        refusals(&update(2, json!({ "status": "OPEN" })).await),
        ["WRONG_TRANSITION at content.status"]
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
    scene.app.clock.advance(TimeDelta::days(3));
    let outside = seen(&scene.app.anyone()).await;
    assert_eq!(outside["winner"]["localityText"], "Byen");
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
