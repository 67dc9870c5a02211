//! Answers that no longer stand, and questions that are closed.

use super::scene::*;
use crate::support::*;

const QUESTION: &str = "question { id status version acceptedAnswer { id } viewerCan { comment } }";

async fn accept(stage: &Stage, question: &Value, answer: &Value) -> Value {
    let input = json!({ "id": question["id"], "version": version(stage, question).await, "commentId": answer });
    stage
        .owner
        .editor
        .change("acceptAnswer", "AcceptAnswerInput", QUESTION, input)
        .await
}

async fn step(stage: &Stage, mutation: &str, question: &Value) -> Value {
    let input = json!({ "id": question["id"], "version": version(stage, question).await });
    stage
        .owner
        .editor
        .change(mutation, "QuestionStepInput", QUESTION, input)
        .await
}

async fn seen(by: &Client, question: &Value) -> Value {
    let query = format!(
        "query ($id: ID!) {{ {} }}",
        QUESTION.replacen("question", "question(id: $id)", 1)
    );
    by.data(&query, json!({ "id": question["id"] })).await["question"].clone()
}

async fn version(stage: &Stage, question: &Value) -> Value {
    seen(&stage.owner.editor, question).await["version"].clone()
}

async fn answered(stage: &Stage, by: &Client) -> (Value, Value) {
    let question = stage.question(json!({})).await;
    let on = json!({ "questionId": question["id"] });
    let said = comment(by, on, &Value::Null, "Kodlås").await["comment"]["id"].clone();
    let taken = accept(stage, &question, &said).await;
    assert_eq!(taken["question"]["status"], "ANSWERED", "{taken:#}");
    (question, said)
}

#[rstest]
#[tokio::test]
async fn an_answer_that_is_taken_back_or_hidden_is_none(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let author = &stage.other.member;
    let (question, said) = answered(&stage, author).await;
    let gone = author
        .change(
            "deleteComment",
            "DeleteCommentInput",
            COMMENT,
            json!({ "id": said }),
        )
        .await;
    assert_eq!(gone["comment"]["isDeleted"], true, "{gone:#}");
    let open = seen(author, &question).await;
    assert_eq!(
        (&open["status"], &open["acceptedAnswer"]),
        (&json!("OPEN"), &Value::Null)
    );

    let (question, said) = answered(&stage, author).await;
    let moderated = json!({ "id": said, "reason": "Fel" });
    let moderate = |mutation: &'static str| {
        let (admin, moderated) = (stage.owner.admin.clone(), moderated.clone());
        async move {
            admin
                .change(mutation, "ModerateCommentInput", COMMENT, moderated)
                .await
        }
    };
    assert_eq!(moderate("hideComment").await["comment"]["isHidden"], true);
    assert_eq!(seen(author, &question).await["status"], "OPEN");
    assert_eq!(
        moderate("restoreComment").await["comment"]["isHidden"],
        false
    );
    let shown = seen(author, &question).await;
    assert_eq!(
        (&shown["status"], &shown["acceptedAnswer"]),
        (&json!("OPEN"), &Value::Null)
    );
    let again = accept(&stage, &question, &said).await;
    assert_eq!(again["question"]["status"], "ANSWERED", "{again:#}");

    // A closed question stays closed, without its answer.
    let closed = step(&stage, "closeQuestion", &question).await;
    assert_eq!(closed["question"]["status"], "CLOSED", "{closed:#}");
    moderate("hideComment").await;
    let still = seen(author, &question).await;
    assert_eq!(
        (&still["status"], &still["acceptedAnswer"]),
        (&json!("CLOSED"), &Value::Null)
    );
}

#[rstest]
#[tokio::test]
async fn a_closed_question_takes_no_comments(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let author = &stage.other.member;
    let (question, said) = answered(&stage, author).await;
    let on = json!({ "questionId": question["id"] });
    step(&stage, "closeQuestion", &question).await;
    assert_eq!(seen(author, &question).await["viewerCan"]["comment"], false);
    for parent in [&Value::Null, &said] {
        let late = comment(author, on.clone(), parent, "Ännu ett").await;
        assert_eq!(refusals(&late), pairs(&[("WRONG_STATE", "subject")]));
    }
    step(&stage, "reopenQuestion", &question).await;
    assert_eq!(seen(author, &question).await["viewerCan"]["comment"], true);
    let said = comment(author, on, &Value::Null, "Ännu ett").await;
    assert_eq!(said["refusals"], json!([]), "{said:#}");
}

#[rstest]
#[tokio::test]
async fn only_its_author_changes_or_takes_back_a_comment(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let question = stage.question(json!({})).await;
    let on = json!({ "questionId": question["id"] });
    let author = &stage.other.member;
    let said = comment(author, on, &Value::Null, "Kodlås").await["comment"].clone();
    let edit = json!({ "id": said["id"], "version": said["version"], "body": "Något annat" });
    let delete = json!({ "id": said["id"] });
    let admin = stage.app.platform_admin().await;
    for other in [&admin, &stage.owner.admin, &stage.other.admin] {
        let can =
            "query ($id: ID!) { node(id: $id) { ... on Comment { viewerCan { edit delete } } } }";
        let data = other.data(can, json!({ "id": said["id"] })).await;
        assert_eq!(
            data["node"]["viewerCan"],
            json!({ "edit": false, "delete": false })
        );
        let edited = other
            .change("editComment", "EditCommentInput", COMMENT, edit.clone())
            .await;
        assert_eq!(edited["error"], "FORBIDDEN", "{edited:#}");
        let gone = other
            .change(
                "deleteComment",
                "DeleteCommentInput",
                COMMENT,
                delete.clone(),
            )
            .await;
        assert_eq!(gone["error"], "FORBIDDEN", "{gone:#}");
    }
    let own = author
        .change("editComment", "EditCommentInput", COMMENT, edit)
        .await;
    assert_eq!(own["comment"]["body"], "Något annat", "{own:#}");
}

#[rstest]
#[tokio::test]
async fn a_comment_is_reported_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let question = stage.question(json!({})).await;
    let on = json!({ "questionId": question["id"] });
    let said = comment(&stage.other.member, on, &Value::Null, "Kodlås").await["comment"].clone();
    let can = "query ($id: ID!) { node(id: $id) { ... on Comment { viewerCan { report } } } }";
    let report = |by: Client| {
        let id = said["id"].clone();
        async move {
            let data = by.data(can, json!({ "id": id })).await;
            data["node"]["viewerCan"]["report"].clone()
        }
    };
    let reporter = stage.owner.member.clone();
    assert_eq!(report(reporter.clone()).await, true);
    assert_eq!(report(stage.other.member.clone()).await, false);
    assert_eq!(report(stage.app.anyone()).await, false);
    let input = json!({ "id": said["id"], "reason": "Otrevligt" });
    let made = reporter
        .change("reportComment", "ReportCommentInput", COMMENT, input)
        .await;
    assert_eq!(made["comment"]["viewerCan"]["report"], false, "{made:#}");
    assert_eq!(report(reporter).await, false);
    assert_eq!(report(stage.owner.editor.clone()).await, true);
}
