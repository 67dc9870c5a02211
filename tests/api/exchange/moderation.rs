//! Comments that should not stand: reported, hidden, shown again, and all of it kept.

use entity::Visibility;

use super::scene::*;
use crate::support::{scene::gid, *};

const TRAIL: &str = "query ($id: ID!) { node(id: $id) { ... on Comment { body isHidden openReportCount reports { reason person { id } } moderation { action reason person { id } } } } }";

async fn act(by: &Client, mutation: &str, id: &Value, reason: &str) -> Value {
    let kind = match mutation {
        "reportComment" => "ReportCommentInput",
        _ => "ModerateCommentInput",
    };
    let input = json!({ "id": id, "reason": reason });
    by.change(mutation, kind, COMMENT, input).await
}

async fn reported(by: &Client) -> Value {
    let query = "{ reportedComments { totalCount nodes { id } } }";
    by.data(query, json!({})).await["reportedComments"].clone()
}

#[rstest]
#[tokio::test]
async fn moderators_hide_and_show_with_a_reason_that_stays(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let (network, coordinator) = stage.network(Visibility::Public).await;
    let shared = json!({ "content": { "networkIds": [gid("Network", network.id)] } });
    let experience = stage.published(shared).await["id"].clone();
    let on = json!({ "experienceId": experience });
    let author = &stage.other.member;
    let said = comment(author, on.clone(), &Value::Null, "Dumheter").await["comment"]["id"].clone();
    let reporter = stage.app.person().await;
    let done = act(&reporter, "reportComment", &said, "Otrevligt").await;
    assert_eq!(done["comment"]["openReportCount"], json!(null), "{done:#}");
    assert_eq!(
        refusal(&act(&reporter, "reportComment", &said, "Igen").await),
        "ALREADY_REPORTED"
    );
    assert_eq!(
        refusal(&act(author, "reportComment", &said, "Jag").await),
        "OWN_COMMENT"
    );
    assert_eq!(
        act(&stage.app.anyone(), "reportComment", &said, "x").await["error"],
        "UNAUTHENTICATED"
    );
    assert_eq!(
        refusal(&act(&stage.owner.member, "reportComment", &said, "").await),
        "MISSING"
    );
    let admin = stage.app.platform_admin().await;
    for moderator in [&coordinator, &stage.owner.admin, &admin] {
        let list = json!({ "totalCount": 1, "nodes": [{ "id": said }] });
        assert_eq!(reported(moderator).await, list);
    }
    for other in [
        &reporter,
        author,
        &stage.owner.editor,
        &stage.other.admin,
        &stage.app.anyone(),
    ] {
        assert_eq!(reported(other).await["totalCount"], 0);
    }
    for other in [&reporter, author, &stage.owner.editor] {
        assert_eq!(
            act(other, "hideComment", &said, "Nej").await["error"],
            "FORBIDDEN"
        );
    }
    assert_eq!(
        refusal(&act(&coordinator, "hideComment", &said, "  ").await),
        "MISSING"
    );
    let hidden = act(&coordinator, "hideComment", &said, "Personangrepp").await;
    assert_eq!(hidden["comment"]["isHidden"], true, "{hidden:#}");
    assert_eq!(hidden["comment"]["body"], "Dumheter");
    assert_eq!(
        refusal(&act(&admin, "hideComment", &said, "Igen").await),
        "ALREADY_HIDDEN"
    );
    assert_eq!(reported(&coordinator).await["totalCount"], 0);
    let id = json!({ "id": said });
    let action = json!({ "action": "HIDE", "reason": "Personangrepp", "person": { "id": gid("Person", coordinator.person_id) } });
    let report =
        json!({ "reason": "Otrevligt", "person": { "id": gid("Person", reporter.person_id) } });
    let moderators = json!({ "body": "Dumheter", "isHidden": true, "openReportCount": 0, "reports": [report], "moderation": [action] });
    let own = json!({ "body": "Dumheter", "isHidden": true, "openReportCount": null, "reports": null, "moderation": [action] });
    let others = json!({ "body": null, "isHidden": true, "openReportCount": null, "reports": null, "moderation": null });
    for (who, expected) in [
        (&stage.owner.admin, &moderators),
        (author, &own),
        (&reporter, &others),
        (&stage.owner.editor, &others),
    ] {
        assert_eq!(who.data(TRAIL, id.clone()).await["node"], *expected);
    }
    let nobody = stage.app.anyone().data(TRAIL, id.clone()).await;
    assert_eq!(nobody["node"], others);
    assert_eq!(
        refusal(&comment(&reporter, on, &said, "Svar").await),
        "COMMENT_GONE"
    );
    assert_eq!(
        refusal(&act(&stage.owner.member, "reportComment", &said, "x").await),
        "COMMENT_GONE"
    );
    let shown = act(&stage.owner.admin, "restoreComment", &said, "Missförstånd").await;
    assert_eq!(shown["comment"]["isHidden"], false, "{shown:#}");
    let data = author.data(TRAIL, id).await;
    let actions = data["node"]["moderation"].as_array().map(Vec::len);
    assert_eq!(actions, Some(2));
    let twice = act(&stage.owner.admin, "restoreComment", &said, "Igen").await;
    assert_eq!(refusal(&twice), "NOTHING_TO_ANSWER");
}

#[rstest]
#[tokio::test]
async fn a_moderator_lets_a_reported_comment_stand(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let on = json!({ "questionId": stage.question(json!({})).await["id"] });
    let said = comment(&stage.other.member, on, &Value::Null, "Nej").await["comment"]["id"].clone();
    act(&stage.other.editor, "reportComment", &said, "För kort").await;
    act(&stage.other.admin, "reportComment", &said, "För kort").await;
    let data = stage.owner.admin.data(TRAIL, json!({ "id": said })).await;
    assert_eq!(data["node"]["openReportCount"], 2);
    let kept = act(&stage.owner.admin, "restoreComment", &said, "Kort är gott").await;
    assert_eq!(kept["comment"]["openReportCount"], 0, "{kept:#}");
    let data = stage.owner.admin.data(TRAIL, json!({ "id": said })).await;
    assert_eq!(data["node"]["moderation"][0]["action"], "KEEP");
    assert_eq!(data["node"]["reports"].as_array().map(Vec::len), Some(2));
}

#[rstest]
#[tokio::test]
async fn moderators_follow_the_networks_of_the_thing(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let (network, coordinator) = stage.network(Visibility::Public).await;
    let question = stage.question(json!({})).await;
    let on = json!({ "questionId": question["id"] });
    let said = comment(&stage.other.member, on, &Value::Null, "Nej").await["comment"]["id"].clone();
    assert_eq!(
        act(&coordinator, "hideComment", &said, "Nej").await["error"],
        "FORBIDDEN"
    );
    let share = json!({ "id": question["id"], "version": question["version"], "networkIds": [gid("Network", network.id)] });
    let shared = stage
        .owner
        .editor
        .change(
            "updateQuestion",
            "UpdateQuestionInput",
            "question { id }",
            share,
        )
        .await;
    assert_eq!(shared["question"]["id"], question["id"], "{shared:#}");
    let hidden = act(&coordinator, "hideComment", &said, "Nej").await;
    assert_eq!(hidden["comment"]["isHidden"], true, "{hidden:#}");
}
