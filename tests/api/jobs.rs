//! The line of jobs: each is run by one of many workers, again until it succeeds, once a unique key.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use chrono::TimeDelta;
use entity::job::{self, JobState};
use erfa::platform::{
    access::{Followers, Work},
    jobs::{self, Failed, Handler, NewJob, Worker},
};
use futures_util::future::{BoxFuture, FutureExt};
use sea_orm::{EntityTrait, QueryOrder};

use crate::support::*;

const KIND: &str = "test";

/// Notes what it runs; fails while it is told to.
#[derive(Clone, Default)]
struct Notes {
    ran: Arc<Mutex<Vec<i64>>>,
    failing: Arc<AtomicBool>,
}

impl Notes {
    fn ran(&self) -> Vec<i64> {
        let mut ran = self.ran.lock().expect("unbroken").clone();
        ran.sort_unstable();
        ran
    }
}

impl Handler for Notes {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>> {
        async move {
            tokio::task::yield_now().await;
            if self.failing.load(Ordering::SeqCst) {
                return Err(Failed::ForNow("told to".to_owned()));
            }
            let number = job.payload["number"].as_i64().expect("a number");
            self.ran.lock().expect("unbroken").push(number);
            Ok(())
        }
        .boxed()
    }
}

struct Scene {
    app: TestApp,
    notes: Notes,
    worker: Worker,
}

impl Scene {
    async fn set(db: Db) -> Self {
        let app = TestApp::start(db).await;
        let notes = Notes::default();
        let worker = Worker::new(app.app.store.clone(), vec![Box::new(notes.clone())]);
        Self { app, notes, worker }
    }

    async fn enqueue(&self, number: i64, key: Option<&str>, wait: TimeDelta, keep: bool) -> bool {
        let work = Work::of_system(&self.app.app.store, "test", Followers::default()).await;
        let work = work.expect("a transaction");
        let job = NewJob {
            kind: KIND,
            unique_key: key.map(str::to_owned),
            payload: json!({ "number": number }),
            run_at: self.app.now() + wait,
        };
        let added = jobs::enqueue(&work, job).await.expect("in line");
        let outcome = if keep {
            Ok(added)
        } else {
            Err(erfa::platform::error::Error::Forbidden)
        };
        work.finish(outcome).await.unwrap_or(false)
    }

    async fn turn(&self) -> usize {
        self.worker.turn().await.expect("a turn")
    }

    #[expect(clippy::disallowed_methods, reason = "looks behind the server")]
    async fn rows(&self) -> Vec<job::Model> {
        let rows = job::Entity::find().order_by_asc(job::Column::Id);
        rows.all(&self.app.connection).await.expect("the jobs")
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_workers_run_each_job_once(#[values(Db::Sqlite, Db::Postgres)] db: Db) {
    let scene = Arc::new(Scene::set(db).await);
    for number in 0..100 {
        assert!(scene.enqueue(number, None, TimeDelta::zero(), true).await);
    }
    let workers = (0..4).map(|_| {
        let scene = scene.clone();
        tokio::spawn(async move { while scene.turn().await > 0 {} })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.expect("a worker");
    }
    while scene.turn().await > 0 {}
    assert_eq!(scene.notes.ran(), (0..100).collect::<Vec<_>>());
    for row in scene.rows().await {
        assert_eq!((row.state, row.attempts), (JobState::Done, 1));
        assert_eq!(row.payload, json!({}), "what it held is gone");
    }
}

#[rstest]
#[tokio::test]
async fn a_job_waits_for_its_time_and_is_gone_with_its_transaction(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    assert!(!scene.enqueue(1, None, TimeDelta::zero(), false).await);
    assert!(scene.enqueue(2, None, TimeDelta::hours(1), true).await);
    assert_eq!(scene.turn().await, 0);
    scene.app.clock.advance(TimeDelta::hours(1));
    assert_eq!(scene.turn().await, 1);
    assert_eq!(scene.notes.ran(), [2]);
}

#[rstest]
#[tokio::test]
async fn a_unique_key_stands_in_line_once_and_can_be_taken_out(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let later = TimeDelta::hours(1);
    assert!(scene.enqueue(1, Some("a"), later, true).await);
    assert!(!scene.enqueue(2, Some("a"), later, true).await);
    assert!(scene.enqueue(3, Some("b"), later, true).await);
    let work = Work::of_system(&scene.app.app.store, "test", Followers::default()).await;
    let work = work.expect("a transaction");
    let gone = jobs::cancel(&work, KIND, "a").await;
    assert!(work.finish(gone).await.expect("kept"));
    assert!(scene.enqueue(4, Some("a"), later, true).await);
    scene.app.clock.advance(later);
    assert_eq!(scene.turn().await, 2);
    assert_eq!(scene.notes.ran(), [3, 4]);
    assert!(
        !scene.enqueue(5, Some("a"), later, true).await,
        "finished ones count"
    );
}

#[rstest]
#[tokio::test]
async fn what_fails_is_tried_again_ever_later_and_given_up_in_the_end(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    scene.notes.failing.store(true, Ordering::SeqCst);
    scene.enqueue(1, None, TimeDelta::zero(), true).await;
    for attempt in 1..jobs::ATTEMPTS {
        assert_eq!(scene.turn().await, 1, "attempt {attempt}");
        assert_eq!(scene.turn().await, 0, "not at once");
        scene.app.clock.advance(jobs::pause(attempt));
    }
    assert_eq!(scene.turn().await, 1);
    scene.app.clock.advance(TimeDelta::days(1));
    assert_eq!(scene.turn().await, 0);
    let row = scene.rows().await.pop().expect("it is kept");
    assert_eq!(
        (row.state, row.attempts),
        (JobState::GivenUp, jobs::ATTEMPTS)
    );
    assert_eq!(row.last_error.as_deref(), Some("told to"));
    assert_eq!(row.payload, json!({}));
}

#[rstest]
#[tokio::test]
async fn a_job_of_a_worker_that_died_is_taken_up_by_another(
    #[values(Db::Sqlite, Db::Postgres)] db: Db,
) {
    let scene = Scene::set(db).await;
    let now = scene.app.now();
    scene
        .app
        .put(job::Model {
            id: erfa::platform::clock::new_id(),
            kind: KIND.to_owned(),
            unique_key: None,
            payload: json!({ "number": 7 }),
            state: JobState::Waiting,
            run_at: now,
            attempts: 1,
            lease_id: Some(erfa::platform::clock::new_id()),
            leased_until: Some(now + TimeDelta::minutes(2)),
            last_error: None,
            created_at: now,
            finished_at: None,
        })
        .await;
    assert_eq!(scene.turn().await, 0, "the other may still be at it");
    scene.app.clock.advance(TimeDelta::minutes(3));
    assert_eq!(scene.turn().await, 1);
    assert_eq!(scene.notes.ran(), [7]);
}
