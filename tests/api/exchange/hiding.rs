//! What is hidden finds, counts and answers exactly like what does not exist.

use erfa::platform::clock::new_id;

use super::scene::*;
use crate::support::{scene::gid, *};

/// A person whom nobody but themselves sees.
async fn unseen(app: &TestApp) -> Client {
    let client = app.person().await;
    let admin = app.platform_admin().await;
    let input =
        json!({ "id": gid("Person", client.person_id), "version": 1, "visibility": "RESTRICTED" });
    let changed = admin
        .change("updatePerson", "UpdatePersonInput", "person { id }", input)
        .await;
    assert_eq!(changed["refusals"], json!([]), "{changed:#}");
    client
}

#[rstest]
#[tokio::test]
async fn comments_of_somebody_hidden_are_not_counted(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let author = unseen(&stage.app).await;
    let experience = stage.published(json!({})).await["id"].clone();
    let on = json!({ "experienceId": experience });
    comment(&author, on.clone(), &Value::Null, "Hej").await;
    comment(&stage.other.member, on, &Value::Null, "Hej").await;
    let query = "query ($id: ID!, $author: ID!) { experience(id: $id) { comments(filter: { authorId: $author }) { totalCount } } }";
    let count = |by: Client, author| {
        let variables = json!({ "id": experience, "author": gid("Person", author) });
        async move {
            let data = by.data(query, variables).await;
            data["experience"]["comments"]["totalCount"].clone()
        }
    };
    let reader = stage.other.editor.clone();
    assert_eq!(count(reader.clone(), author.person_id).await, 0);
    assert_eq!(count(reader.clone(), new_id()).await, 0);
    assert_eq!(count(reader, stage.other.member.person_id).await, 1);
    assert_eq!(count(author.clone(), author.person_id).await, 1);
    assert_eq!(
        count(stage.app.platform_admin().await, author.person_id).await,
        1
    );
}

#[rstest]
#[tokio::test]
async fn hidden_evidence_is_like_none(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let hidden =
        json!({ "ownerId": stage.other.id, "kind": "PLAN", "locale": "sv", "title": sv("Plan") });
    let hidden = stage
        .other
        .editor
        .change(
            "createDocument",
            "CreateDocumentInput",
            "document { id }",
            hidden,
        )
        .await["document"]["id"]
        .clone();
    let unknown = json!(gid("Document", new_id()));
    let mut answers = vec![];
    for id in [&hidden, &unknown] {
        let content = json!({ "content": { "evidenceIds": [id] } });
        let made = stage.create(&stage.owner.editor, content.clone()).await;
        assert_eq!(
            refusals(&made),
            pairs(&[("UNKNOWN", "content.evidenceIds")])
        );
        let draft = stage.draft(json!({})).await;
        let editor = &stage.owner.editor;
        let changed = update_experience(editor, EXPERIENCE, &draft, &content).await;
        answers.push((made, changed));
    }
    assert_eq!(answers[0], answers[1]);
    // The same for projects and programmes, which take documents too.
    for (mutation, kind, field) in [
        ("createProject", "CreateProjectInput", "reportIds"),
        ("createProject", "CreateProjectInput", "documentIds"),
    ] {
        let mut answers = vec![];
        for id in [&hidden, &unknown] {
            let input = json!({ "ownerId": stage.owner.id, "locale": "sv", "title": sv("Projekt"), field: [id] });
            answers.push(
                stage
                    .owner
                    .editor
                    .change(mutation, kind, "project { id }", input)
                    .await,
            );
        }
        assert_eq!(answers[0], answers[1], "{field}");
        assert_eq!(refusals(&answers[0]), pairs(&[("UNKNOWN", field)]));
    }
    for field in ["reportIds", "documentIds"] {
        let mut answers = vec![];
        for id in [&hidden, &unknown] {
            let input = json!({ "ownerId": stage.owner.id, "locale": "sv", "title": sv("Program"), "content": { field: [id] } });
            let made = stage
                .owner
                .editor
                .change(
                    "createProgramme",
                    "CreateProgrammeInput",
                    "programme { id }",
                    input,
                )
                .await;
            answers.push(made);
        }
        assert_eq!(answers[0], answers[1], "{field}");
        let at = format!("content.{field}");
        assert_eq!(refusals(&answers[0]), pairs(&[("UNKNOWN", &at)]));
    }
}

#[rstest]
#[tokio::test]
async fn a_hidden_project_finds_no_agreements(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let editor = &stage.owner.editor;
    let project = json!({ "ownerId": stage.owner.id, "locale": "sv", "title": sv("Projekt") });
    let project = editor
        .change(
            "createProject",
            "CreateProjectInput",
            "project { id }",
            project,
        )
        .await["project"]["id"]
        .clone();
    let parties = json!([{ "organisationId": stage.owner.id }, { "name": "Byalaget" }]);
    let agreement = json!({ "kind": "COOPERATION", "locale": "sv", "title": sv("Avtal"), "parties": parties, "projectId": project });
    let made = editor
        .change(
            "createAgreement",
            "CreateAgreementInput",
            "agreement { id version }",
            agreement,
        )
        .await["agreement"]
        .clone();
    // Signed by both, for the other party is only a name, it is published.
    let admin = &stage.owner.admin;
    let mut version = made["version"].clone();
    let ids = "query ($id: ID!) { agreement(id: $id) { parties { id } } }";
    let parties =
        editor.data(ids, json!({ "id": made["id"] })).await["agreement"]["parties"].clone();
    let sign = |party: usize| json!({ "partyId": parties[party]["id"], "signedBy": "Chair" });
    for (mutation, kind, over) in [
        (
            "changeAgreementStatus",
            "ChangeAgreementStatusInput",
            json!({ "status": "NEGOTIATION" }),
        ),
        ("signAgreement", "SignAgreementInput", sign(0)),
        ("signAgreement", "SignAgreementInput", sign(1)),
        ("publishAgreement", "PublishAgreementInput", json!({})),
    ] {
        let input = json!({ "agreementId": made["id"], "version": version });
        let out = admin
            .change(
                mutation,
                kind,
                "agreement { version }",
                merged(input, &over),
            )
            .await;
        assert_eq!(out["refusals"], json!([]), "{mutation}: {out:#}");
        version = out["agreement"]["version"].clone();
    }
    let query = "query ($project: ID) { agreements(filter: { projectId: $project }) { totalCount } all: agreements { totalCount } }";
    let found = |by: Client| {
        let variables = json!({ "project": project });
        async move { by.data(query, variables).await }
    };
    let own = found(editor.clone()).await;
    assert_eq!(own["agreements"]["totalCount"], 1);
    let stranger = found(stage.app.person().await).await;
    assert_eq!(stranger["agreements"]["totalCount"], 0);
    assert_eq!(stranger["all"]["totalCount"], 1);
}
