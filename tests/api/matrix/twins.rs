//! Two worlds that differ only in what somebody may not see are one world to them: every answer is the same, byte by byte.

use std::collections::{BTreeMap, BTreeSet};

use erfa::platform::clock::new_id;
use sea_orm::{ConnectionTrait, DbBackend, Statement, Value as Bound};
use uuid::Uuid;

use super::{
    crawl,
    world::{self, World},
};
use crate::support::*;

/// Those who see most come first: what is hidden from them goes, and what is left is hidden from the next.
pub const ROLES: [&str; 6] = [
    "organisation-admin",
    "coordinator",
    "member",
    "programme-officer",
    "outsider",
    "anyone",
];

/// Those of them who hold seminars.
const HOLDERS: [&str; 3] = ["organisation-admin", "coordinator", "programme-officer"];

/// The rows that hold texts of the world: by table and id, which texts.
type Rows = BTreeMap<(String, Uuid), BTreeSet<usize>>;

struct Table {
    name: String,
    columns: Vec<String>,
    has_id: bool,
}

async fn query(app: &TestApp, sql: &str) -> Vec<sea_orm::QueryResult> {
    let statement = Statement::from_string(app.connection.get_database_backend(), sql);
    let rows = app.connection.query_all_raw(statement).await;
    rows.unwrap_or_else(|error| panic!("{sql}: {error}"))
}

/// The tables whose rows can be copied, with the columns that a row is written with.
async fn tables(app: &TestApp) -> Vec<Table> {
    let sql = match app.connection.get_database_backend() {
        DbBackend::Sqlite => {
            "SELECT m.name AS t, p.name AS c FROM sqlite_master m JOIN pragma_table_info(m.name) p \
             WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE 'seaql_%' \
             AND m.name NOT LIKE 'search_text%' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY 1, p.cid"
        }
        _ => {
            "SELECT table_name::text AS t, column_name::text AS c FROM information_schema.columns \
             WHERE table_schema = 'public' AND table_name NOT LIKE 'seaql_%' AND is_generated = 'NEVER' \
             ORDER BY 1, ordinal_position"
        }
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in query(app, sql).await {
        let table = row.try_get("", "t").expect("a table");
        let column = row.try_get("", "c").expect("a column");
        tables.entry(table).or_default().push(column);
    }
    let tables = tables.into_iter().map(|(name, columns)| Table {
        has_id: columns.iter().any(|one| one == "id"),
        name,
        columns,
    });
    tables.collect()
}

/// Every text column with every text of the world in it.
async fn rows(
    app: &TestApp,
    tables: &[Table],
) -> (Rows, BTreeMap<usize, BTreeSet<(String, String)>>) {
    let texts = super::columns::text_columns(app).await;
    let (mut rows, mut places) = (Rows::new(), BTreeMap::<_, BTreeSet<_>>::new());
    for (table, column) in texts {
        let has_id = tables.iter().any(|one| one.name == table && one.has_id);
        let id = if has_id && table != "feed_meta" {
            "id"
        } else {
            "NULL"
        };
        let sql = format!(
            "SELECT {id} AS id, CAST(\"{column}\" AS TEXT) AS said FROM \"{table}\" WHERE LOWER(CAST(\"{column}\" AS TEXT)) LIKE '%zq_____z%'"
        );
        for row in query(app, &sql).await {
            let said: String = row.try_get("", "said").expect("a text");
            for number in world::numbers(&said) {
                places
                    .entry(number)
                    .or_default()
                    .insert((table.clone(), column.clone()));
                if let Ok(Some(id)) = row.try_get::<Option<Uuid>>("", "id") {
                    rows.entry((table.clone(), id)).or_default().insert(number);
                }
            }
        }
    }
    (rows, places)
}

/// Runs a statement that the database may refuse; a copy that is not allowed is no copy.
async fn try_run(app: &TestApp, sql: String, values: Vec<Bound>) -> bool {
    let statement =
        Statement::from_sql_and_values(app.connection.get_database_backend(), sql, values);
    app.connection
        .execute_raw(statement)
        .await
        .is_ok_and(|done| done.rows_affected() > 0)
}

/// Changes what a role may not see: other texts, further rows, and rows that are gone.
async fn change(world: &World, role: &str) -> (usize, usize, usize) {
    let app = &world.app;
    let tables = tables(app).await;
    let (rows, places) = rows(app, &tables).await;
    let hidden = |number: &usize| !world.rules.seers(&world.canaries.0[*number]).contains(role);
    // A row may be seen while all its texts are not, as that of a comment that was taken back.
    let unseen = |number: &usize| {
        let instance = &world.canaries.0[*number].instance;
        hidden(number) && !world.rules.seers_of(instance).contains(role)
    };
    let (mut added, mut removed, mut changed) = (0, 0, 0);
    for (turn, ((table, id), numbers)) in rows.iter().enumerate() {
        if !numbers.iter().all(unseen) {
            continue;
        }
        let columns = &tables
            .iter()
            .find(|one| one.name == *table)
            .expect("a table")
            .columns;
        match turn % 3 {
            0 => {
                let list: Vec<String> = columns.iter().map(|one| format!("\"{one}\"")).collect();
                let from: Vec<String> = columns
                    .iter()
                    .map(|one| {
                        if one == "id" {
                            "$1".to_owned()
                        } else {
                            format!("\"{one}\"")
                        }
                    })
                    .collect();
                let sql = format!(
                    "INSERT INTO \"{table}\" ({}) SELECT {} FROM \"{table}\" WHERE id = $2",
                    list.join(", "),
                    from.join(", ")
                );
                added += usize::from(try_run(app, sql, vec![new_id().into(), (*id).into()]).await);
            }
            1 => {
                let sql = format!("DELETE FROM \"{table}\" WHERE id = $1");
                removed += usize::from(try_run(app, sql, vec![(*id).into()]).await);
            }
            _ => {}
        }
    }
    for (number, places) in places.iter().filter(|(number, _)| hidden(number)) {
        for (table, column) in places {
            let said = world::text(*number);
            // Longer and shorter in turn, and sorted elsewhere.
            let other = match number % 2 {
                0 => format!("a{number}"),
                _ => format!("{said} and more of it that nobody here may read"),
            };
            let sql = match app.connection.get_database_backend() {
                DbBackend::Postgres if table == "job" && column == "payload" => continue,
                _ => format!(
                    "UPDATE \"{table}\" SET \"{column}\" = REPLACE(\"{column}\", $1, $2) WHERE \"{column}\" LIKE $3"
                ),
            };
            let values = vec![
                said.clone().into(),
                other.into(),
                format!("%{said}%").into(),
            ];
            changed += usize::from(try_run(app, sql, values).await);
        }
    }
    (added, removed, changed)
}

/// Changes what each role may not see, and tells where an answer to it is another one then. `before` is what the first of
/// them was answered.
pub async fn differences(world: &World, plan: &[crawl::Ask], before: Vec<String>) -> Vec<String> {
    // Counts of requests are different each time; and an archive tells how often it was fetched.
    let steady = |ask: &crawl::Ask| !matches!(&ask.way, crawl::Way::Plain(_, path, _) if path == "/metrics" || path.ends_with("/data.zip"));
    let (mut told, mut first) = (vec![], Some(before));
    for role in ROLES {
        let client = world.subject(role);
        let plan = crawl::whole(world, plan, role);
        let before = match first.take() {
            Some(before) => before,
            None => crawl::ask_all(&plan, client).await,
        };
        let (added, removed, changed) = change(world, role).await;
        println!("{role}: {added} rows more, {removed} fewer, {changed} columns with other texts");
        assert!(
            added > 10 && removed > 10 && changed > 100,
            "hardly anything differs"
        );
        let after = crawl::ask_all(&plan, client).await;
        for ((ask, before), after) in plan.iter().zip(&before).zip(&after) {
            let same =
                before == after || HOLDERS.contains(&role) && settled(before) == settled(after);
            if steady(ask) && !same {
                let parts = difference(before, after);
                told.push(format!("{role} by {}: {parts}", ask.path));
            }
        }
    }
    told
}

/// An answer without what is known to tell of hidden seminars: that something collides with a time, a room or a speaker is
/// said to those who must find a way around it, and no more than that (decision 33).
fn settled(answer: &str) -> String {
    let Some(start) = answer.find('{') else {
        return answer.to_owned();
    };
    let head: String = answer[..start]
        .lines()
        .filter(|line| !line.starts_with("content-length"))
        .collect();
    match serde_json::from_str(&answer[start..]) {
        Ok(mut body) => {
            without_conflicts(&mut body);
            format!("{head}{body}")
        }
        Err(_) => answer.to_owned(),
    }
}

fn without_conflicts(value: &mut Value) {
    match value {
        Value::Array(all) => all.iter_mut().for_each(without_conflicts),
        Value::Object(members) => {
            for (name, one) in members {
                match name.as_str() {
                    "conflicts" | "blocksPublish" | "blocksSave" => *one = Value::Null,
                    _ => without_conflicts(one),
                }
            }
        }
        _ => {}
    }
}

/// Where two answers part: how long they are says nothing.
fn difference(before: &str, after: &str) -> String {
    let body = |text: &str| text.find('{').map_or(0, |start| start);
    let (before, after) = (&before[body(before)..], &after[body(after)..]);
    let pairs = before.bytes().zip(after.bytes());
    let same = pairs.take_while(|(one, other)| one == other).count();
    let around = |text: &str| -> String {
        let (start, end) = (
            same.saturating_sub(240).min(text.len()),
            text.len().min(same + 160),
        );
        String::from_utf8_lossy(&text.as_bytes()[start..end]).into_owned()
    };
    format!("…{}…\n    is …{}…", around(before), around(after))
}
