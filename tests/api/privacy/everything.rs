//! The whole database as text.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::support::*;

#[expect(clippy::disallowed_methods, reason = "looks behind the server")]
pub async fn texts(app: &TestApp, sql: &str) -> Vec<Vec<String>> {
    let statement = Statement::from_string(app.connection.get_database_backend(), sql);
    let rows = app.connection.query_all_raw(statement).await;
    let rows = rows.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let cells = |row: &sea_orm::QueryResult| {
        let cell = |place| row.try_get_by_index::<Option<String>>(place);
        (0..row.column_names().len())
            .map(|place| cell(place).expect("text").unwrap_or_default())
            .collect()
    };
    rows.iter().map(cells).collect()
}

/// Every table that Erfa declares, with its columns.
pub async fn columns(app: &TestApp) -> BTreeMap<String, BTreeSet<String>> {
    let sql = match app.connection.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        }
        _ => {
            "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.sql NOT LIKE 'CREATE VIRTUAL%' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'search_index%'"
        }
    };
    let mut tables: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in texts(app, sql).await {
        tables
            .entry(row[0].clone())
            .or_default()
            .insert(row[1].clone());
    }
    tables.remove("seaql_migrations");
    tables
}

/// The tables that hold a text in any column.
pub async fn holding(app: &TestApp, text: &str) -> Vec<String> {
    let mut found = vec![];
    // An id is bytes on SQLite, which are no text.
    let postgres = app.connection.get_database_backend() == DbBackend::Postgres;
    let as_text = |column: &String| match postgres {
        true => format!("CAST(\"{column}\" AS TEXT)"),
        false => format!(
            "CASE typeof(\"{column}\") WHEN 'blob' THEN hex(\"{column}\") ELSE CAST(\"{column}\" AS TEXT) END"
        ),
    };
    for (table, columns) in columns(app).await {
        let columns: Vec<_> = columns.iter().map(as_text).collect();
        for row in texts(
            app,
            &format!("SELECT {} FROM \"{table}\"", columns.join(", ")),
        )
        .await
        {
            if row.iter().any(|cell| cell.to_lowercase().contains(text)) {
                found.push(format!("{table}: {row:?}"));
            }
        }
    }
    found
}
