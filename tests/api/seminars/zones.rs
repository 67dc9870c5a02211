//! Rules of time zones that change.

use entity::{change_log, seminar};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::scene::*;
use crate::support::*;

async fn follow(scene: &Scene) -> usize {
    let app = &scene.app.app;
    let moved = erfa::seminars::follow_zones(&app.store, &app.followers).await;
    moved.expect("they follow")
}

#[rstest]
#[tokio::test]
async fn an_instant_that_older_rules_gave_follows_the_rules_of_today(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::new(db).await;
    let stockholm = json!({ "timeZone": "Europe/Stockholm" });
    let seen = scene.open(stockholm.clone()).await;
    scene.open(stockholm).await;
    let times = "startsLocal endsLocal startsAt endsAt version";
    let right = scene.look(&seen, times).await;
    assert_eq!(follow(&scene).await, 0, "all is as the rules have it");
    // As if another version of the rules had been known when it was written: an hour off.
    let hour = match db {
        Db::Sqlite => {
            "UPDATE seminar SET starts_at = replace(datetime(starts_at, '+1 hour'), ' ', 'T') || '+00:00', ends_at = replace(datetime(ends_at, '+1 hour'), ' ', 'T') || '+00:00'"
        }
        Db::Postgres => {
            "UPDATE seminar SET starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour'"
        }
    };
    let moved = scene.app.connection.execute_unprepared(hour).await;
    moved.expect("they are moved");
    let off = scene.look(&seen, times).await;
    assert_ne!(off["startsAt"], right["startsAt"]);
    assert_eq!(follow(&scene).await, 2);
    assert_eq!(follow(&scene).await, 0, "once is enough");
    let after = scene.look(&seen, times).await;
    let version = right["version"].as_i64().expect("a version") + 1;
    assert_eq!(after, merged(right, json!({ "version": version })));
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let told = change_log::Entity::find()
        .filter(change_log::Column::Kind.eq("Seminar"))
        .filter(change_log::Column::Version.eq(version))
        .all(&scene.app.connection)
        .await
        .expect("the log");
    assert_eq!(told.len(), 2, "a change like any other is told");
    #[allow(clippy::disallowed_methods, reason = "a test looks behind the doors")]
    let rows = seminar::Entity::find().all(&scene.app.connection).await;
    let rows = rows.expect("the rows");
    assert!(rows.iter().all(|row| Some(row.sort_at) == row.starts_at));
}
