//! The change log as it grows: one reader a process, and everyone here who wants to hear.

use std::{
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use entity::change_log;
use sqlx::postgres::PgListener;
use tokio::sync::{broadcast, watch};

use super::{
    changes,
    error::Result,
    store::{Position, Store},
};

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
    /// Begins to read the log from its end, until `stopping` turns true. Other processes are heard at `listen_url`.
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
        if let Some(url) = listen_url {
            tokio::spawn(hear(url, store.clone(), stopping.clone()));
        }
        tokio::spawn(feed.clone().read(store, seq, stopping));
        Ok(feed)
    }

    pub fn listen(&self) -> broadcast::Receiver<Arc<change_log::Model>> {
        self.changes.subscribe()
    }

    /// The number of the last change handed out.
    pub fn told(&self) -> i64 {
        self.told.load(Ordering::Relaxed)
    }

    async fn read(self, store: Store, mut seq: i64, mut stopping: watch::Receiver<bool>) {
        loop {
            let wake = store.wake.clone();
            let woken = wake.notified();
            // Read before waiting: what came between is then not missed.
            match changes::after(&store, seq, BATCH).await {
                Ok(rows) if rows.is_empty() => tokio::select! {
                    () = woken => {}
                    () = tokio::time::sleep(PATIENCE) => {}
                    _ = stopping.wait_for(|stop| *stop) => return,
                },
                Ok(rows) => {
                    for row in rows {
                        seq = row.seq;
                        if let Some(whose) = changes::concerns(&row) {
                            store.mark(whose, Position::of_change(seq));
                        }
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

/// Hears of the commits of other processes, and wakes those who read the log here.
async fn hear(url: String, store: Store, mut stopping: watch::Receiver<bool>) {
    let hearing = async {
        loop {
            if let Err(error) = hear_at(&url, &store).await {
                tracing::warn!(%error, "commits of other processes are not heard of");
            }
            tokio::time::sleep(PATIENCE).await;
        }
    };
    tokio::select! {
        () = hearing => {}
        _ = stopping.wait_for(|stop| *stop) => {}
    }
}

/// Ends only when it fails.
async fn hear_at(url: &str, store: &Store) -> sqlx::Result<()> {
    let mut listener = PgListener::connect(url).await?;
    listener.listen(changes::CHANNEL).await?;
    loop {
        let heard = listener.recv().await?;
        if let Ok(account) = heard.payload().parse() {
            store.mark_unplaced(account);
        }
        store.wake.notify_waiters();
    }
}
