//! Who asked a moment ago: a page asks several things at once, in the name of one person.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use lru::LruCache;

use super::viewer::Viewer;

/// How many are remembered; most take a few kilobytes at the most.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(512).unwrap();

/// What a viewer can depend on beside their token, as far as this process hears of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// The last change that was heard of.
    pub told: i64,
    /// What this process has committed.
    pub commits: u64,
    /// The minute it is.
    pub minute: i64,
}

/// Viewers by their tokens. One holds for as long as nothing at all was written, and never longer than `lasting`: what
/// another process wrote may not have been heard of yet.
pub struct Recent {
    lasting: Duration,
    viewers: Mutex<Viewers>,
}

type Viewers = LruCache<Box<str>, (Arc<Viewer>, Known, Instant)>;

impl Recent {
    pub fn new(lasting: Duration) -> Self {
        Self {
            lasting,
            viewers: Mutex::new(LruCache::new(REMEMBERED)),
        }
    }

    /// The viewer of a token, if what is known now is what was known then.
    pub fn get(&self, token: &str, now: Known) -> Option<Arc<Viewer>> {
        let mut viewers = self.viewers();
        let (viewer, then, at) = viewers.get(token)?;
        let holds = *then == now && at.elapsed() < self.lasting;
        holds.then(|| viewer.clone())
    }

    /// Remembers whom a token is of. `then` is what was known before that was found out, which began at `at`.
    pub fn note(&self, token: &str, viewer: Arc<Viewer>, then: Known, at: Instant) {
        if at.elapsed() < self.lasting {
            self.viewers().put(token.into(), (viewer, then, at));
        }
    }

    fn viewers(&self) -> MutexGuard<'_, Viewers> {
        self.viewers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
