//! Passwords: what one must be, and the slow work of hashing and comparing them.

use std::sync::LazyLock;

use argon2::{
    Argon2, Params,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use tokio::sync::Semaphore;

use crate::platform::{
    error::{Error, Result},
    graphql::Check,
    metering,
};

const PASSWORD_LENGTH: &str = "PASSWORD_LENGTH";
const PASSWORD_IS_EMAIL: &str = "PASSWORD_IS_EMAIL";
const SHORTEST: usize = 12;
const LONGEST: usize = 128;

/// Each takes 19 MiB and most of a core for a while: so many run at a time …
static RUNNING: Semaphore = Semaphore::const_new(2);
/// … and so many wait or run; whoever comes beyond is asked to come again.
static PLACES: Semaphore = Semaphore::const_new(MOST);
const MOST: usize = 64;

/// What is compared where there is no password, so that the answer takes as long: the form of a hash, of nothing.
static NOBODYS: LazyLock<String> = LazyLock::new(|| {
    let (memory, times, lanes) = (
        Params::DEFAULT_M_COST,
        Params::DEFAULT_T_COST,
        Params::DEFAULT_P_COST,
    );
    let (salt, output) = ("A".repeat(22), "A".repeat(43));
    format!("$argon2id$v=19$m={memory},t={times},p={lanes}${salt}${output}")
});

/// The Argon2id hash of a password, in PHC form. Slow on purpose: not on a thread that serves requests.
pub fn hash_password(password: &str) -> Result<String> {
    let hash: PasswordHash = Argon2::default()
        .hash_password(password.as_bytes())
        .map_err(|cause| Error::internal(anyhow::anyhow!("hashing a password: {cause}")))?;
    Ok(hash.to_string())
}

fn is_right(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| {
        Argon2::default()
            .verify_password(password.as_bytes(), &hash)
            .is_ok()
    })
}

/// As `hash_password`, when it is its turn.
pub async fn hashed(password: String) -> Result<String> {
    in_turn(move || hash_password(&password)).await?
}

/// Whether a password belongs to a hash. Takes as long when there is no hash, and is then false.
pub async fn verified(password: String, hash: Option<String>) -> Result<bool> {
    let compare = move || match &hash {
        Some(hash) => is_right(&password, hash),
        None => {
            is_right(&password, &NOBODYS);
            false
        }
    };
    in_turn(compare).await
}

/// How many passwords are being hashed or compared, or wait for it.
pub fn in_work() -> usize {
    MOST - PLACES.available_permits()
}

async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let busy = "Too many people are signing in at this moment; try again in a few seconds.";
    let place = PLACES.try_acquire().map_err(|_| {
        metering::refused("passwords");
        Error::Unavailable(busy.to_owned())
    })?;
    let turn = RUNNING.acquire().await.map_err(Error::internal)?;
    // The turn goes along: whoever no longer waits for the answer does not let another one begin early.
    let done = tokio::task::spawn_blocking(move || {
        let _held = (place, turn);
        work()
    });
    done.await.map_err(Error::internal)
}

/// A new password must be long enough to be worth keeping, and not the first thing to be tried.
pub fn check(check: &mut Check, field: &str, password: &str, email: &str) {
    let length = password.chars().count();
    if !(SHORTEST..=LONGEST).contains(&length) {
        let message = format!("{field} has {length} characters; it needs {SHORTEST} to {LONGEST}.");
        check.refuse(field, PASSWORD_LENGTH, message);
    }
    if password.trim().to_lowercase() == email {
        let message = format!("{field} is the email address; choose something else.");
        check.refuse(field, PASSWORD_IS_EMAIL, message);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_costs_what_a_real_one_costs() {
        let real = hash_password("a password of somebody").expect("a hash");
        let real = PasswordHash::new(&real).expect("its form");
        let nobodys = PasswordHash::new(&NOBODYS).expect("its form");
        assert_eq!(real.algorithm, nobodys.algorithm);
        assert_eq!(real.version, nobodys.version);
        assert_eq!(real.params, nobodys.params);
        assert!(real.salt.is_some() && nobodys.salt.is_some());
    }
}
