//! What time does.

use chrono::{Days, TimeDelta};
use entity::affiliation::OrganisationRole;
use erfa::{app, exchange, platform::access::Work};

use super::scene::*;
use crate::support::*;

pub async fn turn(app: &TestApp) {
    let work = Work::of_system(&app.app.store, "exchange", app::followers()).await;
    let work = work.expect("a unit of work");
    let outcome = exchange::turn(&work).await;
    work.finish(outcome).await.expect("the hour turns");
}

#[rstest]
#[tokio::test]
async fn what_nobody_confirms_for_a_year_is_stale_until_somebody_does(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let stage = Stage::set(db).await;
    let published = stage.published(json!({})).await;
    let draft = stage.draft(json!({})).await;
    let query = "query ($id: ID!) { experience(id: $id) { id state version history { toState person { id } } } }";
    let anyone = stage.app.anyone();
    let id = json!({ "id": published["id"] });
    stage.app.clock.advance(TimeDelta::days(364));
    turn(&stage.app).await;
    assert_eq!(
        anyone.data(query, id.clone()).await["experience"]["state"],
        "PUBLISHED"
    );
    stage.app.clock.advance(TimeDelta::days(3));
    turn(&stage.app).await;
    // The sessions of before are over by now.
    let editor = stage
        .app
        .person_in(stage.owner.row.id, OrganisationRole::Editor)
        .await;
    let stale = editor.data(query, json!({ "id": published["id"] })).await["experience"].clone();
    assert_eq!(stale["state"], "STALE");
    let last = stale["history"]
        .as_array()
        .and_then(|all| all.last().cloned());
    assert_eq!(last, Some(json!({ "toState": "STALE", "person": null })));
    let data = editor.data(query, json!({ "id": draft["id"] })).await;
    assert_eq!(data["experience"]["state"], "DRAFT");
    assert!(sees(&stage.app.anyone(), &published["id"]).await);
    let confirmed = step(&editor, "confirmExperience", &stale).await;
    assert_eq!(
        confirmed["experience"]["state"], "PUBLISHED",
        "{confirmed:#}"
    );
    turn(&stage.app).await;
    let data = editor.data(query, json!({ "id": published["id"] })).await;
    assert_eq!(data["experience"]["state"], "PUBLISHED");
}

#[rstest]
#[tokio::test]
async fn a_request_expires_after_its_last_day(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let stage = Stage::set(db).await;
    let editor = &stage.owner.editor;
    let tomorrow = stage
        .app
        .today()
        .checked_add_days(Days::new(1))
        .expect("a day");
    let made = stage
        .post(
            editor,
            "REQUEST",
            &stage.owner,
            json!({ "deadline": tomorrow }),
        )
        .await;
    let endless = stage.post(editor, "OFFER", &stage.owner, json!({})).await;
    let status = async |made: &Value| {
        let query = "query ($id: ID!) { exchangePost(id: $id) { status version } }";
        let id = json!({ "id": made["exchangePost"]["id"] });
        stage.app.anyone().data(query, id).await["exchangePost"].clone()
    };
    stage.app.clock.advance(TimeDelta::days(1));
    turn(&stage.app).await;
    assert_eq!(status(&made).await["status"], "OPEN");
    stage.app.clock.advance(TimeDelta::days(1));
    turn(&stage.app).await;
    assert_eq!(status(&made).await["status"], "EXPIRED");
    assert_eq!(status(&endless).await["status"], "OPEN");
    // A later last day opens it again.
    let later = stage.app.today().checked_add_days(Days::new(9));
    let version = status(&made).await["version"].clone();
    let input = json!({ "id": made["exchangePost"]["id"], "version": version, "deadline": later });
    let fields = "exchangePost { status }";
    let again = editor
        .change(
            "updateExchangePost",
            "UpdateExchangePostInput",
            fields,
            input,
        )
        .await;
    assert_eq!(again["exchangePost"]["status"], "OPEN", "{again:#}");
}
