//! How much may be asked, by whom, and in which time.
//!
//! 1. Every request counts for the address it comes from, before anything of it is read.
//! 2. Every operation counts with its cost: for the person who is signed in, else for the address.
//! 3. Attempts at secrets have lanes of their own, in which only those that failed count: by address, and by the account
//!    that is meant, there only from addresses that have not succeeded with it before.
//! 4. What is remembered is bounded; those who have used least are forgotten first.

mod attempt;
mod ledger;
mod settings;
mod source;

use std::{
    net::IpAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use uuid::Uuid;

use self::{
    attempt::Attempts,
    ledger::{Lane, Spent},
};
pub use self::{
    attempt::Guess,
    ledger::Standing,
    settings::{Rate, ThrottleSettings},
    source::{Source, Transport},
};
use super::error::Error;

/// Counts what is asked. One for all transports of an application.
pub struct Throttle {
    enabled: bool,
    local: bool,
    start: Instant,
    requests: Lane,
    address_cost: Lane,
    person_cost: Lane,
    attempts: Attempts,
}

impl Throttle {
    pub fn new(settings: &ThrottleSettings) -> Self {
        let lane = |name, what, rate| Lane::new(name, what, rate, settings.keys);
        Self {
            enabled: settings.enabled,
            local: settings.local,
            start: Instant::now(),
            requests: lane("requests", "requests from this address", settings.requests),
            address_cost: lane(
                "address_cost",
                "fields asked for from this address without signing in",
                settings.address_cost,
            ),
            person_cost: lane(
                "person_cost",
                "fields asked for by this person",
                settings.person_cost,
            ),
            attempts: Attempts::new(settings),
        }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Whether what comes from here is counted by how much it asks.
    fn counts(&self, address: IpAddr) -> bool {
        self.enabled && (self.local || !address.to_canonical().is_loopback())
    }

    /// Counts one request, or one message on a socket.
    fn knock(&self, address: IpAddr) -> Result<(), Spent> {
        if !self.counts(address) {
            return Ok(());
        }
        let key = address_key(address);
        self.requests.charge(key, 1, self.now()).map(|_| ())
    }

    /// Counts an operation of this cost.
    fn charge(
        &self,
        address: IpAddr,
        person: Option<Uuid>,
        cost: usize,
    ) -> Result<Option<Standing>, Spent> {
        if !self.counts(address) {
            return Ok(None);
        }
        let (lane, key) = match person {
            Some(person) => (&self.person_cost, person.as_u128()),
            None => (&self.address_cost, address_key(address)),
        };
        // An operation of a single field has its price as well: somebody is looked up, something is read.
        let cost = (cost as u64).max(LEAST_COST);
        lane.charge(key, cost, self.now())
    }

    /// Forgets those who have all of their allowance back.
    pub fn sweep(&self) {
        let now = self.now();
        for lane in [&self.requests, &self.address_cost, &self.person_cost] {
            lane.sweep(now);
        }
        self.attempts.sweep(now);
    }

    /// How many addresses, people and accounts are remembered.
    pub fn remembered(&self) -> usize {
        let lanes = [&self.requests, &self.address_cost, &self.person_cost];
        lanes.iter().map(|lane| lane.remembered()).sum::<usize>() + self.attempts.remembered()
    }
}

/// What the cheapest operation counts.
const LEAST_COST: u64 = 10;

/// What counts as one address: whoever has an IPv6 address has the 2⁶⁴ beside it as well.
fn address_key(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
        IpAddr::V6(address) => address.to_bits() & !u128::from(u64::MAX),
    }
}

fn too_many(what: &str, wait: Duration) -> Error {
    let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
    let unit = if seconds == 1 { "second" } else { "seconds" };
    Error::RateLimited {
        message: format!("Too many {what}; come back in {seconds} {unit}."),
        seconds,
    }
}

/// The application's throttle, and a source for one of its requests.
pub fn source(throttle: &Arc<Throttle>, address: IpAddr, transport: Transport) -> Source {
    Source::new(throttle.clone(), address, transport)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_one_address_and_a_mapped_one_is_ipv4() {
        let key = |text: &str| address_key(text.parse().expect("an address"));
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_eq!(key("::ffff:192.0.2.1"), key("192.0.2.1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_ne!(key("::1"), key("0.0.0.0"));
    }

    #[test]
    fn what_runs_on_this_computer_is_not_counted_unless_it_shall_be() {
        let settings = |local| ThrottleSettings {
            requests: Rate {
                most: 1,
                seconds: 60,
            },
            local,
            ..ThrottleSettings::default()
        };
        let far: IpAddr = "192.0.2.1".parse().expect("an address");
        for near in ["127.0.0.1", "::1", "::ffff:127.0.0.1"] {
            let near: IpAddr = near.parse().expect("an address");
            let free = Throttle::new(&settings(false));
            assert!((0..9).all(|_| free.knock(near).is_ok()));
            assert!(free.knock(far).is_ok() && free.knock(far).is_err());
            let counting = Throttle::new(&settings(true));
            assert!(counting.knock(near).is_ok() && counting.knock(near).is_err());
        }
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_none() {
        for (wait, seconds) in [(0, 1), (1, 1), (1_000, 1), (1_001, 2), (89_500, 90)] {
            let Error::RateLimited { seconds: told, .. } =
                too_many("requests", Duration::from_millis(wait))
            else {
                panic!("another error");
            };
            assert_eq!(told, seconds, "{wait} ms");
        }
    }
}
