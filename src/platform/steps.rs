//! What is done once to the rows that are there when a rule has changed, where SQL alone cannot say it: a write like any other,
//! with rows in the change log. A migration changes tables; a step follows it.

use entity::data_step;
use futures_util::future::BoxFuture;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{
    access::{Followers, Work},
    error::Result,
    store::Store,
};

/// Something that is done once to all rows of a table, a page at a time.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its name; another one has it done again.
    pub name: &'static str,
    /// In whose name.
    pub capacity: &'static str,
    /// Does a page of it, from after a row on; answers with the last row of the page, none when no row is left. Another instance may
    /// do the same, so doing it twice is doing it once.
    pub page: Page,
}

type Page = for<'a> fn(&'a Work, Option<Uuid>) -> BoxFuture<'a, Result<Option<Uuid>>>;

/// Does what was not done yet.
pub async fn take(store: &Store, followers: &Followers, steps: &[Step]) -> Result<()> {
    let done = done(store).await?;
    for step in steps.iter().filter(|step| !done.contains(step.name)) {
        let mut last = None;
        loop {
            let work = Work::of_system(store, step.capacity, followers.clone()).await?;
            let outcome = (step.page)(&work, last).await;
            last = work.finish(outcome).await?;
            if last.is_none() {
                break;
            }
        }
        note(store, step.name).await?;
    }
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the steps are the platform's own table"
)]
async fn done(store: &Store) -> Result<std::collections::HashSet<String>> {
    let rows = data_step::Entity::find().all(&store.read).await?;
    Ok(rows.into_iter().map(|row| row.name).collect())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the steps are the platform's own table"
)]
async fn note(store: &Store, name: &str) -> Result<()> {
    let row = data_step::ActiveModel {
        name: Set(name.to_owned()),
        done_at: Set(store.clock.now()),
    };
    data_step::Entity::insert(row)
        .on_conflict_do_nothing()
        .exec_without_returning(store.direct())
        .await?;
    Ok(())
}
