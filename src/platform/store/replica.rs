//! One replica: how far it has come, how far that is behind, and whether it answers.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, Statement};
use tokio::{sync::watch, time::timeout};
use uuid::Uuid;

use super::{position::Position, reading::Reading, tally::Tally};
use crate::platform::{
    error::{TOOK_TOO_LONG, sql_state},
    metering,
};

/// How long it may take to say how far it has come.
const PATIENCE: Duration = Duration::from_secs(1);
/// Moments that are remembered of a replica that is behind: a minute at least.
const MOMENTS: usize = 1_200;

const SAMPLE: &str = "SELECT pg_is_in_recovery() AS follows, \
    (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_insert_lsn() END \
      - '0/0'::pg_lsn)::bigint AS wal, \
    coalesce((SELECT max(seq) FROM change_log), 0) AS seq, (SELECT epoch FROM feed_meta) AS feed";

/// What a database says of itself. All that was committed before it was asked is at or before its position.
pub(super) struct Sample {
    /// It is a replica.
    follows: bool,
    pub(super) position: Position,
    /// Which database it is.
    feed: Option<Uuid>,
}

impl Sample {
    #[expect(
        clippy::disallowed_methods,
        reason = "positions are the platform's own"
    )]
    pub(super) async fn of(reading: &Reading) -> Result<Self, String> {
        let asked = Statement::from_string(DbBackend::Postgres, SAMPLE);
        let row = timeout(PATIENCE, reading.query_one_raw(asked)).await;
        let row = row.map_err(|_| "it does not answer in time".to_owned())?;
        let row = row.map_err(|cause| cause.to_string())?;
        let row = row.ok_or("it answers with nothing")?;
        let read = || {
            Ok(Self {
                follows: row.try_get("", "follows")?,
                position: Position {
                    seq: row.try_get("", "seq")?,
                    wal: row.try_get::<Option<i64>>("", "wal")?.unwrap_or_default(),
                },
                feed: row.try_get("", "feed")?,
            })
        };
        read().map_err(|cause: DbErr| cause.to_string())
    }
}

/// How a replica is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaUse {
    /// Host and port.
    pub address: String,
    /// Whether it answers.
    pub answers: bool,
    /// It has all that was committed longer ago; none before it has ever answered.
    pub lag: Option<Duration>,
}

pub(super) struct Replica {
    address: String,
    reading: Reading,
    /// Where nobody else asks.
    probe: Reading,
    up: watch::Sender<bool>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    position: Position,
    /// All that was committed before this moment is there.
    as_of: Option<Instant>,
    /// What the newest change was, and the last moment at which it was the newest.
    moments: VecDeque<(i64, Instant)>,
}

impl State {
    fn note(&mut self, asked: Instant, newest: i64, here: Position) {
        match self.moments.back_mut() {
            Some((seq, last)) if *seq == newest => *last = asked,
            _ => self.moments.push_back((newest, asked)),
        }
        if self.moments.len() > MOMENTS {
            self.moments.pop_front();
        }
        self.position = here;
        while let Some((seq, last)) = self.moments.front()
            && *seq <= here.seq
        {
            self.as_of = Some(*last);
            self.moments.pop_front();
        }
    }
}

impl Replica {
    pub(super) fn new(address: String, reading: Reading, probe: Reading) -> Self {
        Self {
            address,
            reading,
            probe,
            up: watch::Sender::new(false),
            state: Mutex::default(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What reads here, its statements counted there.
    pub(super) fn reading(&self, tally: &Arc<Tally>) -> Reading {
        self.reading.counted_in(tally)
    }

    pub(super) async fn close(&self) {
        self.reading.close().await;
        self.probe.close().await;
    }

    pub(super) fn position(&self) -> Position {
        self.state().position
    }

    /// It has all that was committed longer ago than this.
    pub(super) fn lag(&self) -> Option<Duration> {
        self.state().as_of.map(|as_of| as_of.elapsed())
    }

    pub(super) fn answers(&self) -> bool {
        *self.up.borrow()
    }

    pub(super) fn in_use(&self) -> ReplicaUse {
        ReplicaUse {
            address: self.address.clone(),
            answers: self.answers(),
            lag: self.lag(),
        }
    }

    /// Asks how far it has come, while the primary is asked the same; an error says why it is not to be read.
    pub(super) async fn look(
        &self,
        primary: impl Future<Output = Result<Sample, String>>,
    ) -> Result<(), String> {
        let asked = Instant::now();
        let (primary, here) = tokio::join!(primary, Sample::of(&self.probe));
        let here = here?;
        if !here.follows {
            return Err("it is no replica".to_owned());
        }
        // How things were holds on while the primary does not answer.
        let Ok(primary) = primary else {
            return Ok(());
        };
        if here.feed.is_some() && here.feed != primary.feed {
            return Err("it is a replica of another database".to_owned());
        }
        let newest = primary.position.seq;
        self.state().note(asked, newest, here.position);
        if !self.up.send_replace(true) {
            tracing::info!(replica = self.address, "reading at a replica");
        }
        Ok(())
    }

    /// Nothing is read here until it answers again; what is under way is asked of the primary.
    pub(super) fn lose(&self, why: &str) {
        if self.up.send_replace(false) {
            tracing::warn!(
                replica = self.address,
                why,
                "reading at the primary instead"
            );
        }
    }

    /// The outcome of a statement here; none where the primary must be asked instead.
    pub(super) async fn answer<T>(
        &self,
        statement: impl Future<Output = Result<T, DbErr>>,
    ) -> Option<Result<T, DbErr>> {
        let mut up = self.up.subscribe();
        if !*up.borrow() {
            return None;
        }
        let outcome = tokio::select! {
            outcome = statement => Some(outcome),
            _ = up.wait_for(|up| !up) => None,
        };
        let taken_over = match outcome {
            Some(Ok(found)) => return Some(Ok(found)),
            Some(Err(cause)) => cause,
            None => return self.taken_over(),
        };
        match sql_state(&taken_over).as_deref() {
            // The primary would take as long.
            Some(TOOK_TOO_LONG) => return Some(Err(taken_over)),
            Some(ended) if ended.starts_with("57P") => self.lose("it is stopping"),
            // What was in the way of replaying, or has not arrived yet.
            Some(_) => {}
            None if matches!(
                taken_over,
                DbErr::ConnectionAcquire(ConnAcquireErr::Timeout)
            ) => {}
            None => self.lose(&taken_over.to_string()),
        }
        self.taken_over()
    }

    fn taken_over<T>(&self) -> Option<T> {
        metering::taken_over(&self.address);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replica_is_as_old_as_the_newest_moment_of_which_it_has_everything() {
        let begun = Instant::now();
        let at = |second| begun + Duration::from_secs(second);
        let mut state = State::default();
        state.note(at(0), 7, Position::of_change(7));
        assert_eq!(state.as_of, Some(at(0)));
        // Nothing is written: it stays up to date.
        state.note(at(1), 7, Position::of_change(7));
        assert_eq!(state.as_of, Some(at(1)));
        // It is behind by what was written since.
        state.note(at(2), 9, Position::of_change(7));
        state.note(at(3), 12, Position::of_change(8));
        assert_eq!(state.as_of, Some(at(1)));
        state.note(at(4), 15, Position::of_change(12));
        assert_eq!(state.as_of, Some(at(3)));
        state.note(at(5), 15, Position::of_change(15));
        assert_eq!(state.as_of, Some(at(5)));
    }
}
