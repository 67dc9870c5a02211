//! SQLite knows no timeout of statements. While one runs, it asks now and then whether to go on.

use std::{
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::sqlite::{SqliteConnection, SqlitePoolOptions};

/// Steps of its virtual machine between two questions: well below a millisecond.
const STEPS: i32 = 10_000;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// The moment at which whoever uses a connection must be done, which changes with each of its uses.
#[derive(Clone, Default)]
pub(super) struct Until(Arc<AtomicU64>);

impl Until {
    /// So long from now; without one, as long as it takes.
    pub(super) fn set(&self, timeout: Option<Duration>) {
        let at = timeout.map(|timeout| START.elapsed() + timeout);
        let at = at.map_or(u64::MAX, |at| at.as_millis() as u64);
        self.0.store(at, Ordering::Relaxed);
    }

    /// What bounds the statements of this connection from now on.
    pub(super) async fn of(connection: &mut SqliteConnection) -> sqlx::Result<Self> {
        let until = Self::default();
        until.set(None);
        let asked = until.clone();
        ask(connection, move || asked.is_ahead()).await?;
        Ok(until)
    }

    fn is_ahead(&self) -> bool {
        START.elapsed().as_millis() as u64 <= self.0.load(Ordering::Relaxed)
    }

    /// Lets statements of the one connection of this pool run until then; whoever takes it next has no bound at first.
    pub(super) fn bound_writer(&self, pool: SqlitePoolOptions) -> SqlitePoolOptions {
        self.set(None);
        let (connected, taken) = (self.clone(), self.clone());
        pool.after_connect(move |connection, _| {
            let until = connected.clone();
            Box::pin(async move { ask(connection, move || until.is_ahead()).await })
        })
        .before_acquire(move |_, _| {
            taken.set(None);
            Box::pin(async { Ok(true) })
        })
    }
}

async fn ask(
    connection: &mut SqliteConnection,
    go_on: impl FnMut() -> bool + Send + 'static,
) -> sqlx::Result<()> {
    let mut handle = connection.lock_handle().await?;
    handle.set_progress_handler(STEPS, go_on);
    Ok(())
}
