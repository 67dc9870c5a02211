//! What a document does not take, all of it at once and by name.

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn every_fault_of_a_form_is_named(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let long = "å".repeat(201);
    let many: Vec<String> = (0..201).map(|n| format!("Kapitel {n}")).collect();
    let payload = scene
        .create_as(
            &scene.editor,
            json!({
                "title": [{ "locale": "da", "text": "Rapport" }, { "locale": "da", "text": " " }],
                "kindText": long, "caseNumber": "1\u{0}2",
                "when": { "earliest": "2026-02-01", "latest": "2026-01-01" },
                "validFrom": "2026-02-01", "validTo": "2026-02-01",
                "sections": many, "models": [""], "statedPrincipleCount": -1,
                "publisherId": gid("Network", scene.owner.id), "contentOwnerId": "nobody",
            }),
        )
        .await;
    let mut found = refusals(&payload);
    found.sort();
    let expected = [
        "BAD_CHARACTER at caseNumber",
        "DUPLICATE at title",
        "MISSING at models.0",
        "MISSING at title",
        "MISSING at title",
        "OUT_OF_RANGE at statedPrincipleCount",
        "REVERSED at validTo",
        "REVERSED at when.latest",
        "TOO_LONG at kindText",
        "TOO_MANY at sections",
        "WRONG_ID at contentOwnerId",
        "WRONG_ID at publisherId",
    ];
    assert_eq!(found, expected, "{payload:#}");
    let data = scene
        .editor
        .data("{ documents { totalCount } }", json!({}))
        .await;
    assert_eq!(data["documents"]["totalCount"], 0, "nothing of it was kept");
}

#[rstest]
#[tokio::test]
async fn what_is_named_must_exist(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let nobody = erfa::platform::clock::new_id();
    for (field, kind) in [
        ("publisherId", "Organisation"),
        ("publisherSeatId", "Municipality"),
        ("contentOwnerId", "Person"),
    ] {
        let mut form = json!({});
        form[field] = json!(gid(kind, nobody));
        let payload = scene.create_as(&scene.editor, form).await;
        assert_eq!(refusals(&payload), [format!("UNKNOWN at {field}")]);
    }
    for (field, kind) in [("themeIds", "Theme"), ("municipalityIds", "Municipality")] {
        let mut form = json!({});
        form[field] = json!([gid(kind, nobody)]);
        let payload = scene.create_as(&scene.editor, form).await;
        assert_eq!(refusals(&payload), [format!("UNKNOWN at {field}")]);
    }
    let foreign = json!({ "networkIds": [gid("Network", nobody)] });
    let payload = scene.create_as(&scene.editor, foreign).await;
    assert_eq!(refusals(&payload), ["NOT_YOUR_NETWORK at networkIds"]);
    let owner = json!({ "ownerId": gid("Organisation", nobody) });
    let payload = scene.create_as(&scene.editor, owner).await;
    assert_eq!(payload["error"], "NOT_FOUND");
    let data = scene
        .editor
        .data("{ documents { totalCount } }", json!({}))
        .await;
    assert_eq!(data["documents"]["totalCount"], 0, "nothing of it was kept");
}
