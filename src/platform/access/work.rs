//! One transaction for one viewer, and what it leaves in the change log.

mod telling;
mod writing;

use std::{
    collections::HashSet,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use chrono::{DateTime, NaiveDate, Utc};
use entity::change_log::Op;
use futures_util::future::BoxFuture;
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect, Select,
    Selector, SelectorTrait,
};
use uuid::Uuid;

use super::{
    super::{
        audit::Act,
        error::{Error, Result},
        personal::Ledger,
        store::{Store, one_of},
        vault::Vault,
    },
    permit::{Allows, Ground, Permitted, Platform, Under},
    reader::Renewal,
    resource::Resource,
    viewer::{Viewer, Who},
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
    /// Names of the columns that hold something else than before; empty for what is new or gone, and where only details in
    /// other tables changed.
    pub fields: Vec<&'static str>,
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
    /// In whose name the transaction began.
    asker: Arc<Viewer>,
    store: Store,
    followers: Followers,
    renewal: Option<Renewal>,
    now: DateTime<Utc>,
    changes: Mutex<Vec<Change>>,
    acts: Mutex<Vec<Act>>,
    audiences: Mutex<HashSet<Uuid>>,
    /// Something was put in line for the worker.
    enqueued: AtomicBool,
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
        let tx = store.begin(!viewer.is_system()).await?;
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
            asker: viewer.clone(),
            renewal,
            store: store.clone(),
            followers,
            now: store.clock.now(),
            changes: Mutex::default(),
            acts: Mutex::default(),
            audiences: Mutex::default(),
            enqueued: AtomicBool::default(),
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

    /// The same transaction, in the name of whoever began it: for what they must be able to see themselves.
    pub fn as_asker(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            viewer: self.shared.asker.clone(),
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

    pub(in crate::platform) fn connection(&self) -> &DatabaseTransaction {
        &self.shared.tx
    }

    /// What the secrets in this database are sealed with.
    pub fn vault(&self) -> Result<&Vault> {
        self.shared.store.vault()
    }

    /// Who was erased, as kept outside the database.
    pub fn ledger(&self) -> Result<&Ledger> {
        self.shared.store.ledger()
    }

    /// The worker is woken when this work is kept.
    pub(in crate::platform) fn note_job(&self) {
        self.shared.enqueued.store(true, Ordering::Relaxed);
    }

    /// Says in the audit log what is done here with somebody's personal data, beyond the changes it tells of by itself.
    pub fn audit(&self, act: Act) {
        let acts = self.shared.acts.lock();
        acts.unwrap_or_else(PoisonError::into_inner).push(act);
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

    /// What a select computes instead of whole rows, or rows of several tables beside each other.
    pub async fn tuples<S>(&self, select: Selector<S>) -> Result<Vec<S::Item>>
    where
        S: SelectorTrait + Send,
    {
        Ok(select.all(self.connection()).await?)
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
        match E::edition_of(&permit) {
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

    /// Rules say themselves what those who run the platform may do; only Erfa itself may everything.
    fn decide(&self, allowed: bool) -> Result<()> {
        match self.viewer.who() {
            _ if allowed => Ok(()),
            Who::System(_) => Ok(()),
            Who::Anyone => Err(Error::Unauthenticated),
            Who::Person { .. } | Who::Program { .. } => Err(Error::Forbidden),
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
