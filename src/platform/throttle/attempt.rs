//! Attempts at secrets. Each is counted before it is made, and the count taken back when it succeeds: so a thousand at
//! once are not judged by what was known before the first of them.

use std::{
    collections::{HashMap, hash_map::RandomState},
    hash::BuildHasher,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use metrics::counter;
use tokio::{sync::Notify, time::timeout};

use super::{
    ledger::{Lane, Ledger},
    settings::ThrottleSettings,
};
use crate::platform::{
    error::{Error, Result},
    metering::ATTEMPTS,
};

/// How long an attempt waits for those under way that took the last of the allowance: most of them succeed.
const PATIENCE: Duration = Duration::from_secs(2);
const DAY: u64 = 86_400;

/// What somebody tries to get right.
#[derive(Clone, Copy, Debug)]
pub enum Guess<'a> {
    /// A password or a short code of the account with this name.
    Account(&'a str),
    /// As `Account`, where a success does not yet show that this is its owner: the first of two steps.
    Step(&'a str),
    /// Something that tells who has an account, or that costs a password's hash.
    Existence,
    /// A long secret that nobody can guess, such as a refresh token.
    Token,
}

pub(super) struct Attempts {
    by_address: Lane,
    by_account: Lane,
    tokens: Lane,
    /// Accounts with addresses that they were signed in to from.
    known: Ledger,
    known_for: Duration,
    names: RandomState,
    pending: Mutex<HashMap<u128, usize>>,
    settled: Notify,
}

/// One attempt under way. Unless it is settled otherwise, it failed.
struct Attempt<'a> {
    attempts: &'a Attempts,
    address: (&'a Lane, u128),
    account: Option<u128>,
    /// Whether the account's allowance was used: not from an address that is known.
    charged: bool,
    /// Whether a success makes the address one that is known.
    remembers: bool,
}

/// Where an attempt was refused.
struct Refused {
    key: u128,
    error: Error,
}

impl Attempts {
    pub(super) fn new(settings: &ThrottleSettings) -> Self {
        let lane = |name, what, rate| Lane::new(name, what, rate, settings.keys);
        Self {
            by_address: lane(
                "address_guesses",
                "failed attempts from this address",
                settings.address_guesses,
            ),
            by_account: lane(
                "account_guesses",
                "failed attempts at this account from addresses that are new to it",
                settings.account_guesses,
            ),
            tokens: lane(
                "address_tokens",
                "tokens from this address that are not good",
                settings.address_tokens,
            ),
            known: Ledger::new(settings.keys),
            known_for: Duration::from_secs(settings.known_days.saturating_mul(DAY)),
            names: RandomState::new(),
            pending: Mutex::default(),
            settled: Notify::new(),
        }
    }

    /// Makes an attempt, if one more may be made.
    pub(super) async fn make<T>(
        &self,
        address: u128,
        guess: Guess<'_>,
        start: Instant,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        let attempt = self.begin(address, guess, start).await?;
        let outcome = work.await;
        let word = match &outcome {
            Ok(_) => {
                attempt.succeeded(start.elapsed());
                "succeeded"
            }
            Err(error) if is_ours(error) => {
                attempt.give_back();
                "undecided"
            }
            Err(_) => "failed",
        };
        counter!(ATTEMPTS, "outcome" => word).increment(1);
        outcome
    }

    async fn begin<'a>(
        &'a self,
        address: u128,
        guess: Guess<'_>,
        start: Instant,
    ) -> Result<Attempt<'a>> {
        let begun = Instant::now();
        loop {
            // Before it is tried: what is settled meanwhile is then not missed.
            let settled = self.settled.notified();
            let refused = match self.try_begin(address, guess, start.elapsed()) {
                Ok(attempt) => return Ok(attempt),
                Err(refused) => refused,
            };
            let left = PATIENCE.saturating_sub(begun.elapsed());
            let pending = self.pending().contains_key(&refused.key);
            if !pending || timeout(left, settled).await.is_err() {
                return Err(refused.error);
            }
        }
    }

    fn try_begin(
        &self,
        address: u128,
        guess: Guess<'_>,
        now: Duration,
    ) -> Result<Attempt<'_>, Refused> {
        let lane = match guess {
            Guess::Account(_) | Guess::Step(_) | Guess::Existence => &self.by_address,
            Guess::Token => &self.tokens,
        };
        let charged = lane.charge(address, 1, now);
        charged.map_err(|spent| Refused {
            key: address,
            error: spent.error,
        })?;
        let account = match guess {
            Guess::Account(name) | Guess::Step(name) => Some(self.key(name)),
            Guess::Existence | Guess::Token => None,
        };
        let stranger = account.filter(|account| {
            let pair = self.pair(*account, address);
            !self.known.remembers(pair, now)
        });
        if let Some(key) = stranger {
            let charged = self.by_account.charge(key, 1, now);
            charged.map_err(|spent| {
                lane.give_back(address, 1);
                let error = spent.error;
                Refused { key, error }
            })?;
        }
        let mut pending = self.pending();
        for key in [Some(address), account].into_iter().flatten() {
            *pending.entry(key).or_default() += 1;
        }
        Ok(Attempt {
            attempts: self,
            address: (lane, address),
            account,
            charged: stranger.is_some(),
            remembers: matches!(guess, Guess::Account(_)),
        })
    }

    /// From now on the address is one that the account was signed in to from.
    pub(super) fn remember(&self, address: u128, name: &str, now: Duration) {
        let pair = self.pair(self.key(name), address);
        self.known.remember(pair, now + self.known_for);
    }

    fn key(&self, name: &str) -> u128 {
        u128::from(self.names.hash_one(name))
    }

    fn pair(&self, account: u128, address: u128) -> u128 {
        u128::from(self.names.hash_one((account, address)))
    }

    pub(super) fn sweep(&self, now: Duration) {
        for lane in [&self.by_address, &self.by_account, &self.tokens] {
            lane.sweep(now);
        }
        self.known.sweep(now);
    }

    pub(super) fn remembered(&self) -> usize {
        let lanes = [&self.by_address, &self.by_account, &self.tokens];
        lanes.iter().map(|lane| lane.remembered()).sum::<usize>() + self.known.len()
    }

    fn pending(&self) -> MutexGuard<'_, HashMap<u128, usize>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server failed, not whoever made the attempt.
fn is_ours(error: &Error) -> bool {
    matches!(
        error,
        Error::Unavailable(_) | Error::Timeout(_) | Error::RateLimited { .. } | Error::Internal(_)
    )
}

impl Attempt<'_> {
    fn succeeded(&self, now: Duration) {
        self.give_back();
        if let Some(account) = self.account.filter(|_| self.remembers) {
            let pair = self.attempts.pair(account, self.address.1);
            let until = now + self.attempts.known_for;
            self.attempts.known.remember(pair, until);
        }
    }

    fn give_back(&self) {
        let (lane, address) = self.address;
        lane.give_back(address, 1);
        if let Some(account) = self.account.filter(|_| self.charged) {
            self.attempts.by_account.give_back(account, 1);
        }
    }
}

impl Drop for Attempt<'_> {
    fn drop(&mut self) {
        let mut pending = self.attempts.pending();
        for key in [Some(self.address.1), self.account].into_iter().flatten() {
            match pending.get_mut(&key) {
                Some(more) if *more > 1 => *more -= 1,
                _ => drop(pending.remove(&key)),
            }
        }
        drop(pending);
        self.attempts.settled.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures_util::future::join_all;

    use super::*;
    use crate::platform::error::Refusal;

    const HERE: u128 = 1 << 64;
    const ANNA: Guess<'static> = Guess::Account("anna@example.org");

    struct World {
        attempts: Attempts,
        start: Instant,
        evaluated: AtomicUsize,
    }

    impl World {
        fn new() -> Self {
            Self {
                attempts: Attempts::new(&ThrottleSettings::default()),
                start: Instant::now(),
                evaluated: AtomicUsize::new(0),
            }
        }

        async fn guess(&self, address: u128, guess: Guess<'_>, right: bool) -> Result<()> {
            let work = async {
                self.evaluated.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_millis(5)).await;
                match right {
                    true => Ok(()),
                    false => Err(Error::from(Refusal::new("WRONG", "Wrong."))),
                }
            };
            self.attempts.make(address, guess, self.start, work).await
        }

        fn evaluated(&self) -> usize {
            self.evaluated.load(Ordering::SeqCst)
        }
    }

    fn limited(outcome: &Result<()>) -> bool {
        matches!(outcome, Err(Error::RateLimited { .. }))
    }

    #[tokio::test]
    async fn ten_thousand_guesses_from_one_address_are_ten() {
        let world = World::new();
        let names: Vec<_> = (0..1_000).map(|n| format!("{n}@example.org")).collect();
        let guesses = (0..10_000).map(|n| match n % 3 {
            0 => world.guess(HERE, Guess::Existence, false),
            1 => world.guess(HERE, Guess::Account(&names[n % 1_000]), false),
            _ => world.guess(HERE, ANNA, false),
        });
        let outcomes = join_all(guesses).await;
        assert_eq!(world.evaluated(), 10);
        let refused = outcomes.iter().filter(|outcome| limited(outcome)).count();
        assert_eq!(refused, 9_990);
        assert!(world.attempts.pending().is_empty());
    }

    #[tokio::test]
    async fn ten_thousand_guesses_at_one_account_are_ten_and_do_not_lock_its_owner_out() {
        let world = World::new();
        world.guess(HERE, ANNA, true).await.expect("signed in");
        let guesses = (2..10_002_u128).map(|n| world.guess(n << 64, ANNA, false));
        join_all(guesses).await;
        assert_eq!(world.evaluated(), 1 + 10);
        assert!(limited(&world.guess(2 << 64, ANNA, true).await));
        for _ in 0..20 {
            world.guess(HERE, ANNA, true).await.expect("known here");
        }
        world
            .guess(5 << 64, Guess::Account("bo@example.org"), true)
            .await
            .expect("another account");
    }

    #[tokio::test]
    async fn those_who_get_it_right_are_never_refused_however_many_come_at_once() {
        let world = World::new();
        let names: Vec<_> = (0..100).map(|n| format!("{n}@example.org")).collect();
        let all = names
            .iter()
            .map(|name| world.guess(HERE, Guess::Account(name), true));
        let outcomes = join_all(all).await;
        assert!(outcomes.iter().all(Result::is_ok));
    }

    #[tokio::test]
    async fn a_success_does_not_take_back_failures_and_tokens_have_a_lane_of_their_own() {
        let world = World::new();
        for _ in 0..10 {
            world
                .guess(HERE, Guess::Account("own@example.org"), true)
                .await
                .expect("one's own");
            let outcome = world.guess(HERE, ANNA, false).await;
            assert!(!limited(&outcome));
        }
        assert!(limited(&world.guess(HERE, ANNA, false).await));
        for _ in 0..100 {
            assert!(!limited(&world.guess(HERE, Guess::Token, false).await));
        }
        assert!(limited(&world.guess(HERE, Guess::Token, false).await));
    }
}
