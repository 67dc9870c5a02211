//! How many event streams are open, and with which tokens.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use actix_web::http::header::{self, HeaderValue};

use super::{answer::Failure, events::Settings};
use crate::platform::error::Code;

type Taken = HashMap<Option<Arc<str>>, usize>;

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
        let mut taken = self.taken();
        let count = taken.entry(key.clone()).or_default();
        if *count >= most {
            let message = format!("{most} event streams are open already; end one first.");
            let later = (header::RETRY_AFTER, HeaderValue::from_static("5"));
            return Err(Failure::new(Code::RateLimited, &message).with_header(later.0, later.1));
        }
        *count += 1;
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
        let mut taken = self.places.taken();
        if let Some(count) = taken.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&self.key);
            }
        }
    }
}
