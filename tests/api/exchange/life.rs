//! The life of an experience: written, handed in, read by somebody else, published, confirmed, archived.

use entity::Visibility;

use super::scene::*;
use crate::support::{scene::gid, *};

const HISTORY: &str = "query ($id: ID!) { experience(id: $id) { history { fromState toState reason person { id } } } }";

#[rstest]
#[tokio::test]
async fn an_experience_lives_from_draft_to_archive_and_keeps_every_step(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let owner = &stage.owner;
    let draft = stage.draft(json!({})).await;
    assert_eq!(draft["viewerCan"]["submit"], true);
    let handed_in = step(&owner.editor, "submitExperience", &draft).await["experience"].clone();
    assert_eq!(handed_in["state"], "IN_REVIEW");
    let back = step(&owner.editor, "withdrawExperience", &handed_in).await["experience"].clone();
    assert_eq!(back["state"], "DRAFT");
    let handed_in = step(&owner.editor, "submitExperience", &back).await["experience"].clone();
    let no_reason = review(&owner.other_editor, &handed_in, "RETURN", None).await;
    assert_eq!(refusal(&no_reason), "MISSING");
    let returned = review(
        &owner.other_editor,
        &handed_in,
        "RETURN",
        Some("Vad kostade det?"),
    )
    .await;
    assert_eq!(returned["experience"]["state"], "DRAFT");
    let handed_in = step(&owner.editor, "submitExperience", &returned["experience"]).await;
    let published = review(
        &owner.other_editor,
        &handed_in["experience"],
        "APPROVE",
        None,
    )
    .await;
    let published = published["experience"].clone();
    assert_eq!(published["state"], "PUBLISHED");
    assert!(published["publishedAt"].is_string() && published["reviewDueAt"].is_string());
    let confirmed =
        step(&owner.editor, "confirmExperience", &published).await["experience"].clone();
    assert_eq!(confirmed["state"], "PUBLISHED");
    let archived = step(&owner.editor, "archiveExperience", &confirmed).await["experience"].clone();
    assert_eq!(archived["state"], "ARCHIVED");
    assert!(sees(&stage.app.anyone(), &archived["id"]).await);
    let id = json!({ "id": archived["id"] });
    let data = owner.editor.data(HISTORY, id.clone()).await;
    let steps = data["experience"]["history"].as_array().expect("a history");
    let pair = |one: &Value| {
        format!(
            "{}>{}",
            one["fromState"].as_str().unwrap_or(""),
            one["toState"].as_str().unwrap_or("")
        )
    };
    let steps_taken: Vec<_> = steps.iter().map(pair).collect();
    assert_eq!(
        steps_taken,
        [
            "DRAFT>IN_REVIEW",
            "IN_REVIEW>DRAFT",
            "DRAFT>IN_REVIEW",
            "IN_REVIEW>DRAFT",
            "DRAFT>IN_REVIEW",
            "IN_REVIEW>PUBLISHED",
            "PUBLISHED>PUBLISHED",
            "PUBLISHED>ARCHIVED"
        ]
    );
    assert_eq!(steps[3]["reason"], "Vad kostade det?");
    let reader = gid("Person", owner.other_editor.person_id);
    assert_eq!(steps[3]["person"]["id"], json!(reader));
    for stranger in [
        stage.app.anyone(),
        owner.member.clone(),
        stage.other.editor.clone(),
    ] {
        let data = stranger.data(HISTORY, id.clone()).await;
        assert_eq!(data["experience"]["history"], json!(null));
    }
}

#[rstest]
#[tokio::test]
async fn nobody_approves_what_they_wrote_or_handed_in(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let owner = &stage.owner;
    let (network, coordinator) = stage.network(Visibility::Public).await;
    let shared = json!({ "content": { "networkIds": [gid("Network", network.id)] } });
    let draft = stage.draft(shared).await;
    // Handed in by another than who wrote it: both are out.
    let handed_in =
        step(&owner.other_editor, "submitExperience", &draft).await["experience"].clone();
    for own in [&owner.editor, &owner.other_editor] {
        assert_eq!(
            refusal(&review(own, &handed_in, "APPROVE", None).await),
            "OWN_EXPERIENCE"
        );
    }
    let query = "query ($id: ID!) { experience(id: $id) { viewerCan { review edit } } }";
    let id = json!({ "id": handed_in["id"] });
    for (who, reviews) in [
        (&owner.editor, false),
        (&owner.admin, true),
        (&coordinator, true),
    ] {
        let data = who.data(query, id.clone()).await;
        let expected = json!({ "review": reviews, "edit": false });
        assert_eq!(data["experience"]["viewerCan"], expected);
    }
    for stranger in [&owner.member, &stage.other.admin, &stage.app.anyone()] {
        assert_eq!(
            review(stranger, &handed_in, "APPROVE", None).await["error"],
            "NOT_FOUND"
        );
    }
    let approved = review(&coordinator, &handed_in, "APPROVE", None).await;
    assert_eq!(approved["experience"]["state"], "PUBLISHED", "{approved:#}");
    // A coordinator reads; the words are the owner's.
    let experience = &approved["experience"];
    assert_eq!(
        step(&coordinator, "archiveExperience", experience).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        step(&owner.member, "archiveExperience", experience).await["error"],
        "FORBIDDEN"
    );
    let nobody = step(&stage.app.anyone(), "archiveExperience", experience).await;
    assert_eq!(nobody["error"], "UNAUTHENTICATED");
}

#[rstest]
#[tokio::test]
async fn each_step_asks_for_the_right_state_and_version(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let owner = &stage.owner;
    let draft = stage.draft(json!({})).await;
    for mutation in ["withdrawExperience", "confirmExperience"] {
        assert_eq!(
            refusal(&step(&owner.editor, mutation, &draft).await),
            "WRONG_STATE"
        );
    }
    assert_eq!(
        refusal(&review(&owner.admin, &draft, "APPROVE", None).await),
        "WRONG_STATE"
    );
    let handed_in = step(&owner.editor, "submitExperience", &draft).await["experience"].clone();
    assert_eq!(
        step(&owner.editor, "submitExperience", &draft).await["error"],
        "CONFLICT"
    );
    assert_eq!(
        refusal(&step(&owner.editor, "submitExperience", &handed_in).await),
        "WRONG_STATE"
    );
    let evaluated = json!({ "maturity": "EVALUATED" });
    let update = update_experience(&owner.editor, EXPERIENCE, &handed_in, &evaluated).await;
    assert_eq!(refusal(&update), "WRONG_STATE");
    assert_eq!(
        review(&owner.admin, &draft, "APPROVE", None).await["error"],
        "CONFLICT"
    );
    let archived = step(&owner.editor, "archiveExperience", &handed_in).await["experience"].clone();
    assert_eq!(
        refusal(&step(&owner.editor, "archiveExperience", &archived).await),
        "WRONG_STATE"
    );
    // Never published, so it is still the editors' alone.
    assert!(!sees(&owner.member, &archived["id"]).await);
    assert!(sees(&owner.other_editor, &archived["id"]).await);
}

#[rstest]
#[tokio::test]
async fn what_others_cannot_understand_is_not_handed_in(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let empty = json!({ "challenge": null, "approach": null, "outcome": null });
    let draft = stage.draft(json!({ "content": empty })).await;
    let refused = refusals(&step(&stage.owner.editor, "submitExperience", &draft).await);
    let expected = pairs(&[
        ("INCOMPLETE", "content.approach"),
        ("INCOMPLETE", "content.challenge"),
        ("INCOMPLETE", "content.outcome"),
    ]);
    assert_eq!(refused, expected);
    let idea = stage
        .draft(json!({ "maturity": "IDEA", "content": { "outcome": null } }))
        .await;
    let handed_in = step(&stage.owner.editor, "submitExperience", &idea).await;
    assert_eq!(
        handed_in["experience"]["state"], "IN_REVIEW",
        "{handed_in:#}"
    );
}

#[rstest]
#[tokio::test]
async fn only_editors_write_for_an_organisation(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    for (who, error) in [
        (&stage.owner.member, "FORBIDDEN"),
        (&stage.other.admin, "FORBIDDEN"),
        (&stage.app.anyone(), "UNAUTHENTICATED"),
    ] {
        assert_eq!(stage.create(who, json!({})).await["error"], error);
    }
    let draft = stage.draft(json!({})).await;
    let evaluated = json!({ "maturity": "EVALUATED" });
    let update = async |by: &Client| update_experience(by, EXPERIENCE, &draft, &evaluated).await;
    assert_eq!(update(&stage.owner.member).await["error"], "NOT_FOUND");
    assert_eq!(update(&stage.other.admin).await["error"], "NOT_FOUND");
    let changed = update(&stage.owner.other_editor).await;
    assert_eq!(changed["experience"]["state"], "DRAFT", "{changed:#}");
    assert_eq!(update(&stage.owner.editor).await["error"], "CONFLICT");
}
