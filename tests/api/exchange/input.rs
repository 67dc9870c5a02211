//! What an experience cannot say: each fault is refused by name, all at once.

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn every_fault_of_a_form_is_named(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let long = "x".repeat(10_001);
    let content = json!({
        "challenge": sv(&long), "approach": [{ "locale": "da", "text": "Kun på dansk" }], "outcome": sv("  "),
        "lessons": [{ "locale": "sv", "text": "a" }, { "locale": "sv", "text": "b" }],
        "cost": { "amountMinor": -1, "currency": "USD" }, "costText": "x".repeat(2_001),
        "startsOn": "2024-06-30", "endsOn": "2023-01-01",
        "themeIds": [gid("Network", stage.owner.row.id)], "municipalityIds": ["x"],
        "contacts": [{ "personId": gid("Organisation", stage.owner.row.id) }],
    });
    let input =
        json!({ "title": [{ "locale": "da", "text": "Kun på dansk" }], "content": content });
    let refused = refusals(&stage.create(&stage.owner.editor, input).await);
    let expected = pairs(&[
        ("DUPLICATE", "content.lessons"),
        ("MISSING", "content.approach"),
        ("MISSING", "content.outcome"),
        ("MISSING", "title"),
        ("OUT_OF_RANGE", "content.cost.amountMinor"),
        ("REVERSED", "content.endsOn"),
        ("TOO_LONG", "content.challenge"),
        ("TOO_LONG", "content.costText"),
        ("UNKNOWN_CURRENCY", "content.cost.currency"),
        ("WRONG_ID", "content.contacts.0.personId"),
        ("WRONG_ID", "content.municipalityIds"),
        ("WRONG_ID", "content.themeIds"),
    ]);
    assert_eq!(refused, expected);
}

#[rstest]
#[tokio::test]
async fn what_is_named_must_be_there_and_be_seen(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let id = stage.owner.row.id;
    for (content, field) in [
        (
            json!({ "municipalityIds": [gid("Municipality", id)] }),
            "municipalityIds",
        ),
        (json!({ "themeIds": [gid("Theme", id)] }), "themeIds"),
        (
            json!({ "contacts": [{ "personId": gid("Person", id) }] }),
            "contacts",
        ),
    ] {
        let made = stage
            .create(&stage.owner.editor, json!({ "content": content }))
            .await;
        let at = format!("content.{field}");
        assert_eq!(refusals(&made), pairs(&[("UNKNOWN", &at)]));
    }
    let twice = gid("Person", stage.owner.editor.person_id);
    let contacts = json!([{ "personId": twice }, { "personId": twice }]);
    let made = stage
        .create(
            &stage.owner.editor,
            json!({ "content": { "contacts": contacts } }),
        )
        .await;
    assert_eq!(refusal(&made), "DUPLICATE");
    let many: Vec<_> = (0..21).map(|_| json!({ "personId": twice })).collect();
    let made = stage
        .create(
            &stage.owner.editor,
            json!({ "content": { "contacts": many } }),
        )
        .await;
    assert_eq!(refusal(&made), "TOO_MANY");
    let wrong = stage
        .create(&stage.owner.editor, json!({ "ownerId": "x" }))
        .await;
    assert_eq!(refusal(&wrong), "WRONG_ID");
    let data = stage
        .owner
        .editor
        .data("{ experiences { totalCount } }", json!({}))
        .await;
    assert_eq!(data["experiences"]["totalCount"], 0);
}

#[rstest]
#[tokio::test]
async fn a_change_leaves_alone_what_it_does_not_name_and_empties_what_is_null(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let draft = stage
        .draft(json!({ "content": { "costText": "Mycket", "licence": "CC0" } }))
        .await;
    let input = json!({ "id": draft["id"], "version": draft["version"], "content": { "costText": null, "failures": null } });
    let fields = "experience { costText licence failures { text } approach { text } maturity }";
    let after = stage
        .owner
        .editor
        .change("updateExperience", "UpdateExperienceInput", fields, input)
        .await;
    let expected = json!({ "costText": null, "licence": "CC0", "failures": null, "approach": { "text": "Vi öppnade ett hus för alla." }, "maturity": "TRIED" });
    assert_eq!(after["experience"], expected, "{after:#}");
    let reversed = json!({ "id": draft["id"], "version": 2, "content": { "startsOn": "2024-01-01", "endsOn": "2024-01-01" } });
    let refused = stage
        .owner
        .editor
        .change(
            "updateExperience",
            "UpdateExperienceInput",
            fields,
            reversed,
        )
        .await;
    assert_eq!(refusals(&refused), pairs(&[("REVERSED", "content.endsOn")]));
}
