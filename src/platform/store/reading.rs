//! Reading outside of transactions, over connections that go from one statement to the next as they are.
//!
//! A pool asks a connection whether it answers before it gives it out, and again when it comes back: of three questions to
//! the database only one would be ours. Here a connection that has just answered is at hand for whoever comes next. One whose
//! last statement failed or was given up goes back to the pool, and so does every one from time to time: the pool asks, and mends.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{
    ConnAcquireErr, ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult,
    RuntimeErr::SqlxError, Statement, sea_query::Values,
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;
use sqlx::{AssertSqlSafe, Database, Executor, Pool, Postgres, Sqlite, pool::PoolConnection};
use tokio::{
    runtime::Handle,
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

use super::{FRESH, tally::Tally, until::Until};
use crate::platform::metering;

/// How long it goes from hand to hand before the pool has it back.
const TOGETHER: Duration = Duration::from_secs(60);

/// Runs statements, each by itself.
#[derive(Clone)]
pub struct Reading {
    lane: Lane,
    tally: Arc<Tally>,
}

#[derive(Clone)]
enum Lane {
    Postgres(Arc<Hands<Postgres>>),
    Sqlite(Arc<Hands<Sqlite>>),
}

/// What bounds the statements of a connection where the database itself does not.
trait Bounded: Database {
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
struct Held<DB: Bounded> {
    connection: PoolConnection<DB>,
    bound: DB::Bound,
    since: Instant,
    used: Instant,
}

struct Hands<DB: Bounded> {
    pool: Pool<DB>,
    places: Semaphore,
    most: usize,
    wait: Duration,
    statement_timeout: Option<Duration>,
    at_hand: Mutex<Vec<Held<DB>>>,
}

/// A connection while a statement runs on it.
struct Taken<'a, DB: Bounded> {
    hands: &'a Hands<DB>,
    held: Option<Held<DB>>,
    /// The statement was carried through: nothing of it is left on the connection.
    is_done: bool,
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
    fn new(pool: Pool<DB>, wait: Duration, statement_timeout: Option<Duration>) -> Self {
        let most = pool.options().get_max_connections() as usize;
        Self {
            pool,
            places: Semaphore::new(most),
            most,
            wait,
            statement_timeout,
            at_hand: Mutex::default(),
        }
    }

    fn at_hand(&self) -> MutexGuard<'_, Vec<Held<DB>>> {
        self.at_hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn take(&self) -> Result<Taken<'_, DB>, DbErr> {
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

    async fn close(&self) {
        self.places.close();
        drop(mem::take(&mut *self.at_hand()));
        self.pool.close().await;
    }

    /// Connections that are open, and those at work.
    fn used(&self) -> (usize, usize) {
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

/// Runs a statement on a connection of either database, and measures it.
macro_rules! run {
    ($reading:expr, $wrong:path, |$connection:ident| $work:expr) => {
        match &$reading.lane {
            Lane::Postgres(hands) => run!(@on hands, $reading, $wrong, $connection, $work),
            Lane::Sqlite(hands) => run!(@on hands, $reading, $wrong, $connection, $work),
        }
    };
    (@on $hands:ident, $reading:expr, $wrong:path, $connection:ident, $work:expr) => {{
        let mut taken = $hands.take().await?;
        let begun = Instant::now();
        let outcome = match &mut taken.held {
            Some(held) => {
                let $connection = &mut *held.connection;
                $work.await
            }
            None => Err(sqlx::Error::PoolClosed),
        };
        taken.is_done = outcome.is_ok();
        drop(taken);
        $reading.tally.add();
        metering::statement(begun.elapsed(), outcome.is_err());
        outcome.map_err(|cause| $wrong(SqlxError(Arc::new(cause))))
    }};
}

fn values(statement: &mut Statement) -> SqlxValues {
    SqlxValues(statement.values.take().unwrap_or(Values(vec![])))
}

#[async_trait]
impl ConnectionTrait for Reading {
    fn get_database_backend(&self) -> DbBackend {
        match self.lane {
            Lane::Postgres(_) => DbBackend::Postgres,
            Lane::Sqlite(_) => DbBackend::Sqlite,
        }
    }

    async fn execute_raw(&self, mut statement: Statement) -> Result<ExecResult, DbErr> {
        self.tally.keep(&statement);
        let values = values(&mut statement);
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Exec, |connection| async {
            sqlx::query_with(sql, values)
                .execute(connection)
                .await
                .map(ExecResult::from)
        })
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let sql = AssertSqlSafe(sql.to_owned());
        run!(self, DbErr::Exec, |connection| async {
            connection.execute(sql).await.map(ExecResult::from)
        })
    }

    async fn query_one_raw(&self, mut statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tally.keep(&statement);
        let values = values(&mut statement);
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Query, |connection| async {
            let row = sqlx::query_with(sql, values).fetch_optional(connection);
            Ok(row.await?.map(QueryResult::from))
        })
    }

    async fn query_all_raw(&self, mut statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tally.keep(&statement);
        let values = values(&mut statement);
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Query, |connection| async {
            let rows = sqlx::query_with(sql, values).fetch_all(connection).await?;
            Ok(rows.into_iter().map(QueryResult::from).collect())
        })
    }
}

impl Reading {
    pub(super) fn postgres(pool: Pool<Postgres>, wait: Duration) -> Self {
        // Its sessions bound their statements themselves.
        Self::over(Lane::Postgres(Arc::new(Hands::new(pool, wait, None))))
    }

    pub(super) fn sqlite(
        pool: Pool<Sqlite>,
        wait: Duration,
        statement_timeout: Option<Duration>,
    ) -> Self {
        let hands = Hands::new(pool, wait, statement_timeout);
        Self::over(Lane::Sqlite(Arc::new(hands)))
    }

    fn over(lane: Lane) -> Self {
        Self {
            lane,
            tally: Arc::default(),
        }
    }

    /// The same, its statements counted there.
    pub(super) fn counted_in(&self, tally: &Arc<Tally>) -> Self {
        Self {
            lane: self.lane.clone(),
            tally: tally.clone(),
        }
    }

    /// Answers when the database does.
    pub(super) async fn ping(&self) -> Result<(), DbErr> {
        self.execute_unprepared("SELECT 1").await.map(drop)
    }

    pub(super) async fn close(&self) {
        match &self.lane {
            Lane::Postgres(hands) => hands.close().await,
            Lane::Sqlite(hands) => hands.close().await,
        }
    }

    /// Connections that are open, and those at work.
    pub(super) fn used(&self) -> (usize, usize) {
        match &self.lane {
            Lane::Postgres(hands) => hands.used(),
            Lane::Sqlite(hands) => hands.used(),
        }
    }
}
