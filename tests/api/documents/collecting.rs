//! What becomes of files that nobody wants.

use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use entity::feed_meta;
use erfa::{
    documents::files::{Collected, collect},
    platform::clock::new_id,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use super::{sending::*, uploads::id};
use crate::support::*;

impl TestApp {
    /// Makes its database another one: those of tests are copies of each other.
    #[expect(clippy::disallowed_methods, reason = "tests set the scene directly")]
    async fn rename(&self) {
        let change = feed_meta::ActiveModel {
            epoch: Set(new_id()),
            ..Default::default()
        };
        let renamed = feed_meta::Entity::update_many()
            .set(change)
            .exec(&self.connection);
        assert_eq!(renamed.await.expect("renamed").rows_affected, 1);
    }

    /// The bytes of the only stored file.
    fn claimed_bytes(&self) -> Vec<u8> {
        let [only] = &self.stored()[..] else {
            panic!("not one file: {:?}", self.stored());
        };
        std::fs::read(only).expect("the file")
    }
}

#[rstest]
#[tokio::test]
async fn what_nobody_claims_is_removed_after_a_day(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    uploaded(&person, "left.txt", b"left").await;
    let collect = || async {
        collect(&app.app.store, &app.app.files)
            .await
            .expect("collected")
    };
    app.clock.advance(TimeDelta::hours(23));
    assert_eq!(collect().await, Collected::default());
    assert_eq!(app.rows().await, (2, 2));
    app.clock.advance(TimeDelta::hours(1));
    let collected = Collected {
        uploads: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, collected);
    assert_eq!(app.rows().await, (1, 1));
    assert_eq!(app.stored().len(), 1);
    assert_eq!(collect().await, Collected::default());
}

#[tokio::test]
async fn objects_without_a_row_and_half_written_ones_are_removed_after_a_day() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    let key = new_id();
    let shelf = format!("{:02x}", key.as_bytes()[15]);
    let folder = app.app.settings.files_folder().join(shelf);
    std::fs::create_dir_all(&folder).expect("a folder");
    let stray = folder.join(key.simple().to_string());
    let staged = folder.join(format!("{}#1", new_id().simple()));
    for file in [&stray, &staged] {
        std::fs::write(file, b"left by a kill").expect("a file");
    }
    let collect = || async {
        collect(&app.app.store, &app.app.files)
            .await
            .expect("collected")
    };
    assert_eq!(collect().await, Collected::default());
    let yesterday = SystemTime::from(app.now()) - Duration::from_secs(25 * 3600);
    std::fs::File::options()
        .write(true)
        .open(&staged)
        .expect("the file")
        .set_modified(yesterday)
        .expect("older");
    let unfinished = Collected {
        unfinished: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, unfinished);
    app.clock.advance(TimeDelta::hours(25));
    let objects = Collected {
        objects: 1,
        ..Collected::default()
    };
    assert_eq!(collect().await, objects);
    assert_eq!(app.stored().len(), 1);
}

#[tokio::test]
async fn a_fresh_database_over_the_files_of_another_leaves_them_alone() {
    let app = TestApp::start(Db::Sqlite).await;
    let person = app.person().await;
    let kept = uploaded(&person, "kept.txt", b"kept").await;
    app.claim(person.person_id, id(&kept))
        .await
        .expect("claimed");
    let first = collect(&app.app.store, &app.app.files).await;
    assert_eq!(first.expect("collected"), Collected::default());
    let folder = app.app.settings.files_folder();
    let other = TestApp::set(Db::Sqlite, |settings| settings.files.folder = folder).await;
    other.rename().await;
    other.clock.advance(TimeDelta::days(30));
    let second = collect(&other.app.store, &other.app.files).await;
    assert_eq!(second.expect("collected"), Collected::default());
    assert_eq!(app.claimed_bytes(), b"kept");
}
