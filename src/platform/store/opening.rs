//! How to reach the database, and reaching it.

use std::{str::FromStr, time::Duration};

use anyhow::{Context, bail};
use sea_orm::{DatabaseConnection, SqlxPostgresConnector, SqlxSqliteConnector};
use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{FRESH, reading::Reading, replica::Replica, until::Until};

/// How to reach the database and what it may take.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DatabaseSettings {
    /// `sqlite:PATH` or `postgres://user:password@host/name`; empty: SQLite in the data folder.
    pub url: String,
    /// Connections to PostgreSQL for reading, and as many for writing; or readers of SQLite, four at most.
    pub connections: u32,
    /// How long the database may work on one statement, in milliseconds; 0: as long as it takes.
    pub statement_timeout_ms: u64,
    /// How long a statement waits for a connection, and a change on SQLite for its turn to write, in milliseconds.
    pub acquire_timeout_ms: u64,
    /// Streaming replicas of PostgreSQL at which queries are read, one address each.
    pub replicas: Vec<String>,
    /// A replica that lacks what was committed longer ago, in milliseconds, is not read.
    pub max_lag_ms: u64,
    /// The address of PostgreSQL past a pooler, for what needs a session of its own: LISTEN, migrations, long reads; empty:
    /// that of `url`.
    pub direct_url: String,
    /// Whether statements stay prepared; `false` behind a pooler that hands out transactions and does not keep them.
    pub prepared_statements: bool,
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            connections: 8,
            statement_timeout_ms: 5_000,
            acquire_timeout_ms: 3_000,
            replicas: vec![],
            max_lag_ms: 1_000,
            direct_url: String::new(),
            prepared_statements: true,
        }
    }
}

impl DatabaseSettings {
    pub(super) fn statement_timeout(&self) -> Option<Duration> {
        let timeout = Duration::from_millis(self.statement_timeout_ms);
        (!timeout.is_zero()).then_some(timeout)
    }

    /// The address for what needs a session of its own.
    pub fn direct_url(&self) -> &str {
        match self.direct_url.as_str() {
            "" => &self.url,
            direct => direct,
        }
    }

    pub(super) fn acquire_timeout(&self) -> Duration {
        Duration::from_millis(Ord::max(self.acquire_timeout_ms, 1))
    }
}

/// The connections of a database, by what they are for.
pub(super) struct Connections {
    pub(super) read: Reading,
    pub(super) write: DatabaseConnection,
    /// For transactions that read for a long time, and on PostgreSQL for all that needs a session of its own.
    pub(super) snapshot: DatabaseConnection,
    /// Until when the statements of SQLite's writer may run.
    pub(super) until: Option<Until>,
    /// And what asks the primary how far it has come.
    pub(super) replicas: Option<(Vec<Replica>, Reading)>,
}

pub(super) async fn sqlite(settings: &DatabaseSettings) -> anyhow::Result<Connections> {
    if !settings.replicas.is_empty() {
        bail!(
            "database.replicas are replicas of PostgreSQL, and this database is SQLite; leave them out"
        );
    }
    let options = SqliteConnectOptions::from_str(&settings.url)
        .with_context(|| format!("`{}` is not an address of a SQLite file", settings.url))?
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(Duration::from_secs(5))
        // What is erased is overwritten in the file, not only let go.
        .pragma("secure_delete", "on")
        // A page and the row after it pass from thread to thread without one waiting for the other.
        .row_buffer_size(256)
        .statement_cache_capacity(STATEMENTS);
    let open = || {
        format!(
            "the database `{}` cannot be opened; another program may hold it, or the folder may be missing or not writable",
            settings.url
        )
    };
    let until = Until::default();
    // A file answers; asking it would be a hop to another thread.
    let pool = || {
        SqlitePoolOptions::new()
            .acquire_timeout(settings.acquire_timeout())
            .test_before_acquire(false)
    };
    let writer = until
        .bound_writer(pool().max_connections(1))
        .connect_with(options.clone())
        .await
        .with_context(open)?;
    let options = options.pragma("query_only", "on");
    let snapshots = pool().max_connections(2).connect_lazy_with(options.clone());
    let readers = pool().max_connections(settings.connections.clamp(1, 4));
    let readers = readers.connect_with(options).await.with_context(open)?;
    let (wait, timeout) = (settings.acquire_timeout(), settings.statement_timeout());
    Ok(Connections {
        read: Reading::sqlite(readers, wait, timeout),
        write: SqlxSqliteConnector::from_sqlx_sqlite_pool(writer),
        snapshot: SqlxSqliteConnector::from_sqlx_sqlite_pool(snapshots),
        until: Some(until),
        replicas: None,
    })
}

pub(super) async fn postgres(settings: &DatabaseSettings) -> anyhow::Result<Connections> {
    let url = options(&settings.url, settings, "database.url")?;
    let readers = pool(settings)
        .connect_with(url.clone())
        .await
        .context("PostgreSQL does not answer; check the address, and that it is running")?;
    // Whoever writes holds a connection for long, and waits for others who write: readers have their own.
    let writers = pool(settings).connect_lazy_with(url.clone());
    let writers = SqlxPostgresConnector::from_sqlx_postgres_pool(writers);
    let direct = match settings.direct_url.is_empty() {
        true => writers.clone(),
        false => {
            let direct = options(&settings.direct_url, settings, "database.direct_url")?;
            let direct = direct.statement_cache_capacity(STATEMENTS);
            SqlxPostgresConnector::from_sqlx_postgres_pool(pool(settings).connect_lazy_with(direct))
        }
    };
    let reading = |pool| {
        let unnamed = !settings.prepared_statements;
        Reading::postgres(pool, settings.acquire_timeout(), unnamed)
    };
    // Asked beside the others: what is busy still says how far it has come.
    let probe = |options| reading(pool(settings).max_connections(1).connect_lazy_with(options));
    let replica = |url: &String| {
        let options = options(url, settings, "database.replicas")?;
        let address = format!("{}:{}", options.get_host(), options.get_port());
        let rows = reading(pool(settings).connect_lazy_with(options.clone()));
        Ok::<_, anyhow::Error>(Replica::new(address, rows, probe(options)))
    };
    let replicas: Vec<_> = settings
        .replicas
        .iter()
        .map(replica)
        .collect::<Result<_, _>>()?;
    Ok(Connections {
        read: reading(readers),
        write: writers,
        snapshot: direct,
        until: None,
        replicas: (!replicas.is_empty()).then(|| (replicas, probe(url))),
    })
}

/// Statements that stay prepared on one connection.
const STATEMENTS: usize = 200;

fn options(url: &str, settings: &DatabaseSettings, key: &str) -> anyhow::Result<PgConnectOptions> {
    let timeout = settings.statement_timeout_ms.to_string();
    let kept = match settings.prepared_statements {
        true => STATEMENTS,
        false => 0,
    };
    Ok(PgConnectOptions::from_str(url)
        .with_context(|| format!("{key} holds an address that is not one of PostgreSQL"))?
        .application_name("erfa")
        .statement_cache_capacity(kept)
        // No statement runs so long that compiling it pays.
        .options([("statement_timeout", timeout.as_str()), ("jit", "off")]))
}

fn pool(settings: &DatabaseSettings) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(Ord::max(settings.connections, 2))
        .acquire_timeout(settings.acquire_timeout())
        .test_before_acquire(false)
        .before_acquire(|connection, last| {
            Box::pin(async move {
                if last.idle_for > FRESH {
                    connection.ping().await?;
                }
                Ok(true)
            })
        })
}
