//! How documents hang together, and how they cannot.

use entity::affiliation::OrganisationRole;
use futures_util::future::join_all;

use super::scene::*;
use crate::support::{scene::gid, *};

const APPENDICES: &str = "appendices { nodes { label source { title { text } } } }";

#[rstest]
#[tokio::test]
async fn appendices_stand_in_the_natural_order_of_their_labels(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let report = scene.published(json!({})).await;
    for label in ["10", "7b", "2", "1 a–c", "7a", "1d"] {
        let title = json!({ "title": [{ "locale": "sv", "text": format!("Bilaga {label}") }] });
        let appendix = scene.published(title).await;
        scene
            .link(&appendix, &report, "APPENDIX_OF", json!(label))
            .await;
    }
    let look = scene.look(&scene.app.anyone(), &report, APPENDICES).await;
    let nodes = look["appendices"]["nodes"].as_array().expect("appendices");
    let labels: Vec<_> = nodes
        .iter()
        .filter_map(|one| one["label"].as_str())
        .collect();
    assert_eq!(labels, ["1 a–c", "1d", "2", "7a", "7b", "10"]);
    assert_eq!(nodes[0]["source"]["title"]["text"], "Bilaga 1 a–c");
    let page = "appendices(first: 2, after: $after) { nodes { label } pageInfo { endCursor hasNextPage } }";
    let query = format!("query ($id: ID!, $after: String) {{ document(id: $id) {{ {page} }} }}");
    let (mut after, mut seen) = (json!(null), vec![]);
    loop {
        let variables = json!({ "id": report.id, "after": after });
        let data = scene.editor.data(&query, variables).await;
        let page = &data["document"]["appendices"];
        seen.extend(
            page["nodes"]
                .as_array()
                .expect("a page")
                .iter()
                .map(|one| one["label"].clone()),
        );
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(seen, labels, "pages come in the same order");
}

#[rstest]
#[tokio::test]
async fn links_are_read_from_both_ends_and_taken_away_again(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let old = scene.published(json!({})).await;
    let new = scene
        .published(json!({ "title": [{ "locale": "sv", "text": "Ny" }] }))
        .await;
    let link = scene.link(&new, &old, "REPLACES", json!(null)).await;
    let fields = "version links { nodes { id kind target { id } } } linkedFrom { nodes { id source { id } } } appendices { totalCount }";
    let anyone = scene.app.anyone();
    let from = scene.look(&anyone, &new, fields).await;
    let one = json!([{ "id": link, "kind": "REPLACES", "target": { "id": old.id } }]);
    assert_eq!(from["links"]["nodes"], one);
    assert_eq!(from["version"], new.version + 1, "its source is told of it");
    let to = scene.look(&anyone, &old, fields).await;
    let one = json!([{ "id": link, "source": { "id": new.id } }]);
    assert_eq!(to["linkedFrom"]["nodes"], one);
    assert_eq!(to["appendices"]["totalCount"], 0);
    let input = json!({ "id": link });
    let take = |by: Client| {
        let input = input.clone();
        async move {
            by.change(
                "unlinkDocuments",
                "UnlinkDocumentsInput",
                "document { id }",
                input,
            )
            .await
        }
    };
    assert_eq!(take(anyone.clone()).await["error"], "UNAUTHENTICATED");
    assert_eq!(take(scene.app.person().await).await["error"], "FORBIDDEN");
    let taken = take(scene.editor.clone()).await;
    assert_eq!(taken["document"]["id"], json!(new.id), "{taken:#}");
    assert_eq!(take(scene.editor.clone()).await["error"], "NOT_FOUND");
    let from = scene.look(&anyone, &new, fields).await;
    assert_eq!(from["links"]["nodes"], json!([]));
}

#[rstest]
#[tokio::test]
async fn a_document_hangs_neither_on_itself_nor_in_a_ring(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let [a, b, c] = [
        scene.draft(json!({})).await,
        scene.draft(json!({})).await,
        scene.draft(json!({})).await,
    ];
    let editor = &scene.editor;
    for kind in [
        "APPENDIX_OF",
        "REPLACES",
        "SUPPLEMENTS",
        "TRANSLATES",
        "EVIDENCE_FOR",
    ] {
        let itself = scene.link_as(editor, &a, &a, kind, json!(null)).await;
        assert_eq!(refusals(&itself), ["SELF_LINK at targetId"], "{kind}");
        scene.link(&a, &b, kind, json!(null)).await;
        let back = scene.link_as(editor, &b, &a, kind, json!(null)).await;
        assert_eq!(refusals(&back), ["RING at targetId"], "{kind}");
        scene.link(&b, &c, kind, json!(null)).await;
        let ring = scene.link_as(editor, &c, &a, kind, json!(null)).await;
        assert_eq!(refusals(&ring), ["RING at targetId"], "{kind}");
        let twice = scene.link_as(editor, &a, &b, kind, json!("2")).await;
        assert_eq!(refusals(&twice), ["ALREADY_LINKED at targetId"], "{kind}");
        // A short cut is no ring.
        scene.link(&a, &c, kind, json!(null)).await;
    }
    let long = scene
        .link_as(editor, &c, &a, "SUPPLEMENTS", json!("x".repeat(21)))
        .await;
    assert_eq!(refusals(&long), ["TOO_LONG at label"]);
    let nothing = Seen {
        id: gid("Document", erfa::platform::clock::new_id()),
        version: 1,
    };
    let unknown = scene
        .link_as(editor, &a, &nothing, "SUPPLEMENTS", json!(null))
        .await;
    assert_eq!(refusals(&unknown), ["UNKNOWN at targetId"]);
    let wrong = Seen {
        id: gid("Seminar", scene.owner.id),
        version: 1,
    };
    let wrong = scene
        .link_as(editor, &a, &wrong, "SUPPLEMENTS", json!(null))
        .await;
    assert_eq!(refusals(&wrong), ["WRONG_ID at targetId"]);
}

#[rstest]
#[tokio::test]
async fn two_halves_of_a_ring_made_at_once_make_none(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    for _ in 0..5 {
        let mut chain = vec![];
        for _ in 0..4 {
            chain.push(scene.draft(json!({})).await);
        }
        // 1 → 2 and 3 → 0 stand; 0 → 1 and 2 → 3 would close the ring together, either alone does not.
        scene
            .link(&chain[1], &chain[2], "SUPPLEMENTS", json!(null))
            .await;
        scene
            .link(&chain[3], &chain[0], "SUPPLEMENTS", json!(null))
            .await;
        let halves = [(0, 1), (2, 3)].map(|(source, target)| {
            scene.link_as(
                &scene.editor,
                &chain[source],
                &chain[target],
                "SUPPLEMENTS",
                json!(null),
            )
        });
        let outcomes = join_all(halves).await;
        let made = outcomes
            .iter()
            .filter(|one| one["documentLink"]["id"].is_string());
        assert_eq!(made.count(), 1, "{outcomes:#?}");
    }
}

#[rstest]
#[tokio::test]
async fn an_appendix_is_hung_only_on_what_one_edits(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Scene::new(db).await;
    let app = &scene.app;
    let other = app.organisation("Smedjebacken").await;
    let neighbour = app.person_in(other.id, OrganisationRole::Editor).await;
    let report = scene.published(json!({})).await;
    let hidden = scene.draft(json!({})).await;
    let theirs = scene
        .create_as(
            &neighbour,
            json!({ "ownerId": gid("Organisation", other.id) }),
        )
        .await;
    let theirs = Seen::of(&theirs["document"]);
    for kind in ["APPENDIX_OF", "REPLACES"] {
        let refused = scene
            .link_as(&neighbour, &theirs, &report, kind, json!(null))
            .await;
        assert_eq!(
            refusals(&refused),
            ["NOT_YOUR_DOCUMENT at targetId"],
            "{kind}"
        );
    }
    let unseen = scene
        .link_as(&neighbour, &theirs, &hidden, "SUPPLEMENTS", json!(null))
        .await;
    assert_eq!(refusals(&unseen), ["UNKNOWN at targetId"]);
    let linked = scene
        .link_as(&neighbour, &theirs, &report, "SUPPLEMENTS", json!(null))
        .await;
    assert_eq!(linked["refusals"], json!([]));
    let source = scene
        .link_as(&neighbour, &report, &theirs, "SUPPLEMENTS", json!(null))
        .await;
    assert_eq!(source["error"], "FORBIDDEN");
    // Their draft is not the report's readers' to see, and neither is its link.
    let fields = "linkedFrom { totalCount nodes { id } }";
    let look = scene.look(&app.anyone(), &report, fields).await;
    assert_eq!(look["linkedFrom"], json!({ "totalCount": 0, "nodes": [] }));
    let look = scene.look(&neighbour, &report, fields).await;
    assert_eq!(look["linkedFrom"]["totalCount"], 1);
}
