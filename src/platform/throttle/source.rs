//! Where a request comes from: what it is counted by.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use uuid::Uuid;

use super::{Guess, Standing, Throttle, address_key, ledger::Spent};
use crate::platform::{
    error::{Error, Result},
    store::{Position, Written},
};

/// How operations come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    Post,
    Get,
    Stream,
    Socket,
}

impl Transport {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Get => "get",
            Self::Stream => "stream",
            Self::Socket => "socket",
        }
    }
}

/// The source of one request, or of one operation on a socket. Resolvers and handlers get it with the request.
#[derive(Clone)]
pub struct Source {
    throttle: Arc<Throttle>,
    pub address: IpAddr,
    pub transport: Transport,
    /// When the request came, which its deadline counts from.
    pub since: Instant,
    /// Up to where its client has seen what was written.
    pub seen: Option<Position>,
    /// Up to where it has written itself.
    pub written: Written,
    standing: Arc<Mutex<Option<Standing>>>,
}

impl Source {
    pub(super) fn new(throttle: Arc<Throttle>, address: IpAddr, transport: Transport) -> Self {
        Self {
            throttle,
            address,
            transport,
            since: Instant::now(),
            seen: None,
            written: Written::default(),
            standing: Arc::default(),
        }
    }

    /// The same source, known to come another way.
    pub fn by(self, transport: Transport) -> Self {
        Self { transport, ..self }
    }

    /// The same source at a later moment, in the same way or another.
    pub fn again(&self, transport: Transport) -> Self {
        Self::new(self.throttle.clone(), self.address, transport)
    }

    /// The address as it is counted: one IPv4 address, or an IPv6 network of 64 bits.
    pub fn key(&self) -> u128 {
        address_key(self.address)
    }

    /// Counts one request, or one message on a socket.
    pub fn knock(&self) -> Result<()> {
        let knocked = self.throttle.knock(self.address);
        knocked.map_err(|spent| self.refused(spent))
    }

    /// Counts an operation of this cost: for the person, or for the address when nobody is signed in.
    pub fn charge(&self, person: Option<Uuid>, cost: usize) -> Result<()> {
        let charged = self.throttle.charge(self.address, person, cost);
        let standing = charged.map_err(|spent| self.refused(spent))?;
        self.stands(standing);
        Ok(())
    }

    fn refused(&self, spent: Spent) -> Error {
        self.stands(Some(spent.standing));
        spent.error
    }

    fn stands(&self, standing: Option<Standing>) {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    /// What the operation left of the allowance.
    pub fn standing(&self) -> Option<Standing> {
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes an attempt at a secret, unless too many have failed: rate-limited then. Any error of the work that is not
    /// the server's own counts as a failure.
    pub async fn attempt<T>(
        &self,
        guess: Guess<'_>,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        match self.throttle.enabled {
            true => {
                let attempts = &self.throttle.attempts;
                attempts
                    .make(self.key(), guess, self.throttle.start, work)
                    .await
            }
            false => work.await,
        }
    }

    /// Somebody has signed in from here with all that the account asks for: after a `Guess::Step`.
    pub fn remember(&self, name: &str) {
        if self.throttle.enabled {
            let now = self.throttle.start.elapsed();
            self.throttle.attempts.remember(self.key(), name, now);
        }
    }
}
