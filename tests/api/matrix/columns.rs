//! Every column that can hold a text holds one of the world's, or is known to hold nobody's.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::world::World;
use crate::support::*;

/// The columns of the database that hold text, as (table, column).
pub async fn text_columns(app: &TestApp) -> Vec<(String, String)> {
    let (backend, sql) = match app.connection.get_database_backend() {
        DbBackend::Sqlite => (
            DbBackend::Sqlite,
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'seaql_%' \
             AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name NOT LIKE 'search_text%' \
             AND p.type NOT IN ('INTEGER', 'BIGINT', 'REAL', 'BLOB', 'uuid_text', 'boolean')",
        ),
        _ => (
            DbBackend::Postgres,
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE 'seaql_%' \
             AND data_type IN ('text', 'character varying', 'json', 'jsonb')",
        ),
    };
    let rows = app
        .connection
        .query_all_raw(Statement::from_string(backend, sql))
        .await;
    let rows = rows.expect("columns");
    let mut columns: Vec<(String, String)> = rows
        .iter()
        .map(|row| {
            (
                row.try_get("", "t").expect("a table"),
                row.try_get("", "c").expect("a column"),
            )
        })
        .collect();
    columns.sort();
    columns
}

#[tokio::test]
async fn every_stored_text_is_of_the_world() {
    // PostgreSQL knows text from days and amounts; SQLite writes all of them as text.
    let world = World::set(Db::Postgres).await;
    let columns = text_columns(&world.app).await;
    assert!(columns.len() > 300, "only {} columns", columns.len());
    let other = World::set(Db::Sqlite).await;
    let reasons = &world.rules.columns;
    let (mut without, mut used) = (vec![], BTreeSet::new());
    for (table, column) in &columns {
        let held = holds(&world.app, table, column).await && holds(&other.app, table, column).await;
        let keys = [format!("{table}.{column}"), format!("*.{column}")];
        match keys.iter().find(|key| reasons.contains_key(*key)) {
            _ if held => {}
            Some(key) => drop(used.insert(key.clone())),
            None => without.push(format!("{table}.{column}")),
        }
    }
    let stale: Vec<_> = reasons.keys().filter(|key| !used.contains(*key)).collect();
    assert!(
        without.is_empty() && stale.is_empty(),
        "without a text: {without:#?}\nstale: {stale:#?}"
    );
}

/// Whether a text of the world stands in a column.
async fn holds(app: &TestApp, table: &str, column: &str) -> bool {
    let sql = format!(
        "SELECT 1 FROM \"{table}\" WHERE LOWER(CAST(\"{column}\" AS TEXT)) LIKE '%zq_____z%' LIMIT 1"
    );
    let statement = Statement::from_string(app.connection.get_database_backend(), sql);
    let found = app.connection.query_one_raw(statement).await;
    found.expect("an answer").is_some()
}
