//! The change log as it grows: one reader a process, and everyone here who wants to hear.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use entity::change_log;
use sea_orm::DbBackend;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};

use super::{changes, error::Result, store::Store};

/// Changes kept for a listener that is slow; one that falls further behind is told that it lost some.
const BACKLOG: usize = 4_096;
/// How often the log is read though nobody woke us.
const PATIENCE: Duration = Duration::from_secs(1);
const BATCH: u64 = 1_000;

/// Hands every committed change to whoever listens, in the order of commits.
#[derive(Clone)]
pub struct Feed {
    changes: broadcast::Sender<Arc<change_log::Model>>,
    /// The number of the last change handed out.
    told: Arc<AtomicI64>,
}

impl Feed {
    /// Begins to read the log from its end, until `stopping` turns true.
    pub async fn start(
        store: Store,
        listen_url: Option<String>,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self> {
        let seq = changes::newest(&store).await?;
        let feed = Self {
            changes: broadcast::channel(BACKLOG).0,
            told: Arc::new(AtomicI64::new(seq)),
        };
        tokio::spawn(feed.clone().read(store, listen_url, seq, stopping));
        Ok(feed)
    }

    pub fn listen(&self) -> broadcast::Receiver<Arc<change_log::Model>> {
        self.changes.subscribe()
    }

    /// The number of the last change handed out.
    pub fn told(&self) -> i64 {
        self.told.load(Ordering::Relaxed)
    }

    async fn read(
        self,
        store: Store,
        listen_url: Option<String>,
        mut seq: i64,
        mut stopping: watch::Receiver<bool>,
    ) {
        let mut others = None;
        loop {
            if others.is_none() && store.backend() == DbBackend::Postgres {
                others = listener(listen_url.as_deref()).await;
            }
            let wake = store.wake.clone();
            let woken = wake.notified();
            // Read before waiting: what came between is then not missed.
            match changes::after(&store, seq, BATCH).await {
                Ok(rows) if rows.is_empty() => tokio::select! {
                    () = woken => {}
                    () = heard(&mut others) => {}
                    () = tokio::time::sleep(PATIENCE) => {}
                    _ = stopping.wait_for(|stop| *stop) => return,
                },
                Ok(rows) => {
                    for row in rows {
                        seq = row.seq;
                        // Fails only when nobody listens.
                        let _ = self.changes.send(Arc::new(row));
                    }
                    self.told.store(seq, Ordering::Relaxed);
                }
                Err(error) => {
                    tracing::warn!(?error, "the change log could not be read");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    }
}

/// Listens for commits of other processes.
async fn listener(url: Option<&str>) -> Option<PgListener> {
    let mut listener = PgListener::connect(url?).await.ok()?;
    listener.listen(changes::CHANNEL).await.ok()?;
    Some(listener)
}

/// Waits for another process to commit; for ever when there is none to hear.
async fn heard(listener: &mut Option<PgListener>) {
    let Some(open) = listener else {
        return std::future::pending().await;
    };
    if open.recv().await.is_err() {
        *listener = None;
    }
}
