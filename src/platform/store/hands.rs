//! Connections that go from one statement to the next as they are.
//!
//! A pool asks a connection whether it answers before it gives it out, and again when it comes back: of three questions to
//! the database only one would be ours. Here a connection that has just answered is at hand for whoever comes next. One whose
//! last statement failed or was given up goes back to the pool, and so does every one from time to time: the pool asks, and mends.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr::SqlxError};
use sqlx::{Database, Pool, Postgres, Sqlite, pool::PoolConnection};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{FRESH, until::Until};

/// How long it goes from hand to hand before the pool has it back.
const TOGETHER: Duration = Duration::from_secs(60);

/// What bounds the statements of a connection where the database itself does not.
pub(super) trait Bounded: Database {
    type Bound: Send;

    fn bound(
        connection: &mut Self::Connection,
    ) -> impl Future<Output = sqlx::Result<Self::Bound>> + Send;

    fn begin(bound: &Self::Bound, timeout: Option<Duration>);
}

impl Bounded for Postgres {
    type Bound = ();

    async fn bound(_: &mut Self::Connection) -> sqlx::Result<()> {
        Ok(())
    }

    fn begin((): &(), _: Option<Duration>) {}
}

impl Bounded for Sqlite {
    type Bound = Until;

    async fn bound(connection: &mut Self::Connection) -> sqlx::Result<Until> {
        Until::of(connection).await
    }

    fn begin(until: &Until, timeout: Option<Duration>) {
        until.set(timeout);
    }
}

/// A connection that was taken from the pool.
pub(super) struct Held<DB: Bounded> {
    pub(super) connection: PoolConnection<DB>,
    bound: DB::Bound,
    since: Instant,
    used: Instant,
}

/// The connections of a pool, passed from hand to hand.
pub(super) struct Hands<DB: Bounded> {
    pool: Pool<DB>,
    places: Semaphore,
    most: usize,
    wait: Duration,
    statement_timeout: Option<Duration>,
    /// A statement has no name, and is prepared and run in a transaction: a pooler between may give each its own session.
    pub(super) unnamed: bool,
    at_hand: Mutex<Vec<Held<DB>>>,
}

/// A connection while a statement runs on it.
pub(super) struct Taken<'a, DB: Bounded> {
    hands: &'a Hands<DB>,
    pub(super) held: Option<Held<DB>>,
    /// The statement was carried through: nothing of it is left on the connection.
    pub(super) is_done: bool,
    _place: SemaphorePermit<'a>,
}

impl<DB: Bounded> Drop for Taken<'_, DB> {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else {
            return;
        };
        held.used = Instant::now();
        if self.is_done && held.since.elapsed() < TOGETHER && !self.hands.pool.is_closed() {
            self.hands.at_hand().push(held);
        }
    }
}

impl<DB: Bounded> Drop for Hands<DB> {
    fn drop(&mut self) {
        // Giving them back is a task of its own, which needs a runtime.
        if Handle::try_current().is_err() {
            for held in mem::take(&mut *self.at_hand()) {
                drop(held.connection.detach());
            }
        }
    }
}

impl<DB: Bounded> Hands<DB> {
    pub(super) fn new(pool: Pool<DB>, wait: Duration, statement_timeout: Option<Duration>) -> Self {
        let most = pool.options().get_max_connections() as usize;
        Self {
            pool,
            places: Semaphore::new(most),
            most,
            wait,
            statement_timeout,
            unnamed: false,
            at_hand: Mutex::default(),
        }
    }

    fn at_hand(&self) -> MutexGuard<'_, Vec<Held<DB>>> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn take(&self) -> Result<Taken<'_, DB>, DbErr> {
        // Those who wait are served in the order in which they came; whoever has a place finds a connection.
        let place = timeout(self.wait, self.places.acquire()).await;
        let place = place.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let place =
            place.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let last = self.at_hand().pop();
        let held = match last.filter(|held| held.used.elapsed() < FRESH) {
            Some(held) => held,
            None => self.fetch().await.map_err(not_acquired)?,
        };
        DB::begin(&held.bound, self.statement_timeout);
        Ok(Taken {
            hands: self,
            held: Some(held),
            is_done: false,
            _place: place,
        })
    }

    async fn fetch(&self) -> sqlx::Result<Held<DB>> {
        // Below it on the pile there are only older ones.
        drop(mem::take(&mut *self.at_hand()));
        let mut connection = self.pool.acquire().await?;
        let bound = DB::bound(&mut connection).await?;
        let now = Instant::now();
        Ok(Held {
            connection,
            bound,
            since: now,
            used: now,
        })
    }

    pub(super) async fn close(&self) {
        self.places.close();
        drop(mem::take(&mut *self.at_hand()));
        self.pool.close().await;
    }

    /// Connections that are open, and those at work.
    pub(super) fn used(&self) -> (usize, usize) {
        let busy = self.most.saturating_sub(self.places.available_permits());
        (self.pool.size() as usize, busy)
    }
}

fn not_acquired(cause: sqlx::Error) -> DbErr {
    match cause {
        sqlx::Error::PoolTimedOut => DbErr::ConnectionAcquire(ConnAcquireErr::Timeout),
        sqlx::Error::PoolClosed => DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed),
        other => DbErr::Conn(SqlxError(Arc::new(other))),
    }
}
