//! What happens by itself: embargoes end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use entity::decision;
use tokio::sync::{broadcast::error::RecvError, watch};

use super::{circle::CAPACITY, decision as decisions};
use crate::platform::{
    access::{Followers, Resource, Work},
    error::Result,
    feed::Feed,
    store::Store,
};

/// How often the clock is looked at; the database is only asked when a decision has changed.
const EVERY: Duration = Duration::from_secs(1);

/// Ends embargoes as their time comes, until the application stops. Another instance may do the same: each decision is
/// released once, because the row is locked and looked at again.
pub fn release_embargoes(
    store: Store,
    followers: Followers,
    feed: &Feed,
    mut stopping: watch::Receiver<bool>,
) {
    let mut heard = feed.listen();
    tokio::spawn(async move {
        let mut next = None;
        loop {
            match step(&store, &followers, next).await {
                Ok(known) => next = Some(known),
                Err(error) => tracing::warn!(?error, "ending embargoes"),
            }
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                change = heard.recv() => match change {
                    Ok(change) if change.kind == decision::Entity::KIND => next = None,
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => next = None,
                    Err(RecvError::Closed) => return,
                },
                () = tokio::time::sleep(EVERY) => {}
            }
        }
    });
}

/// Finds out when the next embargo ends, unless that is known, and ends it if its time has come.
async fn step(
    store: &Store,
    followers: &Followers,
    next: Option<Option<DateTime<Utc>>>,
) -> Result<Option<DateTime<Utc>>> {
    let next = match next {
        Some(known) => known,
        None => look(store).await?,
    };
    if next.is_none_or(|at| at > store.clock.now()) {
        return Ok(next);
    }
    let work = Work::of_system(store, CAPACITY, followers.clone()).await?;
    let outcome = decisions::release(&work).await;
    work.finish(outcome).await?;
    look(store).await
}

async fn look(store: &Store) -> Result<Option<DateTime<Utc>>> {
    let work = Work::snapshot(store, CAPACITY).await?;
    let next = decisions::next_release(&work).await;
    work.finish(next).await
}
