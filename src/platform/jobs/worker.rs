//! The worker: takes up jobs whose time has come, and notes how they went.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use entity::job;
use futures_util::{FutureExt, future::join_all};
use tokio::sync::watch;

use super::{Failed, Handler, LONGEST, line};
use crate::platform::{error::Result, store::Store};

/// How often the line is looked at though nobody here has put anything in it.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often finished jobs are swept away.
const SWEEP: chrono::TimeDelta = chrono::TimeDelta::hours(1);

/// Runs jobs. Any number of workers, in any number of processes, share one line.
#[derive(Clone)]
pub struct Worker {
    store: Store,
    handlers: Arc<HashMap<&'static str, Box<dyn Handler>>>,
}

impl Worker {
    pub fn new(store: Store, handlers: Vec<Box<dyn Handler>>) -> Self {
        let handlers = handlers.into_iter().map(|one| (one.kind(), one));
        Self {
            store,
            handlers: Arc::new(handlers.collect()),
        }
    }

    /// Works until the application stops; what is under way then is taken up again when its lease has run out.
    pub fn start(self, mut stopping: watch::Receiver<bool>) {
        tokio::spawn(async move {
            let mut swept: Option<DateTime<Utc>> = None;
            loop {
                let wake = self.store.jobs.clone();
                let woken = wake.notified();
                let now = self.store.clock.now();
                if swept.is_none_or(|at| at + SWEEP <= now) {
                    swept = Some(now);
                    if let Err(error) = line::sweep(&self.store).await {
                        tracing::warn!(?error, "finished jobs could not be swept away");
                    }
                }
                let ran = self.turn().await;
                if let Err(error) = &ran {
                    tracing::warn!(?error, "the jobs could not be read");
                }
                if ran.is_ok_and(|count| count > 0) && !*stopping.borrow() {
                    continue;
                }
                tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(PATIENCE) => {}
                    _ = stopping.wait_for(|stop| *stop) => return,
                }
            }
        });
    }

    /// Takes up what is due and runs it; answers how many jobs that were.
    pub async fn turn(&self) -> Result<usize> {
        let kinds: Vec<_> = self.handlers.keys().copied().collect();
        if !line::any_due(&self.store, &kinds).await? {
            return Ok(0);
        }
        let jobs = line::take(&self.store, &kinds).await?;
        // Noted together once all have ended: one that is at work may hold what the note waits for.
        let outcomes = join_all(jobs.iter().map(|job| self.run(job))).await;
        if let Err(error) = line::settle(&self.store, outcomes).await {
            tracing::warn!(?error, "how jobs went could not be noted; they run again");
        }
        Ok(jobs.len())
    }

    async fn run<'a>(&self, job: &'a job::Model) -> (&'a job::Model, Result<(), Failed>) {
        let outcome = match self.handlers.get(job.kind.as_str()) {
            Some(handler) => within_time(handler.run(job)).await,
            None => Err(Failed::ForNow("nobody here runs this kind".to_owned())),
        };
        if let Err(why) = &outcome {
            tracing::warn!(kind = job.kind, id = %job.id, attempts = job.attempts, ?why, "a job failed");
        }
        (job, outcome)
    }
}

/// Bounds the time of a job, and lets a panic end it alone.
async fn within_time(run: impl Future<Output = Result<(), Failed>>) -> Result<(), Failed> {
    let longest = LONGEST.to_std().unwrap_or_default();
    match tokio::time::timeout(longest, AssertUnwindSafe(run).catch_unwind()).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(Failed::ForNow("it panicked".to_owned())),
        Err(_) => Err(Failed::ForNow("it took too long".to_owned())),
    }
}
