//! Documents that belong with seminars.

use crate::{
    seminars::scene::{Scene as Seminars, refusals},
    support::{scene::gid, *},
};

async fn document(scene: &Seminars, title: &str, publish: bool) -> String {
    let input = json!({
        "ownerId": gid("Organisation", scene.host.id), "kind": "MINUTES", "locale": "sv",
        "title": [{ "locale": "sv", "text": title }],
    });
    let made = scene
        .editor
        .change(
            "createDocument",
            "CreateDocumentInput",
            "document { id version }",
            input,
        )
        .await;
    let (id, version) = (&made["document"]["id"], &made["document"]["version"]);
    if publish {
        let input = json!({ "id": id, "version": version });
        let out = scene
            .editor
            .change(
                "publishDocument",
                "PublishDocumentInput",
                "document { id }",
                input,
            )
            .await;
        assert_eq!(out["refusals"], json!([]), "{out:#}");
    }
    id.as_str().expect("an id").to_owned()
}

#[rstest]
#[tokio::test]
async fn a_seminar_has_documents_and_minutes_as_far_as_one_sees_them(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Seminars::new(db).await;
    let programme = document(&scene, "Program", true).await;
    let slides = document(&scene, "Bilder", false).await;
    let minutes = document(&scene, "Protokoll", true).await;
    let seminar = scene
        .open(json!({ "documentIds": [slides, programme], "minutesIds": [minutes] }))
        .await;
    let fields =
        "documents(orderBy: { field: TITLE }) { totalCount nodes { id } } minutes { nodes { id } }";
    let all = json!({
        "documents": { "totalCount": 2, "nodes": [{ "id": slides }, { "id": programme }] }, "minutes": { "nodes": [{ "id": minutes }] },
    });
    assert_eq!(scene.look(&seminar, fields).await, all);
    let query = format!("query ($id: ID!) {{ seminar(id: $id) {{ {fields} }} }}");
    let data = scene
        .app
        .anyone()
        .data(&query, json!({ "id": seminar.id }))
        .await;
    let some = json!({ "documents": { "totalCount": 1, "nodes": [{ "id": programme }] }, "minutes": { "nodes": [{ "id": minutes }] } });
    assert_eq!(data["seminar"], some);
    let nothing = gid("Document", erfa::platform::clock::new_id());
    let refused = scene
        .try_act(
            "updateSeminar",
            "UpdateSeminarInput",
            &seminar,
            json!({ "documentIds": [nothing] }),
        )
        .await;
    assert_eq!(refusals(&refused), ["UNKNOWN at documentIds"]);
    let refused = scene
        .try_act(
            "updateSeminar",
            "UpdateSeminarInput",
            &seminar,
            json!({ "minutesIds": ["x"] }),
        )
        .await;
    assert_eq!(refusals(&refused), ["WRONG_ID at minutesIds"]);
    let seminar = scene.update(&seminar, json!({ "documentIds": [] })).await;
    let look = scene.look(&seminar, fields).await;
    assert_eq!(look["documents"]["totalCount"], 0);
    assert_eq!(
        look["minutes"]["nodes"],
        json!([{ "id": minutes }]),
        "what is left out stays"
    );
}
