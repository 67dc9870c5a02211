//! What happens by itself: embargoes end.

use std::time::Duration;

use tokio::sync::watch;

use super::{circle::CAPACITY, decision};
use crate::platform::{
    access::{Followers, Work},
    error::Result,
    store::Store,
};

/// How often it is looked whether an embargo is over.
const EVERY: Duration = Duration::from_secs(1);

/// Ends embargoes as their time comes, until the application stops. Another instance may do the same: each decision is
/// released once, because the row is locked and looked at again.
pub fn release_embargoes(store: Store, followers: Followers, mut stopping: watch::Receiver<bool>) {
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            if let Err(error) = release(&store, &followers).await {
                tracing::warn!(?error, "ending embargoes");
            }
        }
    });
}

async fn release(store: &Store, followers: &Followers) -> Result<()> {
    // A look costs no lock; only when something is due is it written.
    let look = Work::snapshot(store, CAPACITY).await?;
    let due = decision::any_due(&look).await;
    if !look.finish(due).await? {
        return Ok(());
    }
    let work = Work::of_system(store, CAPACITY, followers.clone()).await?;
    let outcome = decision::release(&work).await;
    work.finish(outcome).await
}
