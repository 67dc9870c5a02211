//! What a change leaves out stays; what it sets to null is emptied, or refused.

use super::scene::*;
use crate::support::{scene::gid, *};

const TEXTS: &str = "experience { version title { text } challenge { text } approach { text } outcome { text } failures { text } costText licence
    themes { totalCount } evidence { totalCount } contacts { role } }";

async fn update(by: &Client, experience: &Value, version: &Value, more: Value) -> Value {
    let seen = json!({ "id": experience["id"], "version": version });
    update_experience(by, TEXTS, &seen, &more).await
}

#[rstest]
#[tokio::test]
async fn what_is_left_out_stays(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let content = json!({ "costText": "Egna timmar", "licence": "CC BY 4.0" });
    let draft = stage.draft(json!({ "content": content })).await;
    let titled = json!({ "title": sv("Ett öppet hus") });
    let changed = update(&stage.owner.editor, &draft, &draft["version"], titled).await;
    let expected = json!({
        "title": { "text": "Ett öppet hus" }, "challenge": { "text": "Skolan i byn stängde." },
        "approach": { "text": "Vi öppnade ett hus för alla." }, "outcome": { "text": "Huset används varje dag." },
        "failures": { "text": "Ingen ville stå för nycklarna." }, "costText": "Egna timmar", "licence": "CC BY 4.0",
        "themes": { "totalCount": 0 }, "evidence": { "totalCount": 0 }, "contacts": [], "version": 2,
    });
    assert_eq!(changed["experience"], expected, "{changed:#}");
    let emptied = json!({ "content": { "costText": null, "failures": null } });
    let changed = update(&stage.owner.editor, &draft, &json!(2), emptied).await;
    assert_eq!(changed["experience"]["costText"], Value::Null);
    assert_eq!(changed["experience"]["failures"], Value::Null);
    assert_eq!(changed["experience"]["licence"], "CC BY 4.0");
}

#[rstest]
#[tokio::test]
async fn what_is_published_keeps_what_it_needs(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let editor = &stage.owner.editor;
    let out = stage.published(json!({})).await;
    let emptied = json!({ "content": { "challenge": null, "outcome": null } });
    let refused = update(editor, &out, &out["version"], emptied.clone()).await;
    let expected = pairs(&[
        ("INCOMPLETE", "content.challenge"),
        ("INCOMPLETE", "content.outcome"),
    ]);
    assert_eq!(refusals(&refused), expected);
    let idea = stage
        .published(json!({ "maturity": "IDEA", "content": { "outcome": null } }))
        .await;
    let tried = update(
        editor,
        &idea,
        &idea["version"],
        json!({ "maturity": "TRIED" }),
    )
    .await;
    assert_eq!(
        refusals(&tried),
        pairs(&[("INCOMPLETE", "content.outcome")])
    );
    let draft = stage.draft(json!({})).await;
    let emptied = update(editor, &draft, &draft["version"], emptied).await;
    assert_eq!(emptied["refusals"], json!([]), "a draft may lack it");
}

#[rstest]
#[tokio::test]
async fn null_is_refused_where_there_is_always_something(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let editor = &stage.owner.editor;
    let contacts =
        json!([{ "personId": gid("Person", editor.person_id), "role": "projektledare" }]);
    let draft = stage
        .draft(json!({ "content": { "contacts": contacts } }))
        .await;
    let nulls = json!({ "title": null, "locale": null, "maturity": null,
        "content": { "themeIds": null, "evidenceIds": null, "contacts": null, "reuse": null, "visibility": null } });
    let refused = update(editor, &draft, &draft["version"], nulls).await;
    let fields = [
        "content.contacts",
        "content.evidenceIds",
        "content.reuse",
        "content.themeIds",
        "content.visibility",
        "locale",
        "maturity",
        "title",
    ];
    let expected: Vec<_> = fields.iter().map(|field| ("MISSING", *field)).collect();
    assert_eq!(refusals(&refused), pairs(&expected));
    let message = refused["refusals"].to_string();
    assert!(
        message.contains("themeIds is null; leave it out to keep it, or send [] to empty it."),
        "{message}"
    );
    assert!(
        message.contains("title is null; leave it out to keep it."),
        "{message}"
    );
    let whole = update(
        editor,
        &draft,
        &draft["version"],
        json!({ "content": null }),
    )
    .await;
    assert_eq!(refusals(&whole), pairs(&[("MISSING", "content")]));
    let emptied = update(
        editor,
        &draft,
        &draft["version"],
        json!({ "content": { "contacts": [] } }),
    )
    .await;
    assert_eq!(emptied["experience"]["contacts"], json!([]), "{emptied:#}");
    // The same in other capabilities.
    let document =
        json!({ "ownerId": stage.owner.id, "kind": "PLAN", "locale": "sv", "title": sv("Plan") });
    let made = editor
        .change(
            "createDocument",
            "CreateDocumentInput",
            "document { id version }",
            document,
        )
        .await["document"]
        .clone();
    let input = json!({ "id": made["id"], "version": made["version"], "title": null, "sections": null, "summary": null });
    let refused = editor
        .change(
            "updateDocument",
            "UpdateDocumentInput",
            "document { id }",
            input,
        )
        .await;
    assert_eq!(
        refusals(&refused),
        pairs(&[("MISSING", "sections"), ("MISSING", "title")])
    );
    let person = json!({ "id": gid("Person", editor.person_id), "version": 1, "name": null, "locale": null });
    let refused = editor
        .change("updatePerson", "UpdatePersonInput", "person { id }", person)
        .await;
    assert_eq!(refusals(&refused), pairs(&[("MISSING", "name")]));
}

#[rstest]
#[tokio::test]
async fn what_is_for_networks_is_in_one(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let content = json!({ "content": { "visibility": "NETWORK" } });
    let made = stage.create(&stage.owner.editor, content).await;
    assert_eq!(
        refusals(&made),
        pairs(&[("NO_NETWORK", "content.visibility")])
    );
    let post = stage
        .post(
            &stage.owner.editor,
            "OFFER",
            &stage.owner,
            json!({ "visibility": "NETWORK" }),
        )
        .await;
    assert_eq!(refusals(&post), pairs(&[("NO_NETWORK", "visibility")]));
    let (network, _) = stage.network(entity::Visibility::Public).await;
    let shared = json!({ "visibility": "NETWORK", "networkIds": [gid("Network", network.id)] });
    let draft = stage.draft(json!({ "content": shared })).await;
    let alone = json!({ "content": { "networkIds": [] } });
    let refused = update(&stage.owner.editor, &draft, &draft["version"], alone).await;
    assert_eq!(
        refusals(&refused),
        pairs(&[("NO_NETWORK", "content.visibility")])
    );
}
