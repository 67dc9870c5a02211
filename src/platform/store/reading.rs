//! Reading outside of transactions: at the primary, or at a replica as long as that answers.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use sea_orm::{
    ConnectionTrait, DbBackend, DbErr, ExecResult, QueryResult, RuntimeErr::SqlxError, Statement,
    sea_query::Values,
};
use sea_orm_migration::async_trait::async_trait;
use sea_query_sqlx::SqlxValues;
use sqlx::{AssertSqlSafe, Connection, Executor, Pool, Postgres, Sqlite};

use super::{hands::Hands, position::Position, replica::Replica, tally::Tally};
use crate::platform::metering;

/// Runs statements, each by itself.
#[derive(Clone)]
pub struct Reading {
    lane: Lane,
    tally: Arc<Tally>,
    /// Asked first.
    replica: Option<Arc<Replica>>,
}

#[derive(Clone)]
enum Lane {
    Postgres(Arc<Hands<Postgres>>),
    Sqlite(Arc<Hands<Sqlite>>),
}

/// Runs a statement on a connection of either database, and measures it.
macro_rules! run {
    ($reading:expr, $wrong:path, |$connection:ident| $work:expr) => {
        match &$reading.lane {
            Lane::Postgres(hands) if hands.unnamed => run!(@on hands, $reading, $wrong, held, async {
                let mut transaction = held.begin().await?;
                let $connection = &mut *transaction;
                let outcome: sqlx::Result<_> = $work.await;
                let outcome = outcome?;
                transaction.commit().await?;
                Ok(outcome)
            }),
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
        let (named, values) = (self.names(), values(&mut statement));
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Exec, |connection| async {
            sqlx::query_with(sql, values)
                .persistent(named)
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
        let there = |there: Self| {
            let statement = statement.clone();
            async move { there.query_one_raw(statement).await }
        };
        if let Some(outcome) = self.elsewhere(there).await {
            return outcome;
        }
        self.tally.keep(&statement);
        let (named, values) = (self.names(), values(&mut statement));
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Query, |connection| async {
            let query = sqlx::query_with(sql, values).persistent(named);
            let row = query.fetch_optional(connection).await?;
            Ok(row.map(QueryResult::from))
        })
    }

    async fn query_all_raw(&self, mut statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let there = |there: Self| {
            let statement = statement.clone();
            async move { there.query_all_raw(statement).await }
        };
        if let Some(outcome) = self.elsewhere(there).await {
            return outcome;
        }
        self.tally.keep(&statement);
        let (named, values) = (self.names(), values(&mut statement));
        let sql = AssertSqlSafe(statement.sql);
        run!(self, DbErr::Query, |connection| async {
            let query = sqlx::query_with(sql, values).persistent(named);
            let rows = query.fetch_all(connection).await?;
            Ok(rows.into_iter().map(QueryResult::from).collect())
        })
    }
}

impl Reading {
    /// Sessions of PostgreSQL bound their statements themselves. `unnamed`: they may change from one statement to the next.
    pub(super) fn postgres(pool: Pool<Postgres>, wait: Duration, unnamed: bool) -> Self {
        let mut hands = Hands::new(pool, wait, None);
        hands.unnamed = unnamed;
        Self::over(Lane::Postgres(Arc::new(hands)))
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
            replica: None,
        }
    }

    /// The same, asking a replica first.
    pub(super) fn at(&self, replica: Arc<Replica>) -> Self {
        Self {
            replica: Some(replica),
            ..self.clone()
        }
    }

    /// Whether all that was written up to there is read here.
    pub fn covers(&self, position: Position) -> bool {
        let replica = self.replica.as_ref();
        replica.is_none_or(|replica| replica.position().covers(position))
    }

    /// What the replica answers, if this reads at one and it does.
    async fn elsewhere<T, F>(&self, run: impl FnOnce(Self) -> F + Send) -> Option<Result<T, DbErr>>
    where
        T: Send,
        F: Future<Output = Result<T, DbErr>> + Send,
    {
        let replica = self.replica.as_ref()?;
        let there = replica.reading(&self.tally);
        replica.answer(run(there)).await
    }

    fn names(&self) -> bool {
        match &self.lane {
            Lane::Postgres(hands) => !hands.unnamed,
            Lane::Sqlite(_) => true,
        }
    }

    /// The same, its statements counted there.
    pub(super) fn counted_in(&self, tally: &Arc<Tally>) -> Self {
        Self {
            tally: tally.clone(),
            ..self.clone()
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
