//! Questions: asked, answered by a comment, closed, asked again.

use super::scene::*;
use crate::support::{scene::gid, *};

const QUESTION: &str = "question { id status version acceptedAnswer { body } viewerCan { edit close reopen comment } }";

async fn with(by: &Client, mutation: &str, kind: &str, question: &Value, more: Value) -> Value {
    let input = merged(
        json!({ "id": question["id"], "version": question["version"] }),
        &more,
    );
    by.change(mutation, kind, QUESTION, input).await
}

#[rstest]
#[tokio::test]
async fn a_comment_answers_a_question(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let question = stage.question(json!({})).await;
    let on = json!({ "questionId": question["id"] });
    let said = comment(&stage.other.member, on.clone(), &Value::Null, "Röros vet").await["comment"]
        ["id"]
        .clone();
    let answer = json!({ "commentId": said });
    let accept = "acceptAnswer";
    for (who, error) in [
        (&stage.other.member, "FORBIDDEN"),
        (&stage.owner.member, "FORBIDDEN"),
        (&stage.app.anyone(), "UNAUTHENTICATED"),
    ] {
        let refused = with(who, accept, "AcceptAnswerInput", &question, answer.clone()).await;
        assert_eq!(refused["error"], error);
    }
    let editor = &stage.owner.other_editor;
    let done = with(
        editor,
        accept,
        "AcceptAnswerInput",
        &question,
        answer.clone(),
    )
    .await["question"]
        .clone();
    assert_eq!(done["status"], "ANSWERED");
    assert_eq!(done["acceptedAnswer"]["body"], "Röros vet");
    let stale = with(
        editor,
        accept,
        "AcceptAnswerInput",
        &question,
        answer.clone(),
    )
    .await;
    assert_eq!(stale["error"], "CONFLICT");
    let closed = with(
        editor,
        "closeQuestion",
        "QuestionStepInput",
        &done,
        json!({}),
    )
    .await["question"]
        .clone();
    assert_eq!(closed["status"], "CLOSED");
    assert_eq!(
        closed["viewerCan"],
        json!({ "edit": false, "close": false, "reopen": true, "comment": false })
    );
    for (mutation, kind, more) in [
        ("closeQuestion", "QuestionStepInput", json!({})),
        ("acceptAnswer", "AcceptAnswerInput", answer.clone()),
        (
            "updateQuestion",
            "UpdateQuestionInput",
            json!({ "title": "Ny" }),
        ),
    ] {
        assert_eq!(
            refusal(&with(editor, mutation, kind, &closed, more).await),
            "WRONG_STATE"
        );
    }
    let again = with(
        editor,
        "reopenQuestion",
        "QuestionStepInput",
        &closed,
        json!({}),
    )
    .await["question"]
        .clone();
    assert_eq!(again["status"], "OPEN");
    assert_eq!(again["acceptedAnswer"], json!(null));
    let twice = with(
        editor,
        "reopenQuestion",
        "QuestionStepInput",
        &again,
        json!({}),
    )
    .await;
    assert_eq!(refusal(&twice), "WRONG_STATE");
    let delete = json!({ "id": said });
    stage
        .other
        .member
        .change("deleteComment", "DeleteCommentInput", COMMENT, delete)
        .await;
    let gone = with(editor, accept, "AcceptAnswerInput", &again, answer).await;
    assert_eq!(refusal(&gone), "NOT_AN_ANSWER");
    let other = stage.question(json!({})).await;
    let elsewhere = comment(&stage.other.member, on, &Value::Null, "Leka vet").await;
    let elsewhere = json!({ "commentId": elsewhere["comment"]["id"] });
    let wrong = with(editor, accept, "AcceptAnswerInput", &other, elsewhere).await;
    assert_eq!(refusal(&wrong), "NOT_AN_ANSWER");
}

#[rstest]
#[tokio::test]
async fn a_person_asks_for_themselves(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let person = stage.app.person().await;
    let input = json!({ "locale": "fi", "title": "Kuka tietää?", "body": "Kylätalosta." });
    let made = stage.ask(&person, input.clone()).await["question"].clone();
    assert_eq!(made["asker"]["id"], json!(gid("Person", person.person_id)));
    assert_eq!(made["organisation"], json!(null));
    let title = json!({ "title": "Kuka muistaa?" });
    let foreign = with(
        &stage.owner.admin,
        "updateQuestion",
        "UpdateQuestionInput",
        &made,
        title.clone(),
    )
    .await;
    assert_eq!(foreign["error"], "FORBIDDEN");
    let mine = with(
        &person,
        "updateQuestion",
        "UpdateQuestionInput",
        &made,
        title,
    )
    .await;
    assert_eq!(mine["question"]["status"], "OPEN", "{mine:#}");
    assert_eq!(
        stage.ask(&stage.app.anyone(), input.clone()).await["error"],
        "UNAUTHENTICATED"
    );
    for visibility in ["ORGANISATION", "RESTRICTED"] {
        let narrow = merged(input.clone(), &json!({ "visibility": visibility }));
        assert_eq!(
            refusal(&stage.ask(&person, narrow).await),
            "WRONG_VISIBILITY"
        );
    }
    let for_others = merged(input, &json!({ "organisationId": stage.owner.id }));
    assert_eq!(
        stage.ask(&person, for_others.clone()).await["error"],
        "FORBIDDEN"
    );
    assert_eq!(
        stage.ask(&stage.owner.member, for_others).await["error"],
        "FORBIDDEN"
    );
}
