//! Building the index anew: for a database from before there was one, and when what is read of things has changed.

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};
use std::sync::Arc;
use uuid::Uuid;

use super::{
    indexing::{CAPACITY, Indexer},
    kinds::kinds,
    subject::Searched,
};
use crate::platform::{
    access::{Resource, Work},
    error::Result,
    fulltext,
    store::Store,
};

/// Grows whenever the rules of words, or what is read of a thing, change.
const RULES: u32 = 2;
/// Things that are read, locked and written together.
const BATCH: u64 = 400;

/// Builds the index if it was never built, or otherwise than this binary builds it; answers how many things it took up.
pub async fn ensure(store: &Store) -> Result<Option<usize>> {
    if fulltext::built_as(store).await? == Some(built_as()) {
        return Ok(None);
    }
    rebuild(store).await.map(Some)
}

macro_rules! every_kind {
    ($($(#[doc = $about:literal])+ $kind:ident of $table:ident;)+) => {
        const KINDS: &[&str] = &[$(<entity::$table::Entity as Resource>::KIND),+];

        /// Builds the index from what is there now, some things at a time; the rest of Erfa goes on meanwhile.
        pub async fn rebuild(store: &Store) -> Result<usize> {
            let mut count = 0;
            let mut indexer = Indexer::default();
            $(count += rebuild_kind::<entity::$table::Entity>(store, &mut indexer).await?;)+
            let work = begin(store).await?;
            let done = finish(&work).await;
            work.finish(done).await?;
            Ok(count)
        }
    };
}
kinds!(every_kind);

fn built_as() -> String {
    format!("{RULES} {}", KINDS.join(" "))
}

async fn begin(store: &Store) -> Result<Work> {
    Work::of_system(store, CAPACITY, Arc::new([])).await
}

async fn finish(work: &Work) -> Result<()> {
    fulltext::remove_others(work, KINDS).await?;
    fulltext::note_built(work, &built_as()).await
}

async fn rebuild_kind<E: Searched>(store: &Store, indexer: &mut Indexer) -> Result<usize> {
    let (mut count, mut last) = (0, None);
    loop {
        let work = begin(store).await?;
        let outcome = next::<E>(&work, indexer, last).await;
        let (some, until) = work.finish(outcome).await?;
        count += some;
        match until {
            Some(until) => last = Some(until),
            None => return Ok(count),
        }
    }
}

/// Takes up the things after an id; answers how many, and the id of the last unless there are no more.
async fn next<E: Searched>(
    work: &Work,
    indexer: &mut Indexer,
    after: Option<Uuid>,
) -> Result<(usize, Option<Uuid>)> {
    let mut select = work.select::<E>();
    if let Some(after) = after {
        select = select.filter(E::ID.gt(after));
    }
    let select = select.order_by_asc(E::ID).limit(BATCH).lock_exclusive();
    let rows = work.all(select).await?;
    let is_last = (rows.len() as u64) < BATCH;
    let until = rows.last().map(E::id_of).filter(|_| !is_last);
    fulltext::remove_between(work, E::KIND, after, until).await?;
    let entries = indexer.entries::<E>(work, &rows).await?;
    fulltext::put(work, entries).await?;
    Ok((rows.len(), until))
}
