//! Which replica somebody may read at: one that has what they wrote, lacks nothing that concerns everybody, and is not too
//! far behind.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::sync::watch;
use uuid::Uuid;

use super::{
    position::Position,
    reading::Reading,
    replica::{Replica, ReplicaUse, Sample},
};
use crate::platform::metering;

/// How often they are asked how far they have come.
const TICK: Duration = Duration::from_millis(50);
/// Accounts whose writes are remembered one by one; beyond that they count for everybody.
const ACCOUNTS: usize = 10_000;

/// All replicas of a database.
pub(super) struct Replicas {
    all: Vec<Arc<Replica>>,
    primary: Reading,
    /// The primary, where nobody else asks.
    probe: Reading,
    max_lag: Duration,
    turn: AtomicUsize,
    marks: Mutex<Marks>,
    /// Up to where this process has written.
    own: AtomicI64,
}

/// Up to where a replica must have come before somebody reads there.
#[derive(Default)]
struct Marks {
    everybody: Position,
    accounts: HashMap<Uuid, Position>,
    /// Written by these at that moment, nobody knows yet where; none stands for everybody.
    unplaced: HashMap<Option<Uuid>, Instant>,
}

impl Marks {
    fn set(&mut self, account: Option<Uuid>, position: Position) {
        match account {
            None => self.everybody = self.everybody.and(position),
            Some(account) => {
                let known = self.accounts.entry(account).or_default();
                *known = known.and(position);
            }
        }
        if self.accounts.len() > ACCOUNTS {
            let all = self.accounts.drain().map(|(_, position)| position);
            self.everybody = all.fold(self.everybody, Position::and);
        }
    }

    /// What an account must find; none while that is not known.
    fn of(&self, account: Option<Uuid>) -> Option<Position> {
        if self.unplaced.contains_key(&None) {
            return None;
        }
        let Some(account) = account else {
            return Some(self.everybody);
        };
        let known = !self.unplaced.contains_key(&Some(account));
        let own = self.accounts.get(&account).copied().unwrap_or_default();
        known.then(|| self.everybody.and(own))
    }

    /// All that was written before `asked` is at this position or before it.
    fn place(&mut self, asked: Instant, position: Position) {
        let placed: Vec<_> = self
            .unplaced
            .iter()
            .filter(|(_, at)| **at < asked)
            .collect();
        for account in placed
            .into_iter()
            .map(|(account, _)| *account)
            .collect::<Vec<_>>()
        {
            self.unplaced.remove(&account);
            self.set(account, position);
        }
    }
}

impl Replicas {
    pub(super) fn new(
        all: Vec<Replica>,
        primary: Reading,
        probe: Reading,
        max_lag: Duration,
    ) -> Self {
        Self {
            all: all.into_iter().map(Arc::new).collect(),
            primary,
            probe,
            max_lag,
            turn: AtomicUsize::new(0),
            marks: Mutex::default(),
            own: AtomicI64::new(0),
        }
    }

    fn marks(&self) -> MutexGuard<'_, Marks> {
        self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A replica for a query of this account, whose client has seen what is at `seen`.
    pub(super) fn choose(&self, account: Option<Uuid>, seen: Position) -> Option<Arc<Replica>> {
        let needed = self.marks().of(account).map(|needed| needed.and(seen));
        let first = self.turn.fetch_add(1, Ordering::Relaxed);
        let in_turn =
            (0..self.all.len()).map(|step| &self.all[first.wrapping_add(step) % self.all.len()]);
        let mut why = "down";
        for replica in in_turn.filter(|replica| replica.answers()) {
            if replica.lag().is_none_or(|lag| lag > self.max_lag) {
                why = "lag";
            } else if needed.is_none_or(|needed| !replica.position().covers(needed)) {
                why = "written";
            } else {
                metering::read_at("replica", "fit");
                return Some(replica.clone());
            }
        }
        metering::read_at("primary", why);
        None
    }

    /// This process has committed something for an account: up to where, if that can be found out. `told`: it stands in the
    /// change log. Without an account only what is told counts, for everybody.
    pub(super) async fn committed(&self, account: Option<Uuid>, told: bool) -> Option<Position> {
        let sample = Sample::of(&self.primary).await;
        let counts = account.is_some() || told;
        match sample {
            Ok(now) => {
                self.own.fetch_max(now.position.wal, Ordering::SeqCst);
                let position = match told {
                    true => Position::of_change(now.position.seq),
                    false => Position {
                        seq: 0,
                        ..now.position
                    },
                };
                if counts {
                    self.marks().set(account, position);
                }
                Some(position)
            }
            Err(why) => {
                tracing::warn!(why, "nobody knows up to where was written");
                if counts {
                    self.unplaced(account);
                }
                None
            }
        }
    }

    /// An account has written something, before now.
    pub(super) fn unplaced(&self, account: Option<Uuid>) {
        self.marks().unplaced.insert(account, Instant::now());
    }

    /// What this account reads from now on includes that; without one, what everybody reads.
    pub(super) fn mark(&self, account: Option<Uuid>, position: Position) {
        self.marks().set(account, position);
    }

    /// Up to where this process has written.
    pub(super) fn own(&self) -> Position {
        Position {
            seq: 0,
            wal: self.own.load(Ordering::SeqCst),
        }
    }

    pub(super) fn in_use(&self) -> Vec<ReplicaUse> {
        self.all.iter().map(|replica| replica.in_use()).collect()
    }

    pub(super) async fn close(&self) {
        for replica in &self.all {
            replica.close().await;
        }
        self.probe.close().await;
    }

    /// Asks each replica how far it has come, again and again.
    pub(super) fn watch(self: &Arc<Self>, stopping: &watch::Receiver<bool>) {
        for replica in &self.all {
            let (replicas, replica, mut stopping) =
                (self.clone(), replica.clone(), stopping.clone());
            tokio::spawn(async move {
                loop {
                    if let Err(why) = replica.look(replicas.sample()).await {
                        replica.lose(&why);
                    }
                    replicas.forget();
                    tokio::select! {
                        () = tokio::time::sleep(TICK) => {}
                        _ = stopping.wait_for(|stop| *stop) => return,
                    }
                }
            });
        }
    }

    /// What is wrong with each, if anything.
    pub(super) async fn check(&self) -> Vec<(String, Result<(), String>)> {
        let mut found = vec![];
        for replica in &self.all {
            let outcome = replica.look(self.sample()).await;
            found.push((replica.in_use().address, outcome));
        }
        found
    }

    async fn sample(&self) -> Result<Sample, String> {
        let asked = Instant::now();
        let sample = Sample::of(&self.probe).await?;
        self.marks().place(asked, sample.position);
        Ok(sample)
    }

    /// What has arrived everywhere need not be remembered.
    fn forget(&self) {
        let there: Vec<_> = self.all.iter().map(|replica| replica.position()).collect();
        let mut marks = self.marks();
        let missing = |mark: &Position| there.iter().any(|position| !position.covers(*mark));
        marks.accounts.retain(|_, mark| missing(mark));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_needed_by_its_author_and_what_concerns_all_by_everybody() {
        let (one, other) = (Some(Uuid::from_u128(1)), Some(Uuid::from_u128(2)));
        let mut marks = Marks::default();
        marks.set(one, Position::of_change(5));
        marks.set(None, Position::of_change(3));
        assert_eq!(marks.of(one), Some(Position::of_change(5)));
        assert_eq!(marks.of(other), Some(Position::of_change(3)));
        assert_eq!(marks.of(None), Some(Position::of_change(3)));
        let before = Instant::now();
        marks.unplaced.insert(one, before);
        assert_eq!(marks.of(one), None);
        assert_eq!(marks.of(other), Some(Position::of_change(3)));
        let here = Position { seq: 0, wal: 77 };
        marks.place(before, here);
        assert_eq!(marks.of(one), None, "asked no later than it was written");
        marks.place(before + Duration::from_millis(1), here);
        assert_eq!(marks.of(one), Some(Position { seq: 5, wal: 77 }));
        for number in 0..ACCOUNTS {
            let account = Some(Uuid::from_u128(100 + number as u128));
            marks.set(account, Position::of_change(9));
        }
        assert!(
            marks.accounts.is_empty(),
            "there are too many to tell apart"
        );
        assert_eq!(marks.of(other), Some(Position { seq: 9, wal: 77 }));
    }
}
