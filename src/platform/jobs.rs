//! What is done later, or again until it succeeds: put in line by the transaction that caused it, run by a worker.
//!
//! A job may run twice, when a process dies between the work and its note of it: handlers bear that. At most one job of a
//! kind has the same unique key, for as long as finished ones are kept.

mod line;
mod worker;

use chrono::{DateTime, TimeDelta, Utc};
use entity::job;
use futures_util::future::BoxFuture;
use serde_json::Value;

pub use line::{cancel, cancel_all, enqueue, enqueue_all, in_line};
pub use worker::Worker;

use super::error::Error;

/// How long finished jobs are kept.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// How long a job may run …
pub(super) const LONGEST: TimeDelta = TimeDelta::seconds(60);
/// … and how long nobody else takes it up.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(120);
/// How often a job is begun before it is given up: for about four hours.
pub const ATTEMPTS: i32 = 10;

/// A job to be put in line.
pub struct NewJob {
    pub kind: &'static str,
    /// Where one of this kind and key is in line, or was within `KEPT`, this one is left out.
    pub unique_key: Option<String>,
    pub payload: Value,
    pub run_at: DateTime<Utc>,
}

/// Runs the jobs of one kind.
pub trait Handler: Send + Sync + 'static {
    fn kind(&self) -> &'static str;
    fn run<'a>(&'a self, job: &'a job::Model) -> BoxFuture<'a, Result<(), Failed>>;
}

/// Why a job did not succeed. The reason is kept and logged: no secrets in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failed {
    /// It may succeed another time.
    ForNow(String),
    /// It never will.
    ForGood(String),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(cause) => Self::ForNow(format!("{cause:#}")),
            other => Self::ForNow(other.message()),
        }
    }
}

/// How long to wait after so many attempts: half a minute, then twice as long each time, two hours at most.
pub fn pause(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or_default().min(8);
    TimeDelta::seconds((30_i64 << doublings).min(7_200))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stop_growing() {
        let seconds: Vec<_> = (0..12).map(|one| pause(one).num_seconds()).collect();
        assert_eq!(
            seconds,
            [
                30, 30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_200, 7_200, 7_200
            ]
        );
    }
}
