//! The databases behind one door: SQLite with readers and one writer, or PostgreSQL with a pool.

mod hands;
mod opening;
mod position;
mod reading;
mod replica;
mod replicas;
mod tally;
mod until;

use std::{
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
    ExprTrait, IsolationLevel, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait, Value,
    sea_query::{Expr, LikeExpr, PgFunc, SimpleExpr},
};
use sea_orm_migration::MigratorTrait;
use tokio::sync::{Notify, watch};
use uuid::Uuid;

use self::{opening::Connections, replicas::Replicas, tally::Tally, until::Until};
pub use self::{
    opening::DatabaseSettings,
    position::{Position, Written},
    reading::Reading,
    replica::ReplicaUse,
};
use super::{
    clock::Clock,
    error::{Error, Result},
    metering,
    personal::Ledger,
    vault::Vault,
};

/// How long after its last statement a connection is taken to answer still.
const FRESH: Duration = Duration::from_secs(1);
/// Any number, the same for every process over one database, and another than that of the change log.
const READY_LOCK: i64 = 0x4552_4642;

/// How many connections a pool has, and how many of them are at work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    pub pool: &'static str,
    pub open: usize,
    pub used: usize,
}

/// A database, open. Capabilities never hold one: they get a `Reader` or a `Work`.
#[derive(Clone)]
pub struct Store {
    pub(super) read: Reading,
    write: DatabaseConnection,
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
    demo_people: bool,
    replicas: Option<Arc<Replicas>>,
    /// Sessions may change from one transaction to the next, and hold statements of others.
    shared_sessions: bool,
    /// By what a test changes the rules of viewers that no token stands for.
    #[cfg(debug_assertions)]
    pub drill: Option<Arc<super::access::Drill>>,
}

impl Store {
    /// Opens the database; a SQLite file that is missing is made.
    pub async fn open(settings: &DatabaseSettings, clock: Clock) -> anyhow::Result<Self> {
        let mut connections = match settings.url.split_once(':') {
            Some(("sqlite", _)) => opening::sqlite(settings).await?,
            Some(("postgres" | "postgresql", _)) => opening::postgres(settings).await?,
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
            replicas,
        } = connections;
        let max_lag = Duration::from_millis(settings.max_lag_ms);
        let replicas = replicas.map(|(all, probe)| {
            // Asked beside requests: its statements are not among theirs.
            let beside = read.counted_in(&Arc::default());
            Arc::new(Replicas::new(all, beside, probe, max_lag))
        });
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
            demo_people: false,
            replicas,
            shared_sessions: !settings.prepared_statements,
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

    /// The same database, into which the people of the demo are let or not; unless it is said, they are not.
    pub fn with_demo_people(self, demo_people: bool) -> Self {
        Self {
            demo_people,
            ..self
        }
    }

    /// Whether the people of the demo, whose passwords are public, are let in.
    pub fn lets_in_demo_people(&self) -> bool {
        self.demo_people
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

    /// Asks the replicas from now on how far they have come; before, nothing is read there.
    pub fn watch_replicas(&self, stopping: &watch::Receiver<bool>) {
        if let Some(replicas) = &self.replicas {
            replicas.watch(stopping);
        }
    }

    /// Where a query of this account reads: at a replica that has all that its client has seen or it has written itself,
    /// or at the primary.
    pub fn nearest(&self, account: Option<Uuid>, seen: Option<Position>) -> Reading {
        let replicas = self.replicas.as_ref();
        let near = replicas.and_then(|all| all.choose(account, seen.unwrap_or_default()));
        match near {
            Some(replica) => self.read.at(replica),
            None => self.read.clone(),
        }
    }

    /// Whether there are replicas, which must be told what was written.
    pub(super) fn has_replicas(&self) -> bool {
        self.replicas.is_some()
    }

    /// Notes what was just committed for an account; answers up to where, if anybody needs to know.
    pub(super) async fn place(&self, account: Option<Uuid>, told: bool) -> Option<Position> {
        self.replicas.as_ref()?.committed(account, told).await
    }

    /// Queries of this account include what is at that position from now on; those of everybody where none is named.
    pub(super) fn mark(&self, account: Option<Uuid>, position: Position) {
        if let Some(replicas) = &self.replicas {
            replicas.mark(account, position);
        }
    }

    /// An account has written something elsewhere that stands in no row of the change log.
    pub(super) fn mark_unplaced(&self, account: Uuid) {
        if let Some(replicas) = &self.replicas {
            replicas.unplaced(Some(account));
        }
    }

    /// Up to where this process has written, beside what the change log tells.
    pub fn own_position(&self) -> Position {
        let replicas = self.replicas.as_ref();
        replicas.map_or_else(Position::default, |replicas| replicas.own())
    }

    /// How the replicas are doing.
    pub fn replicas(&self) -> Vec<ReplicaUse> {
        let replicas = self.replicas.as_ref();
        replicas.map_or_else(Vec::new, |replicas| replicas.in_use())
    }

    /// What is wrong with each replica, if anything.
    pub async fn check_replicas(&self) -> Vec<(String, std::result::Result<(), String>)> {
        match &self.replicas {
            Some(replicas) => replicas.check().await,
            None => vec![],
        }
    }

    /// Keeps other processes from making the same database ready, until it is dropped.
    pub async fn alone(&self) -> anyhow::Result<Option<DatabaseTransaction>> {
        if self.backend() != DbBackend::Postgres {
            return Ok(None);
        }
        let turn = self.snapshot.begin().await?;
        turn.execute_unprepared("SET LOCAL statement_timeout = 0")
            .await?;
        let lock = format!("SELECT pg_advisory_xact_lock({READY_LOCK})");
        turn.execute_unprepared(&lock).await?;
        Ok(Some(turn))
    }

    /// Connections whose sessions are their own.
    pub(super) fn direct(&self) -> &DatabaseConnection {
        match self.backend() {
            DbBackend::Postgres => &self.snapshot,
            _ => &self.write,
        }
    }

    pub(super) fn note_commit(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    /// Brings the tables up to this binary; refuses a database that a newer one has changed.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        if self.pending().await? > 0 {
            Migrator::up(self.direct(), None)
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
        Migrator::install(self.direct())
            .await
            .context("reading which tables there are")?;
        let applied = Migrator::get_migration_models(self.direct()).await?;
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
        if self.shared_sessions {
            // Statements go by numbers, and whoever had this session before has left theirs.
            transaction.execute_unprepared("DEALLOCATE ALL").await?;
        }
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
        if let Some(replicas) = &self.replicas {
            replicas.close().await;
        }
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

/// `column` is one of these texts, as one parameter, for the same reason.
pub fn one_of_texts(
    backend: DbBackend,
    column: impl Into<SimpleExpr>,
    texts: &[String],
) -> SimpleExpr {
    use sea_orm::sea_query::{ArrayType, Func, Query};
    let column = column.into();
    if backend == DbBackend::Postgres {
        let texts = texts.iter().map(|text| Value::String(Some(text.clone())));
        let texts = Value::Array(ArrayType::String, Some(Box::new(texts.collect())));
        return column.eq(PgFunc::any(Expr::val(texts)));
    }
    let given = Func::cust("json_each").arg(serde_json::Value::from(texts).to_string());
    let given = Query::select()
        .column("value")
        .from_function(given, "given")
        .to_owned();
    column.in_subquery(given)
}

/// `column` is one of these values of an enum, each taken once: so there are no longer lists than there are values.
pub fn one_of_kinds<C, K>(column: C, kinds: &[K]) -> SimpleExpr
where
    C: ColumnTrait,
    K: Copy + PartialEq + Into<Value>,
{
    column.is_in(each_once(kinds))
}

/// These values, each once, in their order.
pub fn each_once<K: Copy + PartialEq>(kinds: &[K]) -> Vec<K> {
    let mut once = vec![];
    for kind in kinds {
        if !once.contains(kind) {
            once.push(*kind);
        }
    }
    once
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
    Query::select()
        .expr_as(Func::cust("unhex").arg(Expr::col("value")), "id")
        .from_function(Func::cust("json_each").arg(hex_list(ids)), "given")
        .to_owned()
}

/// The ids in that parameter.
pub(super) fn hex_list(ids: &[Uuid]) -> String {
    let hex: Vec<_> = ids.iter().map(|id| id.simple().to_string()).collect();
    serde_json::Value::from(hex).to_string()
}
