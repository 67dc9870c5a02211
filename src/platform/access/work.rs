//! One transaction for one viewer, and what it leaves in the change log.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::change_log::Op;
use futures_util::future::BoxFuture;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, IntoActiveModel,
    ModelTrait, QueryFilter, QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    super::{
        changes,
        error::{Error, Result},
        store::{Store, one_of},
    },
    permit::{Allows, Ground, Permitted, Platform, Under},
    reader::Renewal,
    resource::{Entry, Resource, Table},
    viewer::Viewer,
};

/// One change, as the change log will tell it.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: &'static str,
    pub id: Uuid,
    pub op: Op,
    pub version: i64,
    pub audience_before: Option<Uuid>,
    pub audience_after: Option<Uuid>,
}

/// A capability that must act when a lower one has changed something, in the same transaction.
pub trait Follower: Send + Sync {
    fn follow<'a>(&'a self, work: &'a Work, changes: &'a [Change]) -> BoxFuture<'a, Result<()>>;
}

/// All of them, in the order of the capabilities.
pub type Followers = Arc<[Box<dyn Follower>]>;

/// What all views of one transaction share.
struct Shared {
    tx: DatabaseTransaction,
    store: Store,
    followers: Followers,
    renewal: Option<Renewal>,
    now: DateTime<Utc>,
    changes: Mutex<Vec<Change>>,
    audiences: Mutex<HashSet<Uuid>>,
}

/// One transaction for one viewer. Nothing is kept unless `finish` is reached with a success.
pub struct Work {
    shared: Arc<Shared>,
    viewer: Arc<Viewer>,
}

impl Work {
    pub(super) async fn begin(
        store: &Store,
        viewer: Arc<Viewer>,
        followers: Followers,
        renewal: Option<Renewal>,
    ) -> Result<Self> {
        let tx = store.begin().await?;
        Ok(Self::within(tx, store, viewer, followers, renewal))
    }

    fn within(
        tx: DatabaseTransaction,
        store: &Store,
        viewer: Arc<Viewer>,
        followers: Followers,
        renewal: Option<Renewal>,
    ) -> Self {
        let shared = Shared {
            tx,
            renewal,
            store: store.clone(),
            followers,
            now: store.clock.now(),
            changes: Mutex::default(),
            audiences: Mutex::default(),
        };
        Self {
            shared: Arc::new(shared),
            viewer,
        }
    }

    /// For Erfa's own tasks that only read: everything is of one moment, and nobody waits for it.
    pub async fn snapshot(store: &Store, capacity: &'static str) -> Result<Self> {
        let viewer = Arc::new(Viewer::system(store.backend(), capacity));
        let tx = store.begin_reading().await?;
        Ok(Self::within(tx, store, viewer, Arc::new([]), None))
    }

    /// For Erfa's own tasks: the work of a named system viewer.
    pub async fn of_system(
        store: &Store,
        capacity: &'static str,
        followers: Followers,
    ) -> Result<Self> {
        let viewer = Arc::new(Viewer::system(store.backend(), capacity));
        Self::begin(store, viewer, followers, None).await
    }

    /// The same transaction, in the name of Erfa itself: for what must follow whoever caused it.
    pub fn as_system(&self, capacity: &'static str) -> Self {
        Self {
            shared: self.shared.clone(),
            viewer: Arc::new(Viewer::system(self.viewer.backend(), capacity)),
        }
    }

    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// When this work began: one instant for everything it writes.
    pub fn now(&self) -> DateTime<Utc> {
        self.shared.now
    }

    /// The time at this very moment: after a wait for a lock it is later than `now`, and grows from one holder to the next.
    pub fn moment(&self) -> DateTime<Utc> {
        self.shared.store.clock.now()
    }

    pub fn today(&self) -> NaiveDate {
        self.shared.now.date_naive()
    }

    pub(super) fn connection(&self) -> &DatabaseTransaction {
        &self.shared.tx
    }

    /// True the first time an audience is met in this transaction.
    pub(super) fn remember_audience(&self, audience: Uuid) -> bool {
        let mut known = self
            .shared
            .audiences
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.insert(audience)
    }

    /// What the viewer may see, as `Reader::select`, within this transaction.
    #[expect(
        clippy::disallowed_methods,
        reason = "starts from what the viewer may see"
    )]
    pub fn select<E: Resource>(&self) -> Select<E> {
        E::find().filter(E::visible_to(&self.viewer))
    }

    pub async fn all<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>> {
        Ok(select.all(self.connection()).await?)
    }

    pub async fn one<E: EntityTrait>(&self, select: Select<E>) -> Result<Option<E::Model>> {
        Ok(select.one(self.connection()).await?)
    }

    /// Those of the rows with these ids that the viewer may see.
    pub async fn by_ids<E: Resource>(&self, ids: &[Uuid]) -> Result<Vec<E::Model>> {
        let wanted = one_of(self.viewer.backend(), E::ID.into_expr(), ids);
        self.all(self.select::<E>().filter(wanted)).await
    }

    /// A row the viewer may see; the same answer for one hidden and one absent.
    pub async fn visible<E: Resource>(&self, id: Uuid) -> Result<E::Model> {
        let row = self.one(self.select::<E>().filter(E::ID.eq(id))).await?;
        row.ok_or(Error::NotFound)
    }

    /// Finds, locks and checks a row. Invisible rows are not found; visible but disallowed
    /// ones are forbidden, or need signing in.
    pub async fn permit<A, E>(&self, id: Uuid) -> Result<Permitted<A, E>>
    where
        E: Resource,
        E::Model: Allows<A>,
    {
        let select = self.select::<E>().filter(E::ID.eq(id)).lock_exclusive();
        let row = self.one(select).await?.ok_or(Error::NotFound)?;
        self.decide(row.allows(&self.viewer))?;
        Ok(Permitted::new(row))
    }

    /// As `permit`, for a change made from a version that the client has read.
    pub async fn permit_version<A, E>(&self, id: Uuid, version: i64) -> Result<Permitted<A, E>>
    where
        E: Resource,
        E::Model: Allows<A>,
    {
        let permit = self.permit::<A, E>(id).await?;
        match E::version_of(&permit) {
            current if current == version => Ok(permit),
            current => Err(Error::Conflict(current)),
        }
    }

    /// Leave to act on the platform as a whole, where a new row has no parent.
    pub fn permit_platform<A>(&self) -> Result<Permitted<A, Platform>>
    where
        Platform: Allows<A>,
    {
        self.decide(Platform.allows(&self.viewer))?;
        Ok(Permitted::new(Platform))
    }

    fn decide(&self, allowed: bool) -> Result<()> {
        match (
            allowed || self.viewer.runs_platform(),
            self.viewer.signed_in(),
        ) {
            (true, _) => Ok(()),
            (false, true) => Err(Error::Forbidden),
            (false, false) => Err(Error::Unauthenticated),
        }
    }

    /// Rows a permitted action needs to decide, whether or not the viewer may see them.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub fn select_under<E, A, G>(&self, permit: &Permitted<A, G>) -> Select<E>
    where
        G: Ground,
        E: Under<A, G>,
    {
        E::find().filter(beneath::<E, A, G>(permit))
    }

    /// Adds a row under the permitted one; its parent column is set here, whatever the caller set.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub async fn insert<M, A, G>(
        &self,
        mut row: M,
        permit: &Permitted<A, G>,
    ) -> Result<<M::Entity as EntityTrait>::Model>
    where
        G: Ground,
        M: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
        M::Entity: Under<A, G>,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        set_parent::<M, A, G>(&mut row, permit);
        M::Entity::stamp(&mut row, self.now());
        let row = row.insert(self.connection()).await?;
        self.note(None, M::Entity::entry(&row));
        Ok(row)
    }

    /// Adds many rows at once, in as few statements as the database takes.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub async fn insert_all<M, A, G>(&self, rows: Vec<M>, permit: &Permitted<A, G>) -> Result<()>
    where
        G: Ground,
        M: ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
        M::Entity: Under<A, G>,
        <M::Entity as EntityTrait>::Model: IntoActiveModel<M>,
    {
        // SQLite takes 32,766 parameters a statement; the widest table has fifty columns.
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let batch: Vec<M> = rows
                .by_ref()
                .take(500)
                .map(|mut row| {
                    set_parent::<M, A, G>(&mut row, permit);
                    M::Entity::stamp(&mut row, self.now());
                    row
                })
                .collect();
            let stored = M::Entity::insert_many(batch)
                .exec_with_returning(self.connection())
                .await?;
            stored
                .iter()
                .for_each(|row| self.note(None, M::Entity::entry(row)));
        }
        Ok(())
    }

    /// Changes the permitted row itself: the next version of it.
    pub async fn update<E, A>(
        &self,
        permit: &Permitted<A, E>,
        change: E::ActiveModel,
    ) -> Result<E::Model>
    where
        E: Resource,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        self.write::<E>(permit, change).await
    }

    /// Changes a row under the permitted one.
    pub async fn update_under<E, A, G>(
        &self,
        permit: &Permitted<A, G>,
        row: &E::Model,
        change: E::ActiveModel,
    ) -> Result<E::Model>
    where
        G: Ground,
        E: Under<A, G> + Resource,
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        let parent = E::PARENT.map(|column| row.get(column));
        if parent != permit.id().map(Into::into) {
            return Err(Error::internal(anyhow::anyhow!(
                "a {} outside its permit",
                E::KIND
            )));
        }
        self.write::<E>(row, change).await
    }

    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    async fn write<E: Resource>(
        &self,
        row: &E::Model,
        mut change: E::ActiveModel,
    ) -> Result<E::Model>
    where
        E::Model: IntoActiveModel<E::ActiveModel>,
    {
        change.set(E::VERSION, (E::version_of(row) + 1).into());
        change.set(E::UPDATED_AT, self.now().into());
        let mut rows = E::update_many()
            .set(change)
            .filter(E::ID.eq(E::id_of(row)))
            .filter(E::VERSION.eq(E::version_of(row)))
            .exec_with_returning(self.connection())
            .await?;
        let after = rows.pop().ok_or(Error::Conflict(E::version_of(row) + 1))?;
        self.note(E::entry(row), E::entry(&after));
        Ok(after)
    }

    /// Removes rows of details under the permitted one; the parent's next version tells of it.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub async fn clear_under<E, A, G>(
        &self,
        permit: &Permitted<A, G>,
        which: Condition,
    ) -> Result<u64>
    where
        G: Ground,
        E: Under<A, G>,
    {
        let gone = E::delete_many()
            .filter(beneath::<E, A, G>(permit))
            .filter(which)
            .exec(self.connection())
            .await?;
        Ok(gone.rows_affected)
    }

    /// Changes rows of details under the permitted one where a condition still holds; answers how many. The condition
    /// is the guard: what it says is true at the moment of writing, on both databases.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub async fn change_under<E, A, G>(
        &self,
        permit: &Permitted<A, G>,
        set: impl IntoIterator<Item = (E::Column, Expr)>,
        which: Condition,
    ) -> Result<u64>
    where
        G: Ground,
        E: Under<A, G>,
    {
        let mut update = E::update_many()
            .filter(beneath::<E, A, G>(permit))
            .filter(which);
        for (column, value) in set {
            update = update.col_expr(column, value);
        }
        Ok(update.exec(self.connection()).await?.rows_affected)
    }

    /// Only for Erfa itself: changes many rows in one statement, as following something that was permitted.
    #[expect(clippy::disallowed_methods, reason = "open to the system viewer only")]
    pub async fn rewrite<E: Resource>(
        &self,
        set: Vec<(E::Column, Expr)>,
        which: Condition,
    ) -> Result<()> {
        if !self.viewer.is_system() {
            return Err(Error::Forbidden);
        }
        let before = E::find().filter(which.clone()).lock_exclusive();
        let before = self.all(before).await?;
        if before.is_empty() {
            return Ok(());
        }
        let mut update = E::update_many()
            .filter(which)
            .col_expr(
                E::VERSION,
                sea_orm::ExprTrait::add(Expr::col(E::VERSION), 1),
            )
            .col_expr(E::UPDATED_AT, self.now().into());
        for (column, value) in set {
            update = update.col_expr(column, value);
        }
        let after = update.exec_with_returning(self.connection()).await?;
        for row in &after {
            let old = before.iter().find(|old| E::id_of(old) == E::id_of(row));
            self.note(old.and_then(E::entry), E::entry(row));
        }
        Ok(())
    }

    fn note(&self, before: Option<Entry>, after: Option<Entry>) {
        let Some(row) = after.as_ref().or(before.as_ref()) else {
            return;
        };
        let change = Change {
            kind: row.kind,
            id: row.id,
            op: if after.is_some() {
                Op::Upsert
            } else {
                Op::Remove
            },
            version: row.version,
            audience_before: before.as_ref().map(|row| row.audience),
            audience_after: after.as_ref().map(|row| row.audience),
        };
        self.changes().push(change);
    }

    fn changes(&self) -> std::sync::MutexGuard<'_, Vec<Change>> {
        self.shared
            .changes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the transaction: with a success everything is kept and told, with an error nothing is.
    pub async fn finish<T>(self, outcome: Result<T>) -> Result<T> {
        let mut gives_access = false;
        let outcome = match outcome {
            Ok(value) => self.tell().await.map(|concerned| {
                gives_access = concerned;
                value
            }),
            Err(error) => Err(error),
        };
        let Some(shared) = Arc::into_inner(self.shared) else {
            return Err(Error::internal(anyhow::anyhow!(
                "a unit of work is still in use"
            )));
        };
        match outcome {
            Ok(value) => {
                shared.tx.commit().await?;
                shared.store.wake.notify_waiters();
                if let Some(renewal) = shared.renewal.filter(|_| gives_access) {
                    renewal.renew().await;
                }
                Ok(value)
            }
            Err(error) => {
                shared.tx.rollback().await?;
                Err(error)
            }
        }
    }

    /// Lets the higher capabilities follow, until nothing new comes, then writes the log: the last statements of the transaction.
    /// Answers whether somebody's access may have changed.
    async fn tell(&self) -> Result<bool> {
        let mut told = 0;
        loop {
            let fresh = self.changes()[told..].to_vec();
            if fresh.is_empty() {
                break;
            }
            told += fresh.len();
            for follower in self.shared.followers.iter() {
                follower.follow(self, &fresh).await?;
            }
        }
        let all = std::mem::take(&mut *self.changes());
        let audiences = self
            .shared
            .audiences
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        let concerns = audiences > 0
            || all
                .iter()
                .any(|change| changes::concerns_access(change.kind));
        let actor = self.viewer.person().ok();
        let origin = match self.viewer.who() {
            super::Who::System(capacity) => capacity,
            _ => "erfa",
        };
        changes::write(
            self.connection(),
            &self.shared.store,
            all,
            origin,
            actor,
            self.now(),
        )
        .await?;
        Ok(concerns)
    }
}

fn set_parent<M, A, G>(row: &mut M, permit: &Permitted<A, G>)
where
    G: Ground,
    M: ActiveModelTrait,
    M::Entity: Under<A, G>,
{
    if let (Some(column), Some(id)) = (<M::Entity as Under<A, G>>::PARENT, permit.id()) {
        row.set(column, id.into());
    }
}

fn beneath<E, A, G>(permit: &Permitted<A, G>) -> Condition
where
    G: Ground,
    E: Under<A, G>,
{
    match (E::PARENT, permit.id()) {
        (Some(column), Some(id)) => Condition::all().add(column.eq(id)),
        _ => Condition::all(),
    }
}
