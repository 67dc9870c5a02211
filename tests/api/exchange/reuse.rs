//! What came of using an experience of others.

use super::scene::*;
use crate::support::{scene::gid, *};

async fn report(by: &Client, experience: &Value, organisation: &str, more: Value) -> Value {
    let input = merged(
        json!({ "experienceId": experience, "organisationId": organisation, "locale": "da", "happened": "Vi åbnede et hus.", "outcome": "WORKED" }),
        &more,
    );
    let fields = "reuseReport { id outcome organisation { id } experience { id } reporter { id } }";
    by.change("reportReuse", "ReportReuseInput", fields, input)
        .await
}

#[rstest]
#[tokio::test]
async fn those_who_used_it_say_what_happened(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let experience = stage.published(json!({})).await["id"].clone();
    let other = &stage.other;
    let made =
        report(&other.editor, &experience, &other.id, json!({})).await["reuseReport"].clone();
    assert_eq!(made["organisation"]["id"], json!(other.id));
    assert_eq!(
        made["reporter"]["id"],
        json!(gid("Person", other.editor.person_id))
    );
    report(
        &other.editor,
        &experience,
        &other.id,
        json!({ "outcome": "FAILED", "reusedOn": "2024-05-01" }),
    )
    .await;
    let query = "query ($id: ID!, $o: ID!) { experience(id: $id) { reuseCounts { worked partly failed } reuseReports(filter: { outcomes: [FAILED] }) { totalCount nodes { reusedOn } } }
        organisation: node(id: $o) { ... on Organisation { reuseReports { totalCount } } } }";
    let data = stage
        .app
        .anyone()
        .data(query, json!({ "id": experience, "o": other.id }))
        .await;
    assert_eq!(
        data["experience"]["reuseCounts"],
        json!({ "worked": 1, "partly": 0, "failed": 1 })
    );
    assert_eq!(
        data["experience"]["reuseReports"],
        json!({ "totalCount": 1, "nodes": [{ "reusedOn": "2024-05-01" }] })
    );
    assert_eq!(data["organisation"]["reuseReports"]["totalCount"], 2);
}

#[rstest]
#[tokio::test]
async fn not_everything_can_be_reported(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let (owner, other) = (&stage.owner, &stage.other);
    let barred = stage
        .published(json!({ "content": { "reuse": "NOT_FOR_REUSE" } }))
        .await["id"]
        .clone();
    assert_eq!(
        refusal(&report(&other.editor, &barred, &other.id, json!({})).await),
        "NOT_FOR_REUSE"
    );
    let open = stage.published(json!({})).await["id"].clone();
    assert_eq!(
        refusal(&report(&owner.editor, &open, &owner.id, json!({})).await),
        "OWN_EXPERIENCE"
    );
    let draft = stage.draft(json!({})).await["id"].clone();
    assert_eq!(
        report(&other.editor, &draft, &other.id, json!({})).await["error"],
        "NOT_FOUND"
    );
    for (who, error) in [
        (&other.member, "FORBIDDEN"),
        (&owner.admin, "FORBIDDEN"),
        (&stage.app.anyone(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(
            report(who, &open, &other.id, json!({})).await["error"],
            error
        );
    }
    let tomorrow = stage.app.today().succ_opt();
    let wrong = json!({ "happened": "", "reusedOn": tomorrow, "municipalityId": gid("Municipality", owner.row.id) });
    let refused = refusals(&report(&other.editor, &open, &other.id, wrong).await);
    let expected = pairs(&[
        ("IN_THE_FUTURE", "reusedOn"),
        ("MISSING", "happened"),
        ("UNKNOWN", "municipalityId"),
    ]);
    assert_eq!(refused, expected);
}

#[rstest]
#[tokio::test]
async fn an_organisation_tells_of_a_year_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let experience = stage.published(json!({})).await["id"].clone();
    let other = &stage.other;
    let send = || report(&other.editor, &experience, &other.id, json!({}));
    let (one, two) = tokio::join!(send(), send());
    let first = one["reuseReport"]["id"].clone();
    assert!(first.is_string(), "{one:#}");
    assert_eq!(two["reuseReport"]["id"], first, "{two:#}");
    assert_eq!(send().await["reuseReport"]["id"], first);
    let words = json!({ "happened": "Vi lukkede det igen." });
    let changed = report(&other.admin, &experience, &other.id, words).await;
    assert_eq!(
        refusals(&changed),
        pairs(&[("ALREADY_REPORTED", "organisationId")])
    );
    let earlier = json!({ "reusedOn": "2023-05-01" });
    let before = report(&other.editor, &experience, &other.id, earlier.clone()).await;
    assert_ne!(before["reuseReport"]["id"], first);
    let again = report(&other.editor, &experience, &other.id, earlier).await;
    assert_eq!(again["reuseReport"]["id"], before["reuseReport"]["id"]);
    let query = "query ($id: ID!) { experience(id: $id) { reuseReports { totalCount } } }";
    let data = other.editor.data(query, json!({ "id": experience })).await;
    assert_eq!(data["experience"]["reuseReports"]["totalCount"], 2);
}

#[rstest]
#[tokio::test]
async fn those_can_report_who_write_for_another_organisation(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let (_, coordinator) = stage.network(entity::Visibility::Public).await;
    let experience = stage.published(json!({})).await["id"].clone();
    let query = "query ($id: ID!) { experience(id: $id) { viewerCan { reportReuse } } }";
    let admin = stage.app.platform_admin().await;
    for (who, can) in [
        (&stage.other.editor, true),
        (&stage.other.admin, true),
        (&admin, true),
        (&stage.other.member, false),
        (&stage.owner.editor, false),
        (&stage.owner.admin, false),
        (&coordinator, false),
        (&stage.app.anyone(), false),
    ] {
        let data = who.data(query, json!({ "id": experience })).await;
        assert_eq!(data["experience"]["viewerCan"]["reportReuse"], can);
    }
}
