//! So many operations are run at once, so many wait, and whoever comes beyond is told so at once.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout_at,
};

use super::answer::Failure;
use crate::platform::{error::Code, metering};

const BUSY: &str =
    "The server has more to do than it can at this moment; try again in a few seconds.";

/// The places of those being worked for, and the line before them.
pub struct Line {
    places: Arc<Semaphore>,
    most: usize,
    waiting: AtomicUsize,
    most_waiting: usize,
}

/// A place, given back when it is dropped.
pub struct Place(#[expect(dead_code, reason = "held, not looked at")] OwnedSemaphorePermit);

/// One who waits, and leaves the line whatever ends it.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Line {
    pub fn new(most: usize, most_waiting: usize) -> Self {
        let most = most.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(most)),
            most,
            waiting: AtomicUsize::new(0),
            most_waiting,
        }
    }

    /// Refuses while whoever came now would find no place in the line either: before anything of it is read.
    pub fn has_room(&self) -> Result<(), Failure> {
        match self.places.available_permits() > 0 || self.waiting() < self.most_waiting {
            true => Ok(()),
            false => Err(refused()),
        }
    }

    /// A place, waited for until a moment at the latest.
    pub async fn enter(&self, until: Instant) -> Result<Place, Failure> {
        if let Ok(place) = self.places.clone().try_acquire_owned() {
            return Ok(Place(place));
        }
        let before = self.waiting.fetch_add(1, Ordering::SeqCst);
        let _waiting = Waiting(&self.waiting);
        if before >= self.most_waiting {
            return Err(refused());
        }
        match timeout_at(until.into(), self.places.clone().acquire_owned()).await {
            Ok(Ok(place)) => Ok(Place(place)),
            _ => Err(refused()),
        }
    }

    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::SeqCst)
    }

    pub fn in_work(&self) -> usize {
        self.most - self.places.available_permits()
    }

    /// How many places there are.
    pub fn most(&self) -> usize {
        self.most
    }
}

fn refused() -> Failure {
    metering::refused("line");
    Failure::new(Code::Unavailable, BUSY)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(5)
    }

    #[tokio::test]
    async fn those_beyond_the_line_are_refused_at_once_and_a_place_goes_to_who_waits() {
        let line = Arc::new(Line::new(1, 1));
        let held = line.enter(soon()).await.expect("a place");
        let waiting = tokio::spawn({
            let line = line.clone();
            async move { line.enter(soon()).await.is_ok() }
        });
        while line.waiting() == 0 {
            tokio::task::yield_now().await;
        }
        assert!(line.has_room().is_err());
        assert!(line.enter(soon()).await.is_err());
        assert_eq!((line.in_work(), line.waiting()), (1, 1));
        drop(held);
        assert!(waiting.await.expect("it ends"));
        assert_eq!((line.in_work(), line.waiting()), (0, 0));
        assert!(line.has_room().is_ok());
    }

    #[tokio::test]
    async fn whoever_waits_too_long_is_refused_and_leaves_no_trace() {
        let line = Line::new(1, 5);
        let _held = line.enter(soon()).await.expect("a place");
        let until = Instant::now() + Duration::from_millis(20);
        assert!(line.enter(until).await.is_err());
        assert_eq!(line.waiting(), 0);
    }
}
