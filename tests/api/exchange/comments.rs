//! Comments: in threads, changed for a while, taken back.

use chrono::TimeDelta;

use super::scene::*;
use crate::support::{scene::gid, *};

#[rstest]
#[tokio::test]
async fn comments_answer_each_other_five_deep(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let experience = stage.published(json!({})).await["id"].clone();
    let on = json!({ "experienceId": experience });
    let mut parent = Value::Null;
    for depth in 1..=5 {
        let made = comment(
            &stage.other.member,
            on.clone(),
            &parent,
            &format!("Svar {depth}"),
        )
        .await;
        assert_eq!(made["comment"]["depth"], depth, "{made:#}");
        parent = made["comment"]["id"].clone();
    }
    let deeper = comment(&stage.other.member, on.clone(), &parent, "Ännu ett").await;
    assert_eq!(refusal(&deeper), "TOO_DEEP");
    comment(&stage.owner.member, on, &Value::Null, "Ett annat").await;
    let query = "query ($id: ID!) { experience(id: $id) { commentCount comments { totalCount nodes { body replies { totalCount nodes { body parent { body } author { id } experience { id } question { id } } } } }
        all: comments(filter: { includeReplies: true }) { totalCount } } }";
    let data = stage
        .app
        .person()
        .await
        .data(query, json!({ "id": experience }))
        .await;
    let found = &data["experience"];
    assert_eq!(found["commentCount"], 6);
    assert_eq!(found["all"]["totalCount"], 6);
    assert_eq!(found["comments"]["totalCount"], 2);
    let first = &found["comments"]["nodes"][0];
    assert_eq!(first["body"], "Svar 1");
    let reply = json!({ "body": "Svar 2", "parent": { "body": "Svar 1" }, "experience": { "id": experience }, "question": null,
        "author": { "id": gid("Person", stage.other.member.person_id) } });
    assert_eq!(first["replies"]["nodes"], json!([reply]));
}

#[rstest]
#[tokio::test]
async fn who_may_comment_and_on_what(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let none = Value::Null;
    let draft = json!({ "experienceId": stage.draft(json!({})).await["id"] });
    let published = json!({ "experienceId": stage.published(json!({})).await["id"] });
    let question = json!({ "questionId": stage.question(json!({})).await["id"] });
    let nobody = comment(&stage.app.anyone(), published.clone(), &none, "Hej").await;
    assert_eq!(nobody["error"], "UNAUTHENTICATED");
    let hidden = comment(&stage.other.member, draft.clone(), &none, "Hej").await;
    assert_eq!(hidden["error"], "NOT_FOUND");
    let early = comment(&stage.owner.other_editor, draft, &none, "Hej").await;
    assert_eq!(refusal(&early), "NOT_PUBLISHED");
    let member = &stage.other.member;
    assert_eq!(
        refusal(&comment(member, published.clone(), &none, " \n ").await),
        "MISSING"
    );
    let long = "x".repeat(10_001);
    assert_eq!(
        refusal(&comment(member, published.clone(), &none, &long).await),
        "TOO_LONG"
    );
    let wrong = json!({ "experienceId": gid("Question", stage.owner.row.id) });
    assert_eq!(
        refusal(&comment(member, wrong, &none, "Hej").await),
        "WRONG_ID"
    );
    let absent = json!({ "questionId": gid("Question", stage.owner.row.id) });
    assert_eq!(
        comment(member, absent, &none, "Hej").await["error"],
        "NOT_FOUND"
    );
    let two =
        json!({ "experienceId": published["experienceId"], "questionId": question["questionId"] });
    assert!(comment(member, two, &none, "Hej").await["error"].is_string());
    let said = comment(member, published, &none, "Hej").await["comment"]["id"].clone();
    let elsewhere = comment(member, question, &said, "Hej").await;
    assert_eq!(refusal(&elsewhere), "OTHER_SUBJECT");
}

#[rstest]
#[tokio::test]
async fn its_author_changes_a_comment_for_a_quarter_of_an_hour_and_takes_it_back_at_any_time(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let on = json!({ "questionId": stage.question(json!({})).await["id"] });
    let author = &stage.other.member;
    let said = comment(author, on.clone(), &Value::Null, "Fråga Leka").await["comment"].clone();
    assert_eq!(
        said["viewerCan"],
        json!({ "edit": true, "delete": true, "report": false, "moderate": false })
    );
    let edit = async |by: &Client, said: &Value| {
        let input = json!({ "id": said["id"], "version": said["version"], "body": "Fråga Røros" });
        by.change("editComment", "EditCommentInput", COMMENT, input)
            .await
    };
    assert_eq!(edit(&stage.owner.admin, &said).await["error"], "FORBIDDEN");
    assert_eq!(
        edit(&stage.app.anyone(), &said).await["error"],
        "UNAUTHENTICATED"
    );
    stage.app.clock.advance(TimeDelta::minutes(14));
    let changed = edit(author, &said).await["comment"].clone();
    assert_eq!(changed["body"], "Fråga Røros");
    assert_eq!(edit(author, &said).await["error"], "CONFLICT");
    stage.app.clock.advance(TimeDelta::minutes(2));
    assert_eq!(refusal(&edit(author, &changed).await), "TOO_LATE");
    let reply = comment(&stage.owner.member, on.clone(), &said["id"], "Tack").await;
    let input = json!({ "id": said["id"] });
    let stranger = stage
        .owner
        .admin
        .change(
            "deleteComment",
            "DeleteCommentInput",
            COMMENT,
            input.clone(),
        )
        .await;
    assert_eq!(stranger["error"], "FORBIDDEN");
    let gone = author
        .change("deleteComment", "DeleteCommentInput", COMMENT, input)
        .await;
    assert_eq!(gone["comment"]["isDeleted"], true, "{gone:#}");
    assert_eq!(gone["comment"]["body"], json!(null));
    let query = "query ($id: ID!) { node(id: $id) { ... on Comment { body isDeleted author { id } replies { nodes { id } } } } }";
    for reader in [author, &stage.app.platform_admin().await] {
        let data = reader.data(query, json!({ "id": said["id"] })).await;
        let place = json!({ "body": null, "isDeleted": true, "author": null, "replies": { "nodes": [{ "id": reply["comment"]["id"] }] } });
        assert_eq!(data["node"], place);
    }
    let late = comment(&stage.owner.member, on, &said["id"], "Hallå?").await;
    assert_eq!(refusal(&late), "COMMENT_GONE");
}
