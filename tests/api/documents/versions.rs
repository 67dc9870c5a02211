//! The versions of a document: numbered one after the other, never changed, drafts for editors alone.

use entity::affiliation::OrganisationRole;
use futures_util::future::join_all;

use super::scene::*;
use crate::support::*;

const VERSION: &str = "documentVersion { id number stage note file { name mediaType size sha256 downloadUrl } creator { name } }";

async fn add(by: &Client, seen: &Seen, stage: &str, upload: Value) -> Value {
    let input = json!({ "documentId": seen.id, "uploadId": upload, "stage": stage, "note": "Ny" });
    by.change(
        "addDocumentVersion",
        "AddDocumentVersionInput",
        VERSION,
        input,
    )
    .await
}

/// Uploads a text and hands it in.
async fn hand_in(scene: &Scene, seen: &Seen, stage: &str, text: &str) -> Value {
    let upload = upload(&scene.editor, "rapport.txt", text).await;
    let added = add(&scene.editor, seen, stage, upload).await;
    assert_eq!(added["refusals"], json!([]), "{added:#}");
    added["documentVersion"].clone()
}

#[rstest]
#[tokio::test]
async fn a_version_is_an_uploaded_file_and_its_text(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let report = scene.published(json!({})).await;
    let text = "Slutsatser: bygden växer i takt med staden. Åtgärder följer.";
    let version = hand_in(&scene, &report, "CONSULTATION", text).await;
    assert_eq!(
        (&version["number"], &version["note"]),
        (&json!(1), &json!("Ny"))
    );
    let file = &version["file"];
    assert_eq!(
        (&file["name"], &file["mediaType"]),
        (&json!("rapport.txt"), &json!("text/plain"))
    );
    assert_eq!(file["size"], text.len());
    assert_eq!(file["sha256"].as_str().map(str::len), Some(64));
    assert_eq!(
        file["downloadUrl"],
        format!("/files/{}", version["id"].as_str().expect("an id"))
    );
    let anyone = scene.app.anyone();
    let look = scene.look(&anyone, &report, "version versions { nodes { text { text offset length } piece: text(offset: 12, length: 6) { text offset length } } }").await;
    let length = text.chars().count();
    let node = &look["versions"]["nodes"][0];
    assert_eq!(
        node["text"],
        json!({ "text": text, "offset": 0, "length": length })
    );
    assert_eq!(
        node["piece"],
        json!({ "text": "bygden", "offset": 12, "length": length })
    );
    assert_eq!(look["version"], report.version + 1);
    for arguments in ["offset: -1", "length: 0", "length: 50001"] {
        let query = format!(
            "query ($id: ID!) {{ document(id: $id) {{ versions {{ nodes {{ text({arguments}) {{ text }} }} }} }} }}"
        );
        assert_eq!(
            anyone.code(&query, json!({ "id": report.id })).await,
            "BAD_INPUT"
        );
    }
    let file = anyone
        .get(file["downloadUrl"].as_str().expect("a path"))
        .await;
    assert_eq!(file.text().await.expect("its bytes"), text);
}

#[rstest]
#[tokio::test]
async fn drafts_of_a_document_that_is_out_are_its_editors_alone(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let report = scene.published(json!({})).await;
    hand_in(&scene, &report, "CONSULTATION", "Remiss").await;
    let draft = hand_in(&scene, &report, "DRAFT", "Utkast").await;
    let fields = "versions { totalCount nodes { number stage } }";
    let anyone = scene.app.anyone();
    let look = scene.look(&anyone, &report, fields).await;
    let one = json!({ "totalCount": 1, "nodes": [{ "number": 1, "stage": "CONSULTATION" }] });
    assert_eq!(look["versions"], one);
    let look = scene.look(&scene.editor, &report, fields).await;
    let numbers: Vec<_> = look["versions"]["nodes"]
        .as_array()
        .expect("versions")
        .iter()
        .map(|one| one["number"].clone())
        .collect();
    assert_eq!(numbers, [2, 1], "the newest first");
    let query = "query ($id: ID!) { node(id: $id) { ... on DocumentVersion { text { text } document { id } } } }";
    let variables = json!({ "id": draft["id"] });
    assert_eq!(
        anyone.data(query, variables.clone()).await["node"],
        json!(null)
    );
    assert_eq!(
        scene.editor.data(query, variables).await["node"]["text"]["text"],
        "Utkast"
    );
    let path = draft["file"]["downloadUrl"].as_str().expect("a path");
    assert_eq!(anyone.get(path).await.status().as_u16(), 404);
    // A document that becomes narrower takes its versions along, and back.
    let member = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Member)
        .await;
    let now = scene.see(&report).await;
    let narrow = scene
        .act("update", &now, json!({ "visibility": "ORGANISATION" }))
        .await;
    let first = "query ($id: ID!) { document(id: $id) { versions { totalCount } } }";
    let variables = json!({ "id": report.id });
    assert_eq!(
        anyone.data(first, variables.clone()).await["document"],
        json!(null)
    );
    assert_eq!(
        member.data(first, variables.clone()).await["document"]["versions"]["totalCount"],
        1
    );
    scene
        .act("update", &narrow, json!({ "visibility": "PUBLIC" }))
        .await;
    assert_eq!(
        anyone.data(first, variables).await["document"]["versions"]["totalCount"],
        1
    );
}

#[rstest]
#[tokio::test]
async fn versions_handed_in_at_once_each_get_a_number_of_their_own(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let report = scene.draft(json!({})).await;
    let mut uploads = vec![];
    for place in 0..8 {
        uploads.push(upload(&scene.editor, "del.txt", &format!("Del {place}")).await);
    }
    let added = uploads
        .into_iter()
        .map(|upload| add(&scene.editor, &report, "ADOPTED", upload));
    let added = join_all(added).await;
    let mut numbers: Vec<_> = added
        .iter()
        .filter_map(|one| one["documentVersion"]["number"].as_i64())
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=8).collect::<Vec<_>>(), "{added:#?}");
}

#[rstest]
#[tokio::test]
async fn an_upload_is_handed_in_once_and_by_its_uploader(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let report = scene.published(json!({})).await;
    let upload = upload(&scene.editor, "rapport.txt", "Rapport").await;
    let outsider = scene.app.person().await;
    let colleague = scene
        .app
        .person_in(scene.owner.id, OrganisationRole::Editor)
        .await;
    for (by, code) in [
        (&scene.app.anyone(), "UNAUTHENTICATED"),
        (&outsider, "FORBIDDEN"),
    ] {
        let answer = add(by, &report, "ADOPTED", upload.clone()).await;
        assert_eq!(answer["error"], code);
    }
    let foreign = add(&colleague, &report, "ADOPTED", upload.clone()).await;
    assert_eq!(refusals(&foreign), ["UPLOAD_GONE at uploadId"]);
    let wrong = add(&scene.editor, &report, "ADOPTED", json!(report.id)).await;
    assert_eq!(refusals(&wrong), ["WRONG_ID at uploadId"]);
    let first = add(&scene.editor, &report, "ADOPTED", upload.clone()).await;
    assert_eq!(first["documentVersion"]["number"], 1, "{first:#}");
    let again = add(&scene.editor, &report, "ADOPTED", upload).await;
    assert_eq!(refusals(&again), ["UPLOAD_USED at uploadId"]);
    let look = scene
        .look(
            &scene.editor,
            &report,
            "lastReviewedAt versions { totalCount }",
        )
        .await;
    assert_eq!(look["versions"]["totalCount"], 1);
    assert!(
        look["lastReviewedAt"].is_string(),
        "what is adopted counts as reviewed"
    );
}
