//! Who sees what is exchanged: as its visibility and its networks say, and following when they change.

use entity::Visibility;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[case("PUBLIC", &["anyone", "stranger", "of the owner", "of a member", "coordinator", "editor"])]
#[case("REGISTERED", &["stranger", "of the owner", "of a member", "coordinator", "editor"])]
#[case("NETWORK", &["of the owner", "of a member", "coordinator", "editor"])]
#[case("ORGANISATION", &["of the owner", "coordinator", "editor"])]
#[case("RESTRICTED", &["coordinator", "editor"])]
#[tokio::test]
async fn a_published_experience_is_for_whom_its_visibility_names(
    #[case] visibility: &str,
    #[case] seers: &[&str],
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let (network, coordinator) = stage.network(Visibility::Public).await;
    let content = json!({ "visibility": visibility, "networkIds": [gid("Network", network.id)] });
    let draft = stage.draft(json!({ "content": content.clone() })).await;
    let published = stage.published(json!({ "content": content })).await;
    let people = [
        ("anyone", stage.app.anyone()),
        ("stranger", stage.app.person().await),
        ("of the owner", stage.owner.member.clone()),
        ("of a member", stage.other.member.clone()),
        ("coordinator", coordinator),
        ("editor", stage.owner.editor.clone()),
    ];
    for (who, client) in people {
        let sees_it = seers.contains(&who);
        assert_eq!(sees(&client, &published["id"]).await, sees_it, "{who}");
        let edits = matches!(who, "coordinator" | "editor");
        assert_eq!(
            sees(&client, &draft["id"]).await,
            edits,
            "{who} and the draft"
        );
        let data = client
            .data("{ experiences { totalCount } }", json!({}))
            .await;
        let count = usize::from(sees_it) + usize::from(edits);
        assert_eq!(data["experiences"]["totalCount"], count, "{who} counts");
    }
}

#[rstest]
#[tokio::test]
async fn everything_follows_a_network_that_becomes_private(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let (network, coordinator) = stage.network(Visibility::Public).await;
    let networks = json!([gid("Network", network.id)]);
    let shared = json!({ "content": { "networkIds": networks } });
    let experience = stage.published(shared).await["id"].clone();
    let question = stage.question(json!({ "networkIds": networks })).await["id"].clone();
    let editor = &stage.owner.editor;
    let post = stage
        .post(
            editor,
            "REQUEST",
            &stage.owner,
            json!({ "networkIds": networks }),
        )
        .await["exchangePost"]["id"]
        .clone();
    let none = Value::Null;
    let said = comment(
        &stage.other.member,
        json!({ "experienceId": experience }),
        &none,
        "Bra!",
    )
    .await;
    let said = said["comment"]["id"].clone();
    let asked = comment(
        &stage.other.member,
        json!({ "questionId": question }),
        &none,
        "Vi!",
    )
    .await;
    let asked = asked["comment"]["id"].clone();
    let report = json!({ "experienceId": experience, "organisationId": stage.other.id, "locale": "da", "happened": "Det gik.", "outcome": "WORKED" });
    let report = stage
        .other
        .editor
        .change(
            "reportReuse",
            "ReportReuseInput",
            "reuseReport { id }",
            report,
        )
        .await["reuseReport"]["id"]
        .clone();
    let all = [&experience, &question, &post, &said, &asked, &report];
    let stranger = stage.app.person().await;
    for id in all {
        assert!(sees(&stranger, id).await, "{id}");
    }
    let set = async |visibility: &str| {
        let query = "query ($id: ID!) { network(id: $id) { version } }";
        let id = gid("Network", network.id);
        let data = coordinator.data(query, json!({ "id": id })).await;
        let input =
            json!({ "id": id, "version": data["network"]["version"], "visibility": visibility });
        let done = coordinator
            .change(
                "updateNetwork",
                "UpdateNetworkInput",
                "network { id }",
                input,
            )
            .await;
        assert!(done["network"]["id"].is_string(), "{done:#}");
    };
    set("NETWORK").await;
    for id in all {
        assert!(!sees(&stranger, id).await, "{id} is seen by a stranger");
        assert!(
            sees(&stage.other.member, id).await,
            "{id} is hidden from a member"
        );
    }
    let data = stranger
        .data(
            "{ experiences { totalCount } questions { totalCount } exchangePosts { totalCount } }",
            json!({}),
        )
        .await;
    for list in ["experiences", "questions", "exchangePosts"] {
        assert_eq!(data[list]["totalCount"], 0);
    }
    set("PUBLIC").await;
    for id in all {
        assert!(sees(&stage.app.anyone(), id).await, "{id}");
    }
}

#[rstest]
#[tokio::test]
async fn comments_and_reports_follow_a_change_of_the_thing_itself(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let published = stage.published(json!({})).await;
    let on = json!({ "experienceId": published["id"] });
    let said =
        comment(&stage.other.member, on, &Value::Null, "Bra!").await["comment"]["id"].clone();
    assert!(sees(&stage.app.anyone(), &said).await);
    let narrower = json!({ "content": { "visibility": "ORGANISATION" } });
    let editor = &stage.owner.editor;
    let narrowed = update_experience(editor, EXPERIENCE, &published, &narrower).await;
    assert_eq!(narrowed["experience"]["state"], "PUBLISHED", "{narrowed:#}");
    assert!(!sees(&stage.app.anyone(), &said).await);
    assert!(!sees(&stage.other.member, &said).await);
    assert!(sees(&stage.owner.member, &said).await);
}

#[rstest]
#[tokio::test]
async fn nothing_is_shared_in_a_network_of_others(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let foreign = stage.app.network("Foreign", Visibility::Public).await;
    let networks = json!([gid("Network", foreign.id)]);
    let made = stage
        .create(
            &stage.owner.editor,
            json!({ "content": { "networkIds": networks } }),
        )
        .await;
    assert_eq!(refusal(&made), "NOT_YOUR_NETWORK");
    let post = json!({ "networkIds": networks });
    let made = stage
        .post(&stage.owner.editor, "OFFER", &stage.owner, post)
        .await;
    assert_eq!(refusal(&made), "NOT_YOUR_NETWORK");
    let input = json!({ "locale": "sv", "title": "Vem?", "body": "Var?", "networkIds": networks });
    assert_eq!(
        refusal(&stage.ask(&stage.owner.member, input).await),
        "NOT_YOUR_NETWORK"
    );
}
