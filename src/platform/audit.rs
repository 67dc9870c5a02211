//! The audit log: who did or read what of whose personal data, in a chain of hashes. Nothing in it says what the data were.
//!
//! Entries are written with what they tell of, in one transaction. The database refuses to change or remove one, and the
//! hashes show it if somebody did so behind its back; cutting off the end shows where an earlier `Head` was noted elsewhere.

use chrono::{DateTime, SecondsFormat, Utc};
use entity::audit_entry::{self, AuditAction, Column, Entity, Model};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{changes, clock::new_id, error::Result, hex::hex, store::Store};

/// What stands before the first entry.
const NOTHING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// One act, as the log will tell it.
#[derive(Clone, Debug)]
pub struct Act {
    pub action: AuditAction,
    pub kind: &'static str,
    pub subject: Uuid,
    /// Names of the fields concerned.
    pub fields: String,
    pub reason: Option<&'static str>,
}

/// Whether changes of such a thing are changes of personal data.
pub(super) fn concerns_people(kind: &str) -> bool {
    matches!(kind, "Person" | "Account" | "Affiliation")
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: Option<Uuid>,
    /// Unless it is a person in a session of their own.
    pub capacity: Option<String>,
}

/// Adds the acts of a transaction to the chain; waits for whoever else is adding to it.
#[expect(
    clippy::disallowed_methods,
    reason = "the audit log is the platform's own table"
)]
pub(super) async fn write(
    tx: &DatabaseTransaction,
    store: &Store,
    acts: Vec<Act>,
    actor: &Actor,
    at: DateTime<Utc>,
) -> Result<()> {
    if acts.is_empty() {
        return Ok(());
    }
    changes::lock(tx, store).await?;
    let last = Entity::find().order_by_desc(Column::Number).one(tx).await?;
    let (mut number, mut previous) = match last {
        Some(last) => (last.number, last.hash),
        None => (0, NOTHING.to_owned()),
    };
    // What the database keeps of an instant.
    let at =
        chrono::DurationRound::duration_trunc(at, chrono::TimeDelta::microseconds(1)).unwrap_or(at);
    let mut rows = Vec::with_capacity(acts.len());
    for act in acts {
        number += 1;
        let mut entry = Model {
            id: new_id(),
            number,
            at,
            actor_id: actor.person,
            capacity: actor.capacity.clone(),
            action: act.action,
            kind: act.kind.to_owned(),
            subject_id: act.subject,
            fields: act.fields,
            reason: act.reason.map(str::to_owned),
            previous_hash: previous,
            hash: String::new(),
        };
        entry.hash = print(&entry);
        previous = entry.hash.clone();
        rows.push(audit_entry::ActiveModel {
            id: Set(entry.id),
            number: Set(entry.number),
            at: Set(entry.at),
            actor_id: Set(entry.actor_id),
            capacity: Set(entry.capacity),
            action: Set(entry.action),
            kind: Set(entry.kind),
            subject_id: Set(entry.subject_id),
            fields: Set(entry.fields),
            reason: Set(entry.reason),
            previous_hash: Set(entry.previous_hash),
            hash: Set(entry.hash),
        });
    }
    for batch in rows.chunks(500) {
        Entity::insert_many(batch.to_vec())
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// The hash of an entry: of all it says, each part with its length before it, so that no two entries read alike.
fn print(entry: &Model) -> String {
    let mut hash = Sha256::new();
    let parts = [
        entry.previous_hash.clone(),
        entry.id.to_string(),
        entry.number.to_string(),
        entry.at.to_rfc3339_opts(SecondsFormat::Micros, true),
        entry.actor_id.map(|id| id.to_string()).unwrap_or_default(),
        entry.capacity.clone().unwrap_or_default(),
        entry.action.to_value(),
        entry.kind.clone(),
        entry.subject_id.to_string(),
        entry.fields.clone(),
        entry.reason.clone().unwrap_or_default(),
    ];
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hex(&hash.finalize())
}

/// How the chain stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Whole: so many entries, and the hash of the last. Note it elsewhere: a later check can ask for it.
    Whole { entries: i64, head: String },
    /// The entry with this number is missing, was changed or does not follow the one before.
    Broken { number: i64 },
    /// No entry has the hash that was asked for: the end was cut off, or another log took its place.
    WithoutHead,
}

/// Reads the whole chain; `head` is the hash of an entry that must be in it.
#[expect(
    clippy::disallowed_methods,
    reason = "the audit log is the platform's own table"
)]
pub async fn verify(store: &Store, head: Option<&str>) -> Result<Chain> {
    let (mut number, mut previous) = (0, NOTHING.to_owned());
    let mut met = head.is_none();
    loop {
        let batch = Entity::find()
            .filter(Column::Number.gt(number))
            .order_by_asc(Column::Number)
            .limit(1_000)
            .all(&store.read)
            .await?;
        if batch.is_empty() {
            break;
        }
        for entry in batch {
            number += 1;
            let follows = entry.number == number && entry.previous_hash == previous;
            if !follows || entry.hash != print(&entry) {
                return Ok(Chain::Broken { number });
            }
            met |= head == Some(entry.hash.as_str());
            previous = entry.hash;
        }
    }
    Ok(match met {
        true => Chain::Whole {
            entries: number,
            head: previous,
        },
        false => Chain::WithoutHead,
    })
}
