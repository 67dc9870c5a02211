//! Follows every change of a thing that is searched: its entry changes with it.

use std::collections::BTreeMap;

use entity::change_log::Op;
use futures_util::future::BoxFuture;
use uuid::Uuid;

use super::{
    indexing::{CAPACITY, Indexer},
    kinds::kinds,
    subject::Searched,
};
use crate::platform::{
    access::{Change, Follower, Resource, Work},
    error::Result,
    fulltext,
};

/// Things that are read and written together.
const BATCH: usize = 400;

/// Keeps the index as the things are.
pub struct FollowSearched;

impl Follower for FollowSearched {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let system = work.as_system(CAPACITY);
            let mut indexer = Indexer::default();
            let changes = changes.iter().filter(|change| concerns_entry(change));
            for (kind, touched) in by_kind(changes) {
                match_kind(&system, &mut indexer, kind, &touched).await?;
            }
            Ok(())
        })
    }
}

/// The things of one kind that changed.
#[derive(Default)]
struct Touched {
    /// Those that had an entry before.
    known: Vec<Uuid>,
    /// Those that are there now.
    present: Vec<Uuid>,
}

/// The last word on each thing.
fn by_kind<'a>(changes: impl Iterator<Item = &'a Change>) -> BTreeMap<&'static str, Touched> {
    let mut last: BTreeMap<(&'static str, Uuid), (bool, Op)> = BTreeMap::new();
    for change in changes {
        let known = change.audience_before.is_some();
        let of = last
            .entry((change.kind, change.id))
            .or_insert((known, change.op));
        *of = (of.0 || known, change.op);
    }
    let mut touched: BTreeMap<_, Touched> = BTreeMap::new();
    for ((kind, id), (known, op)) in last {
        let of = touched.entry(kind).or_default();
        if known {
            of.known.push(id);
        }
        if op == Op::Upsert {
            of.present.push(id);
        }
    }
    touched
}

/// False where nothing changed but what the entry says nothing of. A change of no column tells of details in other tables.
fn concerns_entry(change: &Change) -> bool {
    let (fields, unread) = (&change.fields, unread(change.kind));
    fields.is_empty() || fields.iter().any(|column| !unread.contains(column))
}

macro_rules! match_kinds {
    ($($(#[doc = $about:literal])+ $kind:ident of $table:ident;)+) => {
        fn unread(kind: &str) -> &'static [&'static str] {
            match kind {
                $(<entity::$table::Entity as Resource>::KIND => <entity::$table::Entity as Searched>::UNREAD,)+
                _ => &[],
            }
        }

        /// Writes the entries anew where the kind is one that is searched.
        async fn match_kind(work: &Work, indexer: &mut Indexer, kind: &str, touched: &Touched) -> Result<()> {
            match kind {
                $(<entity::$table::Entity as Resource>::KIND => write::<entity::$table::Entity>(work, indexer, touched).await,)+
                _ => Ok(()),
            }
        }
    };
}
kinds!(match_kinds);

async fn write<E: Searched>(work: &Work, indexer: &mut Indexer, touched: &Touched) -> Result<()> {
    for some in touched.known.chunks(BATCH) {
        fulltext::remove(work, some).await?;
    }
    for some in touched.present.chunks(BATCH) {
        let rows = work.by_ids::<E>(some).await?;
        let entries = indexer.entries::<E>(work, &rows).await?;
        fulltext::put(work, entries).await?;
    }
    Ok(())
}
