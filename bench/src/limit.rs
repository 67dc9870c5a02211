//! The limit: a bare handler with one hand-written statement for each operation, its answer built by the database.

use std::{
    cell::OnceCell,
    collections::HashMap,
    path::PathBuf,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::{App, HttpRequest, HttpResponse, HttpServer, error::ErrorInternalServerError, web};
use anyhow::Context;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rusqlite::{Connection, OptionalExtension, functions::FunctionFlags};
use tokio_postgres::{Client, NoTls, Statement, types::ToSql};

use crate::target::Database;

/// The statements, by database and operation.
macro_rules! statements {
    ($folder:literal: $($name:literal)+) => {
        &[$(($name, include_str!(concat!("../sql/", $folder, "/", $name, ".sql")))),+]
    };
}
const POSTGRES: &[(&str, &str)] = statements!("postgres": "seminar" "municipalities" "networks" "calendar" "municipality" "search" "register" "counted");
const SQLITE: &[(&str, &str)] = statements!("sqlite": "seminar" "municipalities" "networks" "calendar" "municipality" "search" "counted");

/// How many parameters a statement has before that of the session.
fn own_parameters(sql: &str, mark: char) -> usize {
    let used = |number: &usize| sql.contains(&format!("{mark}{number}"));
    (1..10).filter(used).max().unwrap_or_default()
}

/// A statement for somebody who is signed in, or for anyone.
fn postgres_sql(sql: &str, signed_in: bool) -> String {
    let session = format!("${}", own_parameters(sql, '$') + 1);
    match signed_in {
        true => sql
            .replace("{viewer}", include_str!("../sql/postgres/viewer.sql"))
            .replace("{ids}", "(SELECT ids FROM viewer)::uuid[]")
            // Where many rows are looked at, a set is faster than an array that is gone through for each.
            .replace("{seen}", "audience_id IN (SELECT unnest(ids) FROM viewer)")
            .replace("{person}", "(SELECT person FROM viewer)")
            .replace("{session}", &session),
        false => sql
            .replace("{viewer}", "nobody AS (SELECT)")
            .replace("{seen}", "audience_id = ANY ({ids})")
            .replace("{ids}", "'{00000000-0000-0000-0000-000000000000}'::uuid[]")
            .replace("{person}", "NULL::uuid"),
    }
}

fn sqlite_sql(sql: &str, signed_in: bool) -> String {
    let session = format!("?{}", own_parameters(sql, '?') + 1);
    match signed_in {
        true => sql
            .replace("{viewer}", include_str!("../sql/sqlite/viewer.sql"))
            .replace("{ids}", "viewer")
            .replace("{person}", "(SELECT id FROM me)")
            .replace("{now}", "strftime('%Y-%m-%dT%H:%M:%S', 'now')")
            .replace("{session}", &session),
        false => sql
            .replace("{viewer}", "nobody AS (SELECT 1)")
            .replace("{ids}", "(x'00000000000000000000000000000000')")
            .replace("{person}", "NULL"),
    }
}

/// A connection, and its statements by operation and whether somebody is signed in.
struct Prepared {
    client: Client,
    statements: HashMap<(&'static str, bool), Statement>,
}

enum Store {
    Postgres {
        clients: Vec<Prepared>,
        next: AtomicUsize,
    },
    Sqlite {
        file: PathBuf,
        statements: HashMap<(&'static str, bool), String>,
        writer: Mutex<Connection>,
    },
}

async fn prepared(address: &str) -> anyhow::Result<Prepared> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    tokio::spawn(connection);
    let mut statements = HashMap::new();
    for (name, sql) in POSTGRES {
        for signed_in in [false, true] {
            let sql = postgres_sql(sql, signed_in);
            let statement = client
                .prepare(&sql)
                .await
                .with_context(|| format!("the statement {name}"))?;
            statements.insert((*name, signed_in), statement);
        }
    }
    Ok(Prepared { client, statements })
}

fn open(file: &PathBuf, writes: bool) -> rusqlite::Result<Connection> {
    let connection = Connection::open(file)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    if !writes {
        connection.pragma_update(None, "query_only", true)?;
    }
    connection.create_scalar_function(
        "global_id",
        2,
        FunctionFlags::SQLITE_DETERMINISTIC,
        |context| {
            let (kind, id) = (
                context.get_raw(0).as_str()?.to_owned(),
                context.get_raw(1).as_blob()?.to_vec(),
            );
            Ok(format!("{kind}_{}", URL_SAFE_NO_PAD.encode(id)))
        },
    )?;
    Ok(connection)
}

thread_local! {
    static READER: OnceCell<Connection> = const { OnceCell::new() };
}

fn read_sqlite(file: &PathBuf, sql: &str, parameters: &[String]) -> anyhow::Result<String> {
    READER.with(|reader| {
        if reader.get().is_none() {
            let _ = reader.set(open(file, false)?);
        }
        let connection = reader.get().context("the file is not open")?;
        let mut statement = connection.prepare_cached(sql)?;
        Ok(statement.query_row(rusqlite::params_from_iter(parameters), |row| row.get(0))?)
    })
}

/// SQLite writes one table a statement: the same steps as PostgreSQL's one statement, in one transaction.
fn register_sqlite(
    writer: &mut Connection,
    [seminar, organisation]: [&str; 2],
    session: &str,
) -> anyhow::Result<String> {
    let transaction = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    let sql = |text: &str| sqlite_sql(text, true);
    let chosen = "WITH {viewer} SELECT seminar.id, organisers_id, seminar.version, seminar.audience_id, (SELECT id FROM me) FROM seminar \
        WHERE seminar.id = unhex(?1) AND audience_id IN {ids} AND state IN ('SCHEDULED', 'OPEN') AND starts_at > {now} \
        AND NOT EXISTS (SELECT 1 FROM registration WHERE registration.seminar_id = seminar.id AND registration.person_id = {person} \
        AND status IN ('REQUESTED', 'CONFIRMED', 'WAITLISTED', 'OFFERED', 'ATTENDED', 'NO_SHOW'))";
    type Chosen = (Vec<u8>, Vec<u8>, i64, Vec<u8>, Vec<u8>);
    let (id, organisers, version, audience, person): Chosen = transaction
        .prepare_cached(&sql(chosen))?
        .query_row([seminar, session], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?;
    let seat = "UPDATE seat_pool SET confirmed = confirmed + 1 WHERE seminar_id = ?1 AND waiting = 0 \
        AND (capacity IS NULL OR confirmed + offered < capacity) RETURNING id";
    let pool: Option<Vec<u8>> = transaction
        .prepare_cached(seat)?
        .query_row([&id], |row| row.get(0))
        .optional()?;
    let pool = pool.context("no seat is free")?;
    let now = chrono::Utc::now().to_rfc3339();
    let own = uuid::Uuid::new_v4().into_bytes().to_vec();
    let made = "INSERT INTO registration (id, seminar_id, pool_id, person_id, organisation_id, organisation_name, title, status, priority, joined_at, \
        is_listed, audience_id, organisers_id, expiries, check_in_code, version, created_at, updated_at) \
        SELECT ?1, ?2, ?3, ?4, affiliation.organisation_id, organisation.name, affiliation.title, 'CONFIRMED', 0, ?5, FALSE, ?6, ?6, 0, ?7, 1, ?5, ?5 \
        FROM affiliation JOIN organisation ON organisation.id = affiliation.organisation_id WHERE affiliation.person_id = ?4 AND affiliation.organisation_id = unhex(?8)";
    let code = format!("{:08X}", uuid::Uuid::new_v4().as_fields().0);
    transaction.prepare_cached(made)?.execute((
        &own,
        &id,
        &pool,
        &person,
        &now,
        &organisers,
        &code,
        organisation,
    ))?;
    let counted = "UPDATE seminar SET confirmed_count = confirmed_count + 1, version = version + 1, updated_at = ?2 WHERE id = ?1";
    transaction.prepare_cached(counted)?.execute((&id, &now))?;
    let logged = "INSERT INTO change_log (tx_id, kind, entity_id, op, version, audience_before, audience_after, origin, actor_id, at) \
        VALUES (?1, 'Registration', ?1, 'UPSERT', 1, NULL, ?2, 'LOCAL', ?3, ?4), (?1, 'Seminar', ?5, 'UPSERT', ?6, ?7, ?7, 'LOCAL', ?3, ?4)";
    transaction.prepare_cached(logged)?.execute((
        &own,
        &organisers,
        &person,
        &now,
        &id,
        version + 1,
        &audience,
    ))?;
    transaction.commit()?;
    Ok(
        r#"{"registerForSeminar":{"registration":{"status":"CONFIRMED"},"refusals":[]}}"#
            .to_owned(),
    )
}

impl Store {
    async fn answer(
        &self,
        operation: &str,
        session: Option<&str>,
        mut parameters: Vec<String>,
    ) -> anyhow::Result<String> {
        let signed_in = session.is_some();
        let known =
            |all: &'static [(&str, &str)]| all.iter().find(|(name, _)| *name == operation).copied();
        match self {
            Self::Postgres { clients, next } => {
                let (name, sql) = known(POSTGRES).context("no such operation")?;
                if sql.contains("{viewer}") {
                    parameters.extend(session.map(str::to_owned));
                }
                let one = &clients[next.fetch_add(1, Ordering::Relaxed) % clients.len()];
                let statement = one
                    .statements
                    .get(&(name, signed_in))
                    .context("no such statement")?;
                let given: Vec<&(dyn ToSql + Sync)> = parameters
                    .iter()
                    .map(|one| one as &(dyn ToSql + Sync))
                    .collect();
                Ok(one.client.query_one(statement, &given).await?.get(0))
            }
            Self::Sqlite { writer, .. } if operation == "register" => {
                let mut writer = writer
                    .lock()
                    .map_err(|_| anyhow::anyhow!("a writer failed"))?;
                register_sqlite(
                    &mut writer,
                    [&parameters[0], &parameters[1]],
                    session.context("nobody is signed in")?,
                )
            }
            Self::Sqlite {
                file, statements, ..
            } => {
                let (name, sql) = known(SQLITE).context("no such operation")?;
                if sql.contains("{viewer}") {
                    parameters.extend(session.map(str::to_owned));
                }
                let sql = statements
                    .get(&(name, signed_in))
                    .context("no such statement")?;
                read_sqlite(file, sql, &parameters)
            }
        }
    }
}

async fn handle(
    request: HttpRequest,
    operation: web::Path<String>,
    body: web::Bytes,
    store: web::Data<Store>,
) -> actix_web::Result<HttpResponse> {
    let session = request
        .headers()
        .get("x-session")
        .and_then(|value| value.to_str().ok());
    let parameters: Vec<String> =
        serde_json::from_slice(&body).map_err(ErrorInternalServerError)?;
    let answer = store.answer(&operation, session, parameters).await;
    let answer = answer.map_err(|error| ErrorInternalServerError(format!("{error:?}")))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json")
        .body(answer))
}

/// Serves until it is killed.
pub async fn serve(port: u16, database: Database, address: &str) -> anyhow::Result<()> {
    let store = match database {
        Database::Postgres => {
            let mut clients = vec![];
            for _ in 0..8 {
                clients.push(prepared(address).await?);
            }
            Store::Postgres {
                clients,
                next: AtomicUsize::new(0),
            }
        }
        Database::Sqlite => Store::Sqlite {
            file: address.into(),
            statements: SQLITE
                .iter()
                .flat_map(|(name, sql)| {
                    [false, true].map(|signed_in| ((*name, signed_in), sqlite_sql(sql, signed_in)))
                })
                .collect(),
            writer: Mutex::new(open(&address.into(), true)?),
        },
    };
    let store = web::Data::new(store);
    let build = move || {
        App::new()
            .app_data(store.clone())
            .route("/{operation}", web::post().to(handle))
    };
    Ok(HttpServer::new(build)
        .workers(2)
        .bind(("127.0.0.1", port))?
        .run()
        .await?)
}
