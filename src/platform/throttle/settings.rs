//! What may be asked in which time, unless set otherwise.

use serde::{Deserialize, Serialize};

/// How much in which time: so much at once, and as much again spread over so many seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rate {
    /// The most at once; 0 sets no limit.
    pub most: u64,
    /// Seconds in which all of it comes back, evenly.
    pub seconds: u64,
}

/// What may be asked in which time. Generous to people at work; what they must not do is guess.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThrottleSettings {
    /// Whether anything is limited at all.
    pub enabled: bool,
    /// Whether requests and their cost count for programs on this computer too. A proxy here that is not named as one makes
    /// everybody look like that.
    pub local: bool,
    /// Requests, and messages on sockets, from one address.
    pub requests: Rate,
    /// Cost of the operations of one address that nobody is signed in for.
    pub address_cost: Rate,
    /// Cost of the operations of one person.
    pub person_cost: Rate,
    /// Failed attempts at passwords, and at who has an account, from one address.
    pub address_guesses: Rate,
    /// Failed attempts at one account, from all addresses that it was never signed in to from.
    pub account_guesses: Rate,
    /// Failed attempts at long secrets that nobody can guess, such as refresh tokens, from one address.
    pub address_tokens: Rate,
    /// Days for which an address is remembered as one that an account was signed in to from.
    pub known_days: u64,
    /// Addresses, people or accounts remembered in each lane.
    pub keys: usize,
}

impl Default for ThrottleSettings {
    fn default() -> Self {
        let rate = |most, seconds| Rate { most, seconds };
        Self {
            enabled: true,
            local: false,
            requests: rate(3_000, 30),
            address_cost: rate(150_000, 30),
            person_cost: rate(300_000, 30),
            address_guesses: rate(10, 900),
            account_guesses: rate(10, 900),
            address_tokens: rate(100, 900),
            known_days: 30,
            keys: 100_000,
        }
    }
}
