//! Who has used how much: one moment for each key, the one at which all of its allowance is back.
//!
//! With an allowance of `most` in `seconds`, one unit takes `seconds / most` to come back. Using some moves the moment into
//! the future; what would move it further ahead than `seconds` is refused, until it has come near enough. (The generic cell
//! rate algorithm.)

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{settings::Rate, too_many};
use crate::platform::{error::Error, metering};

const SHARDS: usize = 16;

/// What is left of an allowance, for the headers of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub lane: &'static str,
    pub rate: Rate,
    pub remaining: u64,
    /// Seconds until all of it is back.
    pub reset: u64,
}

/// An allowance that is used up, and what is left of it.
#[derive(Debug)]
pub(super) struct Spent {
    pub error: Error,
    pub standing: Standing,
}

/// One kind of thing that is counted.
pub(super) struct Lane {
    name: &'static str,
    what: &'static str,
    rate: Rate,
    ledger: Ledger,
}

impl Lane {
    pub(super) fn new(name: &'static str, what: &'static str, rate: Rate, keys: usize) -> Self {
        let ledger = Ledger::new(keys);
        Self {
            name,
            what,
            rate,
            ledger,
        }
    }

    /// Uses so much; nothing is told of a lane without a limit. More than all there is counts as all there is.
    pub(super) fn charge(
        &self,
        key: u128,
        units: u64,
        now: Duration,
    ) -> Result<Option<Standing>, Spent> {
        if self.rate.most == 0 {
            return Ok(None);
        }
        let (price, window) = (self.price(units), self.window());
        let charged = self.ledger.advance(key, price, window, nanoseconds(now));
        charged
            .map(|ahead| Some(self.standing(ahead)))
            .map_err(|wait| {
                metering::refused(self.name);
                Spent {
                    error: too_many(self.what, Duration::from_nanos(wait)),
                    standing: self.standing(window + wait - price),
                }
            })
    }

    /// With a moment so far ahead.
    fn standing(&self, ahead: u64) -> Standing {
        Standing {
            lane: self.name,
            rate: self.rate,
            remaining: self.window().saturating_sub(ahead) / self.unit(),
            reset: Duration::from_nanos(ahead).as_secs_f64().ceil() as u64,
        }
    }

    /// Gives back what was used.
    pub(super) fn give_back(&self, key: u128, units: u64) {
        if self.rate.most > 0 {
            self.ledger.retreat(key, self.price(units));
        }
    }

    pub(super) fn sweep(&self, now: Duration) {
        self.ledger.sweep(now);
    }

    pub(super) fn remembered(&self) -> usize {
        self.ledger.len()
    }

    fn price(&self, units: u64) -> u64 {
        units.min(self.rate.most) * self.unit()
    }

    fn unit(&self) -> u64 {
        (self.rate.seconds.max(1).saturating_mul(1_000_000_000) / self.rate.most).max(1)
    }

    fn window(&self) -> u64 {
        self.unit() * self.rate.most
    }
}

fn nanoseconds(moment: Duration) -> u64 {
    u64::try_from(moment.as_nanos()).unwrap_or(u64::MAX)
}

/// A bounded map from keys to moments. Full, it forgets the half with the earliest ones: those who have used least.
pub(super) struct Ledger {
    shards: [Mutex<HashMap<u128, u64>>; SHARDS],
    most: usize,
    spread: RandomState,
}

impl Ledger {
    pub(super) fn new(keys: usize) -> Self {
        Self {
            shards: Default::default(),
            most: (keys / SHARDS).max(1),
            spread: RandomState::new(),
        }
    }

    /// Moves the moment of a key ahead, unless it would then lie further than a window from now: then how long to wait
    /// for that. Answers how far from now it lies.
    fn advance(&self, key: u128, by: u64, window: u64, now: u64) -> Result<u64, u64> {
        let mut shard = self.shard(key);
        let from = shard.get(&key).map_or(now, |moment| now.max(*moment));
        let ahead = from - now + by;
        if ahead > window {
            return Err(ahead - window);
        }
        self.put(&mut shard, key, now + ahead);
        Ok(ahead)
    }

    fn retreat(&self, key: u128, by: u64) {
        if let Some(moment) = self.shard(key).get_mut(&key) {
            *moment = moment.saturating_sub(by);
        }
    }

    /// Remembers a key until a moment.
    pub(super) fn remember(&self, key: u128, until: Duration) {
        self.put(&mut self.shard(key), key, nanoseconds(until));
    }

    /// Whether a key is remembered beyond now.
    pub(super) fn remembers(&self, key: u128, now: Duration) -> bool {
        let until = self.shard(key).get(&key).copied();
        until.is_some_and(|until| until > nanoseconds(now))
    }

    pub(super) fn sweep(&self, now: Duration) {
        let now = nanoseconds(now);
        for shard in &self.shards {
            let mut shard = lock(shard);
            shard.retain(|_, moment| *moment > now);
            if shard.len() * 4 < shard.capacity() {
                shard.shrink_to_fit();
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).len()).sum()
    }

    fn put(&self, shard: &mut HashMap<u128, u64>, key: u128, moment: u64) {
        if shard.len() >= self.most && !shard.contains_key(&key) {
            let mut moments: Vec<_> = shard.values().copied().collect();
            let middle = moments.len() / 2;
            let median = *moments.select_nth_unstable(middle).1;
            shard.retain(|_, moment| *moment > median);
        }
        shard.insert(key, moment);
    }

    fn shard(&self, key: u128) -> MutexGuard<'_, HashMap<u128, u64>> {
        lock(&self.shards[self.spread.hash_one(key) as usize % SHARDS])
    }
}

fn lock(shard: &Mutex<HashMap<u128, u64>>) -> MutexGuard<'_, HashMap<u128, u64>> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    fn lane(most: u64, seconds: u64, keys: usize) -> Lane {
        Lane::new("test", "things", Rate { most, seconds }, keys)
    }

    fn at(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    fn wait(outcome: Result<Option<Standing>, Spent>) -> u64 {
        match outcome.map_err(|refused| refused.error) {
            Err(Error::RateLimited { seconds, .. }) => seconds,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn all_may_be_used_at_once_and_comes_back_evenly() {
        let lane = lane(10, 20, 100);
        let standing = lane
            .charge(1, 4, at(5.0))
            .expect("enough")
            .expect("a limit");
        assert_eq!((standing.remaining, standing.reset), (6, 8));
        lane.charge(1, 6, at(5.0)).expect("just enough");
        assert_eq!(wait(lane.charge(1, 1, at(5.0))), 2);
        assert_eq!(wait(lane.charge(1, 10, at(5.0))), 20);
        let refused = lane.charge(1, 1, at(6.0)).unwrap_err().standing;
        assert_eq!((refused.remaining, refused.reset), (0, 19));
        lane.charge(2, 10, at(5.0)).expect("another one's own");
        assert_eq!(wait(lane.charge(1, 1, at(6.9))), 1);
        lane.charge(1, 1, at(7.0)).expect("one came back");
        assert_eq!(wait(lane.charge(1, 1, at(7.0))), 2);
        lane.charge(1, 10, at(100.0)).expect("all came back");
    }

    #[test]
    fn what_is_given_back_can_be_used_again_and_more_than_all_is_all() {
        let lane = lane(10, 10, 100);
        lane.charge(1, 10, at(0.0)).expect("enough");
        lane.give_back(1, 3);
        lane.charge(1, 3, at(0.0)).expect("what was given back");
        wait(lane.charge(1, 1, at(0.0)));
        lane.charge(2, 1_000, at(0.0)).expect("all there is");
        wait(lane.charge(2, 1, at(0.0)));
        let unlimited = super::tests::lane(0, 10, 100);
        for _ in 0..100 {
            assert_eq!(unlimited.charge(1, 1_000, at(0.0)).expect("no limit"), None);
        }
        assert_eq!(unlimited.remembered(), 0);
    }

    #[test]
    fn a_million_addresses_take_bounded_room_and_do_not_free_who_used_much() {
        let lane = lane(100, 1_000, 10_000);
        let heavy = u128::MAX;
        lane.charge(heavy, 100, at(0.0)).expect("enough");
        for key in 0..1_000_000_u128 {
            // Each a network of its own.
            lane.charge(key << 64, 1, at(1.0)).expect("a new address");
            assert!(key % 10_000 > 0 || lane.remembered() <= 10_000);
        }
        wait(lane.charge(heavy, 1, at(1.0)));
        lane.sweep(at(2_000.0));
        assert_eq!(lane.remembered(), 0);
    }

    #[test]
    fn what_is_remembered_is_so_until_its_moment() {
        let ledger = Ledger::new(100);
        ledger.remember(1, at(10.0));
        assert!(ledger.remembers(1, at(9.0)));
        assert!(!ledger.remembers(1, at(10.0)));
        assert!(!ledger.remembers(2, at(0.0)));
    }
}
