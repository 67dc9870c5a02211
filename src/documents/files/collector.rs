//! Removing what nobody wants: uploads that were not claimed, objects that no row knows, and what a kill left half-written.

use std::collections::HashSet;

use entity::{file_text, stored_file, stored_file::Column};
use futures_util::{StreamExt, TryStreamExt};
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Files, policy::CollectFiles, upload::KEPT};
use crate::platform::{
    access::{Followers, Work},
    error::Result,
    store::{Store, one_of},
};

/// Objects and rows that are dealt with at a time.
const BATCH: usize = 200;

/// What was removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Uploads nobody claimed.
    pub uploads: usize,
    /// Finished objects that no row knows.
    pub objects: usize,
    /// Objects that were never finished.
    pub unfinished: usize,
}

/// Removes what is older than an upload may wait. Rows go before objects: what is interrupted is finished the next time.
pub async fn collect(store: &Store, files: &Files) -> Result<Collected> {
    let mut collected = Collected::default();
    loop {
        let keys = in_work(store, async |work| unclaimed(work).await).await?;
        files.storage.remove(&keys).await?;
        collected.uploads += keys.len();
        if keys.len() < BATCH {
            break;
        }
    }
    let before = store.clock.now() - KEPT;
    let mut old = files.storage.before(before).try_chunks(BATCH).boxed();
    while let Some(keys) = old.next().await {
        let keys = keys.map_err(|error| error.1)?;
        let stray = in_work(store, async |work| unknown(work, &keys).await).await?;
        files.storage.remove(&stray).await?;
        collected.objects += stray.len();
    }
    collected.unfinished = files.storage.sweep(before).await?;
    Ok(collected)
}

async fn in_work<T>(store: &Store, step: impl AsyncFnOnce(&Work) -> Result<T>) -> Result<T> {
    let work = Work::of_system(store, "collector", Followers::default()).await?;
    let outcome = step(&work).await;
    work.finish(outcome).await
}

/// Removes rows of uploads that waited too long; answers which objects were theirs.
async fn unclaimed(work: &Work) -> Result<Vec<Uuid>> {
    let permit = work.permit_platform::<CollectFiles>()?;
    let old = Condition::all()
        .add(Column::ClaimedAt.is_null())
        .add(Column::CreatedAt.lte(work.now() - KEPT));
    // Locked, so that none of them is claimed meanwhile.
    let rows = work
        .select_under::<stored_file::Entity, _, _>(&permit)
        .filter(old)
        .limit(BATCH as u64)
        .lock_exclusive();
    let rows = work.all(rows).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let backend = work.viewer().backend();
    let texts = Condition::all().add(one_of(backend, file_text::Column::FileId.into_expr(), &ids));
    work.clear_under::<file_text::Entity, _, _>(&permit, texts)
        .await?;
    let files = Condition::all().add(one_of(backend, Column::Id.into_expr(), &ids));
    work.clear_under::<stored_file::Entity, _, _>(&permit, files)
        .await?;
    Ok(rows.into_iter().map(|row| row.key).collect())
}

/// Those of the keys that no row has.
async fn unknown(work: &Work, keys: &[Uuid]) -> Result<Vec<Uuid>> {
    let permit = work.permit_platform::<CollectFiles>()?;
    let known = one_of(work.viewer().backend(), Column::Key.into_expr(), keys);
    let known = work
        .select_under::<stored_file::Entity, _, _>(&permit)
        .filter(known);
    let known = work.all(known).await?;
    let known: HashSet<_> = known.into_iter().map(|row| row.key).collect();
    let stray = keys.iter().copied().filter(|key| !known.contains(key));
    Ok(stray.collect())
}
