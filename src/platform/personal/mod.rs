//! What the tables hold of people: declared for every column in `columns.toml`, and from there handed out and erased.

mod ledger;

use std::{collections::BTreeMap, sync::LazyLock};

use sea_orm::{ConnectionTrait, DbBackend, Statement, TryGetable};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use ledger::Ledger;

use super::{
    access::Work,
    error::{Error, Result},
};

/// What an erasure does to the rows of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Erasure {
    /// They go.
    Delete,
    /// Their personal columns and the way to the person are emptied.
    Clear,
    /// They stay, on the ground that is given.
    Keep,
    /// The capability that owns them sees to it.
    Own,
}

/// What a table holds of people.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Leads from a row to the person: `person_id`, or `account_id > account.person_id`, or `email > account(email).person_id`
    /// where the other table is not met by its id; several ways stand apart by `|`.
    pub of: Option<String>,
    #[serde(default)]
    pub personal: Vec<String>,
    #[serde(default)]
    pub secret: Vec<String>,
    pub other: Vec<String>,
    pub kept: Option<String>,
    pub erasure: Option<Erasure>,
    pub ground: Option<String>,
}

static TABLES: LazyLock<BTreeMap<String, Table>> = LazyLock::new(|| {
    toml::from_str(include_str!("columns.toml")).expect("a test reads columns.toml")
});

/// Every table by its name.
pub fn tables() -> &'static BTreeMap<String, Table> {
    &TABLES
}

/// Those that lead to a person.
fn of_people() -> impl Iterator<Item = (&'static str, &'static Table, &'static str)> {
    let all = TABLES.iter();
    all.filter_map(|(name, table)| Some((name.as_str(), table, table.of.as_deref()?)))
}

/// SQL that holds for the rows of a person, `$1`.
fn belongs(of: &str) -> String {
    let ways: Vec<_> = of.split('|').map(leads).collect();
    ways.join(" OR ")
}

/// SQL for one way from a row to the person.
fn leads(of: &str) -> String {
    let further = of.split_once('>').and_then(|(column, further)| {
        let (table, of) = further.split_once('.')?;
        Some((column.trim(), table.trim(), of))
    });
    let Some((column, table, of)) = further else {
        return format!("\"{}\" = $1", of.trim());
    };
    let (table, id) = match table.split_once('(') {
        Some((table, id)) => (table, id.trim_end_matches(')')),
        None => (table, "id"),
    };
    let these = leads(of);
    format!("\"{column}\" IN (SELECT \"{id}\" FROM \"{table}\" WHERE {these})")
}

/// A column as text, whatever its type.
fn as_text(backend: DbBackend, column: &str) -> String {
    match backend {
        DbBackend::Postgres => format!("\"{column}\"::text AS \"{column}\""),
        _ => format!(
            "CASE typeof(\"{column}\") WHEN 'blob' THEN lower(hex(\"{column}\")) ELSE CAST(\"{column}\" AS TEXT) END AS \"{column}\""
        ),
    }
}

/// What one table holds of a person.
#[derive(Clone, Debug, Serialize)]
pub struct Holding {
    /// Name of the table.
    pub table: &'static str,
    /// For how long it is kept.
    pub kept: &'static str,
    /// What an erasure would do.
    pub erasure: Option<Erasure>,
    /// Why it would be kept.
    pub ground: Option<&'static str>,
    /// Column by column, as text.
    pub rows: Vec<Value>,
}

/// All that is kept of a person, but for secrets; tables without anything are left out. Only for Erfa itself.
#[expect(
    clippy::disallowed_methods,
    reason = "open to the system viewer only, for tables of every capability"
)]
pub async fn holdings(work: &Work, person: Uuid) -> Result<Vec<Holding>> {
    alone(work)?;
    let connection = work.connection();
    let backend = connection.get_database_backend();
    let mut found = vec![];
    for (name, table, of) in of_people() {
        let ids = table.other.iter().filter(|column| is_reference(column));
        let columns: Vec<&String> = ids.chain(&table.personal).collect();
        if columns.is_empty() {
            continue;
        }
        let list: Vec<_> = columns.iter().map(|one| as_text(backend, one)).collect();
        let sql = format!(
            "SELECT {} FROM \"{name}\" WHERE {}",
            list.join(", "),
            belongs(of)
        );
        let statement = Statement::from_sql_and_values(backend, sql, [person.into()]);
        let mut rows = vec![];
        for row in connection.query_all_raw(statement).await? {
            let mut object = Map::new();
            for column in &columns {
                let text = Option::<String>::try_get(&row, "", column).map_err(|error| {
                    Error::internal(anyhow::anyhow!("{name}.{column}: {error:?}"))
                })?;
                object.insert((*column).clone(), text.map_or(Value::Null, Value::String));
            }
            rows.push(Value::Object(object));
        }
        if !rows.is_empty() {
            found.push(Holding {
                table: name,
                kept: table.kept.as_deref().unwrap_or_default(),
                erasure: table.erasure,
                ground: table.ground.as_deref(),
                rows,
            });
        }
    }
    Ok(found)
}

/// Whether a column names another thing; who may see a row is nobody's data.
fn is_reference(column: &str) -> bool {
    let of_access = [
        "audience_id",
        "editors_id",
        "organisers_id",
        "moderators_id",
    ];
    column == "id" || (column.ends_with("_id") && !of_access.contains(&column))
}

/// Deletes and empties what is declared so. Only for Erfa itself, in the transaction that erases the person.
#[expect(
    clippy::disallowed_methods,
    reason = "open to the system viewer only, for tables of every capability"
)]
pub async fn clear(work: &Work, person: Uuid) -> Result<()> {
    alone(work)?;
    let connection = work.connection();
    let backend = connection.get_database_backend();
    for (name, table, of) in of_people() {
        let rows = belongs(of);
        let sql = match table.erasure {
            Some(Erasure::Delete) => format!("DELETE FROM \"{name}\" WHERE {rows}"),
            Some(Erasure::Clear) => {
                let columns = table.personal.iter().map(String::as_str).chain([of]);
                let columns: Vec<_> = columns.map(|one| format!("\"{one}\" = NULL")).collect();
                format!("UPDATE \"{name}\" SET {} WHERE {rows}", columns.join(", "))
            }
            _ => continue,
        };
        let statement = Statement::from_sql_and_values(backend, sql, [person.into()]);
        connection.execute_raw(statement).await?;
    }
    Ok(())
}

fn alone(work: &Work) -> Result<()> {
    match work.viewer().is_system() {
        true => Ok(()),
        false => Err(Error::Forbidden),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_subqueries() {
        assert_eq!(belongs("person_id"), "\"person_id\" = $1");
        assert_eq!(
            belongs("session_id > session.account_id > account.person_id"),
            "\"session_id\" IN (SELECT \"id\" FROM \"session\" WHERE \"account_id\" IN (SELECT \"id\" FROM \"account\" WHERE \"person_id\" = $1))"
        );
        assert_eq!(
            belongs("accepted_by_id | email > account(email).person_id"),
            "\"accepted_by_id\" = $1 OR \"email\" IN (SELECT \"email\" FROM \"account\" WHERE \"person_id\" = $1)"
        );
    }

    #[test]
    fn what_is_personal_says_how_long_it_is_kept_and_why() {
        for (name, table) in tables() {
            let personal = !table.personal.is_empty() || !table.secret.is_empty();
            assert_eq!(table.of.is_some(), table.erasure.is_some(), "{name}");
            assert!(
                !personal || table.kept.is_some(),
                "{name} is kept how long?"
            );
            let kept = table.erasure == Some(Erasure::Keep);
            assert!(
                !kept || table.ground.is_some(),
                "{name} is kept on what ground?"
            );
        }
    }
}
