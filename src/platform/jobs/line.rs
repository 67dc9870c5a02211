//! The line of jobs, as a table.

#![expect(
    clippy::disallowed_methods,
    reason = "jobs are the platform's own table"
)]

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use entity::job::{self, Column, Entity, JobState};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, LockBehavior, LockType, OnConflict},
};
use serde_json::json;
use uuid::Uuid;

use super::{ATTEMPTS, Failed, KEPT, LEASE, NewJob, pause};
use crate::platform::{
    access::{Followers, Work},
    clock::new_id,
    error::Result,
    store::{Store, one_of_texts},
};

/// Reasons are kept up to so many characters.
const REASON: usize = 500;
/// Jobs that one worker takes up at once.
const BATCH: u64 = 16;
/// Jobs put in line by one statement: SQLite takes 32,766 parameters.
const ENQUEUED: usize = 500;

/// Puts a job in line, within the transaction that causes it; answers whether it is a new one.
pub async fn enqueue(work: &Work, job: NewJob) -> Result<bool> {
    Ok(enqueue_all(work, vec![job]).await? > 0)
}

/// Puts many jobs in line, a statement for every so many of them; answers how many are new.
pub async fn enqueue_all(work: &Work, jobs: Vec<NewJob>) -> Result<u64> {
    let mut added = 0;
    let mut rows = jobs.into_iter().map(|job| waiting(work, job)).peekable();
    while rows.peek().is_some() {
        let batch: Vec<_> = rows.by_ref().take(ENQUEUED).collect();
        added += Entity::insert_many(batch)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(work.connection())
            .await?;
        work.note_job();
    }
    Ok(added)
}

fn waiting(work: &Work, job: NewJob) -> job::ActiveModel {
    job::ActiveModel {
        id: Set(new_id()),
        kind: Set(job.kind.to_owned()),
        unique_key: Set(job.unique_key),
        payload: Set(job.payload),
        state: Set(JobState::Waiting),
        run_at: Set(job.run_at),
        attempts: Set(0),
        lease_id: Set(None),
        leased_until: Set(None),
        last_error: Set(None),
        created_at: Set(work.now()),
        finished_at: Set(None),
    }
}

/// Takes a job that nobody has begun out of the line; answers whether there was one.
pub async fn cancel(work: &Work, kind: &str, unique_key: &str) -> Result<bool> {
    Ok(cancel_all(work, kind, vec![unique_key.to_owned()]).await? > 0)
}

/// Takes jobs out of the line that nobody has begun, or that wait to be tried again; answers how many there were.
pub async fn cancel_all(work: &Work, kind: &str, unique_keys: Vec<String>) -> Result<u64> {
    if unique_keys.is_empty() {
        return Ok(0);
    }
    let deleted = Entity::delete_many()
        .filter(waits_as(work, kind, &unique_keys))
        .filter(Column::LeaseId.is_null())
        .exec(work.connection())
        .await?;
    Ok(deleted.rows_affected)
}

/// Those of these keys whose jobs have not ended.
pub async fn in_line(work: &Work, kind: &str, unique_keys: Vec<String>) -> Result<HashSet<String>> {
    if unique_keys.is_empty() {
        return Ok(HashSet::new());
    }
    let waiting = Entity::find()
        .select_only()
        .column(Column::UniqueKey)
        .filter(waits_as(work, kind, &unique_keys))
        .into_tuple::<String>()
        .all(work.connection())
        .await?;
    Ok(waiting.into_iter().collect())
}

/// Jobs of a kind that have not ended, by their keys.
fn waits_as(work: &Work, kind: &str, unique_keys: &[String]) -> Condition {
    let key = Expr::col(Column::UniqueKey);
    Condition::all()
        .add(Column::Kind.eq(kind))
        .add(one_of_texts(work.viewer().backend(), key, unique_keys))
        .add(Column::State.eq(JobState::Waiting))
}

fn due(kinds: &[&str], now: DateTime<Utc>) -> Condition {
    let free = Condition::any()
        .add(Column::LeasedUntil.is_null())
        .add(Column::LeasedUntil.lte(now));
    Condition::all()
        .add(Column::State.eq(JobState::Waiting))
        .add(Column::RunAt.lte(now))
        .add(Column::Kind.is_in(kinds.iter().copied()))
        .add(free)
}

/// Whether there is something to take up; one look that holds up nobody.
pub(super) async fn any_due(store: &Store, kinds: &[&str]) -> Result<bool> {
    let found = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(due(kinds, store.clock.now()))
        .limit(1)
        .into_tuple::<Uuid>()
        .one(&store.read)
        .await?;
    Ok(found.is_some())
}

/// Takes up jobs whose time has come. Several workers get different ones: PostgreSQL skips what another has locked, SQLite
/// has one writer, and the update asks again whether a job is free.
pub(super) async fn take(store: &Store, kinds: &[&str]) -> Result<Vec<job::Model>> {
    in_work(store, async |work| {
        let waiting = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(due(kinds, work.now()))
            .order_by_asc(Column::RunAt)
            .order_by_asc(Column::Id)
            .limit(BATCH)
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_tuple::<Uuid>()
            .all(work.connection())
            .await?;
        if waiting.is_empty() {
            return Ok(vec![]);
        }
        let taken = Entity::update_many()
            .col_expr(Column::LeaseId, Expr::value(new_id()))
            .col_expr(Column::LeasedUntil, Expr::value(work.now() + LEASE))
            .col_expr(
                Column::Attempts,
                sea_orm::ExprTrait::add(Expr::col(Column::Attempts), 1),
            )
            .filter(Column::Id.is_in(waiting))
            .filter(due(kinds, work.now()))
            .exec_with_returning(work.connection())
            .await?;
        Ok(taken)
    })
    .await
}

/// Notes how jobs went that were taken up together, unless the lease ran out and somebody else has them.
pub(super) async fn settle(
    store: &Store,
    outcomes: Vec<(&job::Model, Result<(), Failed>)>,
) -> Result<()> {
    in_work(store, async |work| {
        let done: Vec<&job::Model> = outcomes
            .iter()
            .filter(|(_, outcome)| outcome.is_ok())
            .map(|(job, _)| *job)
            .collect();
        if let Some(first) = done.first() {
            let change = finished(work, JobState::Done, None);
            Entity::update_many()
                .set(change)
                .filter(Column::Id.is_in(done.iter().map(|job| job.id)))
                .filter(Column::LeaseId.eq(first.lease_id))
                .exec(work.connection())
                .await?;
        }
        for (job, outcome) in &outcomes {
            let change = match outcome {
                Ok(()) => continue,
                Err(Failed::ForNow(why)) if job.attempts < ATTEMPTS => job::ActiveModel {
                    state: Set(JobState::Waiting),
                    run_at: Set(work.now() + pause(job.attempts)),
                    lease_id: Set(None),
                    leased_until: Set(None),
                    last_error: Set(Some(short(why))),
                    ..Default::default()
                },
                Err(Failed::ForNow(why) | Failed::ForGood(why)) => {
                    finished(work, JobState::GivenUp, Some(short(why)))
                }
            };
            Entity::update_many()
                .set(change)
                .filter(Column::Id.eq(job.id))
                .filter(Column::LeaseId.eq(job.lease_id))
                .exec(work.connection())
                .await?;
        }
        Ok(())
    })
    .await
}

fn finished(work: &Work, state: JobState, error: Option<String>) -> job::ActiveModel {
    job::ActiveModel {
        state: Set(state),
        lease_id: Set(None),
        leased_until: Set(None),
        last_error: Set(error),
        finished_at: Set(Some(work.now())),
        payload: Set(json!({})),
        ..Default::default()
    }
}

fn short(why: &str) -> String {
    why.chars().take(REASON).collect()
}

/// Removes what was finished long ago.
pub(super) async fn sweep(store: &Store) -> Result<()> {
    in_work(store, async |work| {
        Entity::delete_many()
            .filter(Column::State.ne(JobState::Waiting))
            .filter(Column::FinishedAt.lt(work.now() - KEPT))
            .exec(work.connection())
            .await?;
        Ok(())
    })
    .await
}

async fn in_work<T>(store: &Store, step: impl AsyncFnOnce(&Work) -> Result<T>) -> Result<T> {
    let work = Work::of_system(store, "jobs", Followers::default()).await?;
    let outcome = step(&work).await;
    work.finish(outcome).await
}
