//! How many event streams are open, and with which tokens.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{answer::Failure, events::Settings};
use crate::platform::{
    error::{Code, RETRY_AFTER},
    held::Held,
};

/// Seconds after which a stream may have ended.
const LATER: u64 = 5;

type Taken = Held<Option<Arc<str>>>;

/// The places that are taken; those without a token share one.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<Taken>>);

impl Places {
    /// Takes a place for one more stream, if there is one.
    pub(super) fn take(&self, token: Option<&str>, settings: &Settings) -> Result<Place, Failure> {
        let key: Option<Arc<str>> = token.map(Arc::from);
        let most = match key {
            Some(_) => settings.streams,
            None => settings.anonymous,
        };
        if !self.taken().take(key.clone(), most) {
            let message = format!("{most} event streams are open already; end one first.");
            return Err(
                Failure::new(Code::RateLimited, &message).with_extension(RETRY_AFTER, LATER)
            );
        }
        Ok(Place {
            places: self.clone(),
            key,
        })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of one stream, until it is dropped.
pub(super) struct Place {
    places: Places,
    key: Option<Arc<str>>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().give_back(&self.key);
    }
}
