//! The change log: a reader that goes on from the last number it saw misses nothing.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use entity::{LocalizedText, country};
use erfa::platform::{
    access::{Import, Work},
    changes,
    error::Result,
};
use sea_orm::ActiveValue::Set;

use crate::support::*;

const WRITERS: usize = 8;
const WRITES: usize = 100;

/// One change: a country that nobody has heard of.
async fn write(app: &TestApp, code: String) -> Result<country::Model> {
    let work = Work::of_system(&app.app.store, "test", app.app.followers.clone()).await?;
    let outcome = async {
        let permit = work.permit_platform::<Import>()?;
        let row = country::ActiveModel {
            code: Set(code.clone()),
            name: Set(LocalizedText::new("en", code)),
            code_system: Set("test".to_owned()),
            ..Default::default()
        };
        work.insert(row, &permit).await
    }
    .await;
    work.finish(outcome).await
}

/// Many write while one reads on from the last number it saw; answers how many it missed.
async fn missed(app: Arc<TestApp>) -> usize {
    let done = Arc::new(AtomicBool::new(false));
    let reader = tokio::spawn({
        let (app, done) = (app.clone(), done.clone());
        async move {
            let (mut seq, mut seen) = (0, HashSet::new());
            loop {
                let last_round = done.load(Ordering::SeqCst);
                let rows = changes::after(&app.app.store, seq, 1_000)
                    .await
                    .expect("the log");
                if rows.is_empty() && last_round {
                    return seen;
                }
                for row in rows {
                    seq = row.seq;
                    seen.insert(row.entity_id);
                }
            }
        }
    });
    let writers = (0..WRITERS).map(|writer| {
        let app = app.clone();
        tokio::spawn(async move {
            let mut ids = vec![];
            for number in 0..WRITES {
                let row = write(
                    &app,
                    format!("{writer}-{number}-{:?}", std::time::Instant::now()),
                )
                .await;
                ids.push(row.expect("a write").id);
            }
            ids
        })
    });
    let mut written = vec![];
    for writer in writers.collect::<Vec<_>>() {
        written.extend(writer.await.expect("a writer"));
    }
    done.store(true, Ordering::SeqCst);
    let seen = reader.await.expect("the reader");
    written.iter().filter(|id| !seen.contains(id)).count()
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reader_misses_nothing_while_many_write(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = Arc::new(TestApp::start(db).await);
    assert_eq!(missed(app).await, 0);
}

/// Shows that the test above can fail: without the lock, numbers become visible out of order.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_its_lock_the_log_would_lose_rows_to_its_readers() {
    let app = Arc::new(TestApp::start(Db::Postgres).await);
    app.app.store.unlock_log();
    for _ in 0..10 {
        if missed(app.clone()).await > 0 {
            return;
        }
    }
    panic!("ten rounds without the lock, and no row was missed");
}

#[rstest]
#[tokio::test]
async fn what_is_not_committed_is_not_told(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    write(&app, "AA".to_owned()).await.expect("a first country");
    let again = write(&app, "AA".to_owned()).await;
    assert!(again.is_err(), "a second country of one code");
    let told = changes::after(&app.app.store, 0, 10)
        .await
        .expect("the log");
    assert_eq!(told.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_change_names_what_changed_and_who_may_know(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let app = TestApp::start(db).await;
    let row = write(&app, "AA".to_owned()).await.expect("a country");
    let told = changes::after(&app.app.store, 0, 10)
        .await
        .expect("the log")
        .remove(0);
    assert_eq!(
        (told.kind.as_str(), told.entity_id, told.version),
        ("Country", row.id, 1)
    );
    assert_eq!(
        (told.audience_before, told.audience_after),
        (None, Some(erfa::platform::access::PUBLIC))
    );
    assert_eq!(told.origin, "test");
}
