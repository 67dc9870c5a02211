//! The databases behind one door: SQLite with readers and one writer, or PostgreSQL with a pool.

mod reading;
mod tally;
mod until;

use std::{
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::{Context, bail};
use migration::Migrator;
use sea_orm::{
    AccessMode, ColumnTrait, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend,
    ExprTrait, IsolationLevel, SqliteTransactionMode, SqlxPostgresConnector, SqlxSqliteConnector,
    Statement, TransactionOptions, TransactionTrait, Value,
    sea_query::{Expr, LikeExpr, PgFunc, SimpleExpr},
};
use sea_orm_migration::MigratorTrait;
use sqlx::{
    Connection,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::Notify;
use uuid::Uuid;

use self::{reading::Reading, tally::Tally, until::Until};
use super::{
    clock::Clock,
    error::{Error, Result},
    metering,
    personal::Ledger,
    vault::Vault,
};

/// How long after its last statement a connection is taken to answer still.
const FRESH: Duration = Duration::from_secs(1);

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
}

impl Default for DatabaseSettings {
    fn default() -> Self {
        Self {
            url: String::new(),
            connections: 8,
            statement_timeout_ms: 5_000,
            acquire_timeout_ms: 3_000,
        }
    }
}

impl DatabaseSettings {
    fn statement_timeout(&self) -> Option<Duration> {
        let timeout = Duration::from_millis(self.statement_timeout_ms);
        (!timeout.is_zero()).then_some(timeout)
    }

    fn acquire_timeout(&self) -> Duration {
        Duration::from_millis(Ord::max(self.acquire_timeout_ms, 1))
    }
}

/// How many connections a pool has, and how many of them are at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    pub pool: &'static str,
    pub open: usize,
    pub used: usize,
}

/// The connections of a database, by what they are for.
struct Connections {
    read: Reading,
    write: DatabaseConnection,
    /// For transactions that read for a long time.
    snapshot: DatabaseConnection,
    /// Until when the statements of SQLite's writer may run.
    until: Option<Until>,
}

/// A database, open. Capabilities never hold one: they get a `Reader` or a `Work`.
#[derive(Clone)]
pub struct Store {
    pub(super) read: Reading,
    pub(super) write: DatabaseConnection,
    snapshot: DatabaseConnection,
    until: Option<Until>,
    statement_timeout: Option<Duration>,
    pub clock: Clock,
    tally: Arc<Tally>,
    commits: Arc<AtomicU64>,
    unlocked_log: Arc<AtomicBool>,
    /// Wakes those who read the change log in this process.
    pub(super) wake: Arc<Notify>,
    /// Wakes those who run jobs in this process.
    pub(super) jobs: Arc<Notify>,
    vault: Option<Vault>,
    ledger: Option<Ledger>,
    /// By what a test changes the rules of viewers that no token stands for.
    #[cfg(debug_assertions)]
    pub drill: Option<Arc<super::access::Drill>>,
}

impl Store {
    /// Opens the database; a SQLite file that is missing is made.
    pub async fn open(settings: &DatabaseSettings, clock: Clock) -> anyhow::Result<Self> {
        let mut connections = match settings.url.split_once(':') {
            Some(("sqlite", _)) => sqlite(settings).await?,
            Some(("postgres" | "postgresql", _)) => postgres(settings).await?,
            _ => bail!(
                "the database address must begin with `sqlite:` or `postgres://`; set --database, DATABASE_URL or database.url"
            ),
        };
        let tally = Arc::new(Tally::default());
        for connection in [&mut connections.write, &mut connections.snapshot] {
            count(connection, &tally);
        }
        connections.read = connections.read.counted_in(&tally);
        let Connections {
            read,
            write,
            snapshot,
            until,
        } = connections;
        Ok(Self {
            read,
            write,
            snapshot,
            until,
            statement_timeout: settings.statement_timeout(),
            clock,
            tally,
            commits: Arc::default(),
            unlocked_log: Arc::default(),
            wake: Arc::default(),
            jobs: Arc::default(),
            vault: None,
            ledger: None,
            #[cfg(debug_assertions)]
            drill: None,
        })
    }

    pub(super) fn locks_log(&self) -> bool {
        !self.unlocked_log.load(Ordering::Relaxed)
    }

    /// Lets commits write the change log side by side: only for the test that shows what the lock is for.
    #[doc(hidden)]
    pub fn unlock_log(&self) {
        self.unlocked_log.store(true, Ordering::Relaxed);
    }

    /// The same database, with the key to the secrets in it.
    pub fn with_vault(self, vault: Vault) -> Self {
        Self {
            vault: Some(vault),
            ..self
        }
    }

    /// The same database, with the list of erasures that outlasts it.
    pub fn with_ledger(self, ledger: Ledger) -> Self {
        Self {
            ledger: Some(ledger),
            ..self
        }
    }

    /// Who was erased, as kept outside the database.
    pub fn ledger(&self) -> Result<&Ledger> {
        let missing = || {
            Error::internal(anyhow::anyhow!(
                "the database was opened without the list of erasures"
            ))
        };
        self.ledger.as_ref().ok_or_else(missing)
    }

    /// The same database for a task that runs beside requests: its statements are not among theirs.
    pub fn of_task(&self) -> Self {
        let mut task = self.clone();
        task.tally = Arc::default();
        for connection in [&mut task.write, &mut task.snapshot] {
            count(connection, &task.tally);
        }
        task.read = task.read.counted_in(&task.tally);
        task
    }

    /// What the secrets in this database are sealed with.
    pub fn vault(&self) -> Result<&Vault> {
        let missing = || Error::internal(anyhow::anyhow!("the database was opened without a key"));
        self.vault.as_ref().ok_or_else(missing)
    }

    /// Counts for ever, in a reading statement or in a transaction that writes: only for the test that shows what ends it.
    #[doc(hidden)]
    pub async fn run_away(&self, writing: bool) -> Result<()> {
        let sql = "WITH RECURSIVE step (n) AS (SELECT 1 UNION ALL SELECT (n + 1) % 1000 FROM step) \
            SELECT max(n) FROM step";
        if writing {
            let transaction = self.begin(true).await?;
            transaction.execute_unprepared(sql).await?;
            return Ok(transaction.commit().await?);
        }
        self.read.execute_unprepared(sql).await?;
        Ok(())
    }

    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    /// Statements run since it was opened.
    pub fn statements(&self) -> u64 {
        self.tally.count()
    }

    /// The statements run since it was asked last, from the first time on: only for tests of how they are carried out.
    #[doc(hidden)]
    pub fn watched(&self) -> Vec<Statement> {
        self.tally.take()
    }

    /// Units of work that this process has committed: while the figure stays, nothing of what it wrote has changed.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    pub(super) fn note_commit(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// Brings the tables up to this binary; refuses a database that a newer one has changed.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        if self.pending().await? > 0 {
            Migrator::up(&self.write, None)
                .await
                .context("bringing the tables up to date")?;
        }
        Ok(())
    }

    /// How many migrations the database lacks; an error when it has some that this binary does not know.
    pub async fn pending(&self) -> anyhow::Result<usize> {
        let known: Vec<_> = Migrator::migrations()
            .iter()
            .map(|one| one.name().to_owned())
            .collect();
        Migrator::install(&self.write)
            .await
            .context("reading which tables there are")?;
        let applied = Migrator::get_migration_models(&self.write).await?;
        for one in &applied {
            if !known.contains(&one.version) {
                bail!(
                    "this database was made by a newer Erfa (it has `{}`); run that version or a newer one",
                    one.version
                );
            }
        }
        Ok(known.len() - applied.len())
    }

    /// Whether every migration of this binary has been run. Only looks.
    pub async fn is_migrated(&self) -> Result<bool> {
        let applied = Migrator::get_migration_models(&self.snapshot).await?;
        let applied: Vec<_> = applied.into_iter().map(|one| one.version).collect();
        let known = Migrator::migrations();
        Ok(known
            .iter()
            .all(|one| applied.iter().any(|name| name == one.name())))
    }

    /// How the connections are used.
    pub fn pools(&self) -> Vec<PoolUse> {
        let (open, used) = self.read.used();
        let read = PoolUse {
            pool: "read",
            open,
            used,
        };
        let (open, idle) = match self.backend() {
            DbBackend::Postgres => {
                let pool = self.write.get_postgres_connection_pool();
                (pool.size() as usize, pool.num_idle())
            }
            _ => {
                let pool = self.write.get_sqlite_connection_pool();
                (pool.size() as usize, pool.num_idle())
            }
        };
        let write = PoolUse {
            pool: "write",
            open,
            used: open.saturating_sub(idle),
        };
        vec![read, write]
    }

    /// Answers when the database does.
    pub async fn ping(&self) -> Result<()> {
        Ok(self.read.ping().await?)
    }

    /// Begins a transaction that may write. SQLite takes its write lock here, not at the first write. One of a request is
    /// bounded in time, one of Erfa's own tasks is not.
    pub(super) async fn begin(&self, bounded: bool) -> Result<DatabaseTransaction> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (self.backend() == DbBackend::Sqlite)
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.write.begin_with_options(options).await?;
        if let Some(until) = self.until.as_ref().filter(|_| bounded) {
            until.set(self.statement_timeout);
        }
        Ok(transaction)
    }

    /// Begins a transaction that only reads: everything in it is of one moment. It holds up nobody.
    pub(super) async fn begin_reading(&self) -> Result<DatabaseTransaction> {
        let options = match self.backend() {
            DbBackend::Postgres => TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            },
            _ => TransactionOptions::default(),
        };
        Ok(self.snapshot.begin_with_options(options).await?)
    }

    pub async fn close(self) {
        self.read.close().await;
        let _ = self.write.close().await;
        let _ = self.snapshot.close().await;
    }
}

/// Measures the statements of a connection, and counts them.
fn count(connection: &mut DatabaseConnection, tally: &Arc<Tally>) {
    let tally = tally.clone();
    connection.set_metric_callback(move |done| {
        tally.add();
        tally.keep(done.statement);
        metering::statement(done.elapsed, done.failed);
    });
}

async fn sqlite(settings: &DatabaseSettings) -> anyhow::Result<Connections> {
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
        .statement_cache_capacity(200);
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
    })
}

async fn postgres(settings: &DatabaseSettings) -> anyhow::Result<Connections> {
    let timeout = settings.statement_timeout_ms.to_string();
    let options = PgConnectOptions::from_str(&settings.url)
        .context("the database address is not one of PostgreSQL")?
        .application_name("erfa")
        .statement_cache_capacity(200)
        // No statement runs so long that compiling it pays.
        .options([("statement_timeout", timeout.as_str()), ("jit", "off")]);
    let pool = || {
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
    };
    let readers = pool()
        .connect_with(options.clone())
        .await
        .context("PostgreSQL does not answer; check the address, and that it is running")?;
    // Whoever writes holds a connection for long, and waits for others who write: readers have their own.
    let writers = pool().connect_lazy_with(options);
    let writers = SqlxPostgresConnector::from_sqlx_postgres_pool(writers);
    Ok(Connections {
        read: Reading::postgres(readers, settings.acquire_timeout()),
        write: writers.clone(),
        snapshot: writers,
        until: None,
    })
}

/// `column` is one of `ids`, as one parameter, so that the statement stays the same however many there are.
pub fn one_of(backend: DbBackend, column: impl Into<SimpleExpr>, ids: &[Uuid]) -> SimpleExpr {
    let column = column.into();
    if backend == DbBackend::Postgres {
        return column.eq(PgFunc::any(Expr::val(uuid_array(ids))));
    }
    // One is compared as it is: a list would be built only where a row is met, and the time would tell of it.
    match ids {
        [one] => column.eq(*one),
        _ => column.in_subquery(json_ids(ids)),
    }
}

/// `column` contains this text, in which no character stands for others.
pub fn containing<C: ColumnTrait>(column: C, text: &str) -> SimpleExpr {
    column.like(pattern(format!("%{}%", plain(text))))
}

/// `column` begins with this text, in which no character stands for others.
pub fn beginning_with<C: ColumnTrait>(column: C, text: &str) -> SimpleExpr {
    column.like(pattern(format!("{}%", plain(text))))
}

/// Named for both databases: PostgreSQL has one by itself, SQLite has none.
const ESCAPE: char = '\\';

fn pattern(text: String) -> LikeExpr {
    LikeExpr::new(text).escape(ESCAPE)
}

fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '%' | '_' | ESCAPE) {
            plain.push(ESCAPE);
        }
        plain.push(letter);
    }
    plain
}

/// The ids as one PostgreSQL array.
pub(super) fn uuid_array(ids: &[Uuid]) -> Value {
    let ids: Vec<_> = ids.iter().map(|id| Value::Uuid(Some(*id))).collect();
    Value::Array(sea_orm::sea_query::ArrayType::Uuid, Some(Box::new(ids)))
}

/// The ids as rows, from one JSON parameter: what SQLite has for an array. UUIDs are blobs there.
pub(super) fn json_ids(ids: &[Uuid]) -> sea_orm::sea_query::SelectStatement {
    use sea_orm::sea_query::{Func, Query};
    let hex: Vec<_> = ids.iter().map(|id| id.simple().to_string()).collect();
    let list = serde_json::Value::from(hex).to_string();
    Query::select()
        .expr_as(Func::cust("unhex").arg(Expr::col("value")), "id")
        .from_function(Func::cust("json_each").arg(list), "given")
        .to_owned()
}
