//! What rows say is to happen at a moment, done as soon as the moment has come: a write like any other, with rows in the change log.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::BoxFuture;
use tokio::sync::{broadcast::error::RecvError, watch};

use super::{
    access::{Followers, Work},
    error::Result,
    feed::Feed,
    store::Store,
};

/// Finds out when something is due next.
type Looks = for<'a> fn(&'a Work) -> BoxFuture<'a, Result<Option<DateTime<Utc>>>>;

/// How often the clock is looked at, at least; the database is only asked when something has changed.
const EVERY: Duration = Duration::from_secs(1);

/// Something that happens by itself.
#[derive(Clone, Copy)]
pub struct Due {
    /// In whose name.
    pub capacity: &'static str,
    /// The things whose changes may bring a moment nearer.
    pub kind: &'static str,
    /// The next moment, where there is one.
    pub next: Looks,
    /// What is done then. Another instance may do the same: so rows are locked and looked at again.
    pub act: for<'a> fn(&'a Work) -> BoxFuture<'a, Result<()>>,
}

impl Due {
    /// Does it as its time comes, until the application stops.
    pub fn watch(
        self,
        store: Store,
        followers: Followers,
        feed: &Feed,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut heard = feed.listen();
        tokio::spawn(async move {
            let mut next = None;
            loop {
                match self.step(&store, &followers, next).await {
                    Ok(known) => next = Some(known),
                    Err(error) => tracing::warn!(?error, what = self.capacity, "what is due"),
                }
                tokio::select! {
                    _ = stopping.wait_for(|stop| *stop) => return,
                    change = heard.recv() => match change {
                        Ok(change) if change.kind == self.kind => {
                            next = None;
                            // Many at once are one reason to ask again.
                            while heard.try_recv().is_ok() {}
                        }
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => next = None,
                        Err(RecvError::Closed) => return,
                    },
                    () = tokio::time::sleep(until(next.flatten(), store.clock.now())) => {}
                }
            }
        });
    }

    /// Finds out when the next moment is, unless that is known, and acts if it has come.
    async fn step(
        self,
        store: &Store,
        followers: &Followers,
        next: Option<Option<DateTime<Utc>>>,
    ) -> Result<Option<DateTime<Utc>>> {
        let next = match next {
            Some(known) => known,
            None => self.look(store).await?,
        };
        if next.is_none_or(|at| at > store.clock.now()) {
            return Ok(next);
        }
        let work = Work::of_system(store, self.capacity, followers.clone()).await?;
        let outcome = (self.act)(&work).await;
        work.finish(outcome).await?;
        self.look(store).await
    }

    async fn look(self, store: &Store) -> Result<Option<DateTime<Utc>>> {
        let work = Work::snapshot(store, self.capacity).await?;
        let next = (self.next)(&work).await;
        work.finish(next).await
    }
}

/// How long to wait for a moment.
fn until(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    let ahead = next.and_then(|at| (at - now).to_std().ok());
    ahead.map_or(EVERY, |ahead| ahead.min(EVERY))
}
