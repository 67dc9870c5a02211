//! The change log: what was committed, in the order of commits.
//!
//! Numbers of a plain sequence are taken before the commit, so a reader could pass over a row that commits late. Here a
//! unit of work writes its rows as its last statements, under a lock that it holds until it has committed: on PostgreSQL
//! an advisory lock, on SQLite the write lock that it has anyway.

use std::{collections::HashMap, sync::LazyLock};

use chrono::{DateTime, Utc};
use entity::{change_log, feed_meta};
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect, Statement,
};
use uuid::Uuid;

use super::{
    access::Change,
    clock::new_id,
    error::{Error, Result},
    store::Store,
};

/// Any number, the same for every instance over one database.
const LOG_LOCK: i64 = 0x4552_4641;
/// The channel that wakes readers in other processes. It carries nothing, or the account that wrote what stands in no row.
pub const CHANNEL: &str = "erfa_changes";
/// The origin of what somebody asked for; other changes name the task of Erfa's that made them.
pub const BY_REQUEST: &str = "erfa";
/// Rows that one statement writes.
const BATCH: usize = 500;

/// Wakes readers, and writes rows in their order.
const INSERT: &str = "WITH first AS MATERIALIZED (SELECT pg_notify('erfa_changes', '')) \
    INSERT INTO change_log (tx_id, kind, entity_id, op, version, audience_before, audience_after, origin, actor_id, at) \
    SELECT $2, one.kind, one.id, one.op, one.version, one.before, one.after, $3, $4, $5 FROM first, \
      ROWS FROM (jsonb_to_recordset($1) AS (kind text, id uuid, op text, version bigint, before uuid, after uuid)) \
      WITH ORDINALITY AS one (kind, id, op, version, before, after, place) ORDER BY one.place";

/// The same, under the lock: rows are numbered after they have been sorted, which is after the lock was waited for.
static LOCKED_INSERT: LazyLock<String> = LazyLock::new(|| {
    let lock = format!("pg_advisory_xact_lock({LOG_LOCK}), pg_notify(");
    INSERT.replace("pg_notify(", &lock)
});

/// Writes a transaction's changes, one row a thing.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub(super) async fn write(
    tx: &DatabaseTransaction,
    store: &Store,
    changes: Vec<Change>,
    origin: &str,
    actor: Option<Uuid>,
    at: DateTime<Utc>,
) -> Result<()> {
    let changes = one_each(changes);
    if changes.is_empty() {
        return Ok(());
    }
    let tx_id = new_id();
    if store.backend() == DbBackend::Postgres {
        for batch in changes.chunks(BATCH) {
            let values = [
                json(batch).into(),
                tx_id.into(),
                origin.into(),
                actor.into(),
                at.into(),
            ];
            let sql = match store.locks_log() {
                true => LOCKED_INSERT.as_str(),
                false => INSERT,
            };
            let insert = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
            tx.execute_raw(insert).await?;
        }
        return Ok(());
    }
    let rows: Vec<_> = changes
        .into_iter()
        .map(|change| change_log::ActiveModel {
            seq: NotSet,
            tx_id: Set(tx_id),
            kind: Set(change.kind.to_owned()),
            entity_id: Set(change.id),
            op: Set(change.op),
            version: Set(change.version),
            audience_before: Set(change.audience_before),
            audience_after: Set(change.audience_after),
            origin: Set(origin.to_owned()),
            actor_id: Set(actor),
            at: Set(at),
        })
        .collect();
    for batch in rows.chunks(BATCH) {
        change_log::Entity::insert_many(batch.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Tells other processes that an account has written, where the change log says nothing of it.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub(super) async fn whisper(tx: &DatabaseTransaction, account: Uuid) -> Result<()> {
    let values = [CHANNEL.into(), account.to_string().into()];
    let sql = "SELECT pg_notify($1, $2)";
    let notify = Statement::from_sql_and_values(DbBackend::Postgres, sql, values);
    tx.execute_raw(notify).await?;
    Ok(())
}

/// Whose reading must include this change from now on, wherever they read: its author's, or everybody's where it takes
/// something out of somebody's view, or where nobody knows its author.
pub(super) fn concerns(row: &change_log::Model) -> Option<Option<Uuid>> {
    let hides = row.audience_before.is_some() && row.audience_before != row.audience_after;
    match row.actor_id {
        _ if hides => Some(None),
        None if row.origin == BY_REQUEST => Some(None),
        None => None,
        author => Some(author),
    }
}

/// Rows as PostgreSQL takes them apart: one text for any number of them, so that the statement stays prepared.
fn json(changes: &[Change]) -> serde_json::Value {
    let row = |change: &Change| {
        serde_json::json!({
            "kind": change.kind,
            "id": change.id,
            "op": change.op.to_value(),
            "version": change.version,
            "before": change.audience_before,
            "after": change.audience_after,
        })
    };
    changes.iter().map(row).collect()
}

/// Waits until nobody else writes what is numbered in the order of commits, and keeps the others waiting until the commit.
pub(super) async fn lock(tx: &DatabaseTransaction, store: &Store) -> Result<()> {
    if store.backend() == DbBackend::Postgres && store.locks_log() {
        tx.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({LOG_LOCK})"))
            .await?;
    }
    Ok(())
}

/// The last word on each thing, with the audience from before the first.
fn one_each(changes: Vec<Change>) -> Vec<Change> {
    let mut places = HashMap::new();
    let mut kept: Vec<Change> = Vec::with_capacity(changes.len());
    for mut change in changes {
        match places.get(&change.id) {
            Some(&place) => {
                let before: &mut Change = &mut kept[place];
                change.audience_before = before.audience_before;
                *before = change;
            }
            None => {
                places.insert(change.id, kept.len());
                kept.push(change);
            }
        }
    }
    kept
}

/// The rows after a number, oldest first.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub async fn after(store: &Store, seq: i64, at_most: u64) -> Result<Vec<change_log::Model>> {
    let rows = change_log::Entity::find()
        .filter(change_log::Column::Seq.gt(seq))
        .order_by_asc(change_log::Column::Seq)
        .limit(at_most);
    Ok(rows.all(&store.read).await?)
}

/// The number of the newest row; zero when there is none.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub async fn newest(store: &Store) -> Result<i64> {
    let row = change_log::Entity::find()
        .order_by_desc(change_log::Column::Seq)
        .one(&store.read)
        .await?;
    Ok(row.map_or(0, |row| row.seq))
}

/// Names this feed, once: another database, or one restored from a backup, is another feed.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub async fn ensure_epoch(store: &Store) -> Result<()> {
    let first = feed_meta::ActiveModel {
        id: Set(1),
        epoch: Set(new_id()),
        floor_seq: Set(0),
    };
    feed_meta::Entity::insert(first)
        .on_conflict_do_nothing()
        .exec_without_returning(store.direct())
        .await?;
    Ok(())
}

/// The name of this feed, and with it of this database.
#[expect(
    clippy::disallowed_methods,
    reason = "the change log is the platform's own table"
)]
pub async fn epoch(store: &Store) -> Result<Uuid> {
    let row = feed_meta::Entity::find().one(&store.read).await?;
    let row = row.ok_or_else(|| Error::internal(anyhow::anyhow!("the feed has no name")))?;
    Ok(row.epoch)
}

/// Whether a change of such a thing may give or take somebody's access.
pub fn concerns_access(kind: &str) -> bool {
    matches!(
        kind,
        "Affiliation" | "NetworkMembership" | "Network" | "Account"
    )
}
