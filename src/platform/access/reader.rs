//! Reading for one viewer.

use std::sync::{Arc, OnceLock};

use entity::audit_entry::AuditAction;
use futures_util::future::BoxFuture;
use sea_orm::{QueryFilter, Select, SelectGetableTuple, Selector, TryGetableMany};
use uuid::Uuid;

use super::{
    super::{
        audit::Act,
        error::Result,
        store::{Position, Reading, Store, Written},
    },
    resource::{Resource, Table},
    viewer::Viewer,
    work::{Followers, Work},
};

/// Finds out anew who asks.
pub type Reload = Arc<dyn Fn() -> BoxFuture<'static, Result<Viewer>> + Send + Sync>;

/// The viewer as a change of the same request has made them: what they founded or accepted is theirs in its answer.
#[derive(Clone)]
pub(super) struct Renewal {
    reload: Reload,
    renewed: Arc<OnceLock<Viewer>>,
}

impl Renewal {
    pub async fn renew(&self) {
        // Failing that, the answer shows the rights from before; the next request has the new ones.
        if let Ok(viewer) = (self.reload)().await {
            let _ = self.renewed.set(viewer);
        }
    }
}

/// What a change of a request does beside what is asked.
#[derive(Clone)]
pub(super) struct Asked {
    pub renewal: Option<Renewal>,
    /// Up to where it has written.
    pub written: Written,
}

/// Read-only access for one viewer; every select starts from what they may see.
#[derive(Clone)]
pub struct Reader {
    store: Store,
    /// Where rows are read that need not be the newest.
    rows: Reading,
    written: Written,
    viewer: Arc<Viewer>,
    followers: Followers,
    renewal: Option<Renewal>,
}

impl Reader {
    pub fn new(store: Store, viewer: Arc<Viewer>, followers: Followers) -> Self {
        Self {
            rows: store.read.clone(),
            store,
            written: Written::default(),
            viewer,
            followers,
            renewal: None,
        }
    }

    /// Reads at a replica that has what the viewer wrote and what their client has seen, if there is one: for what changes
    /// nothing. Who the viewer is, was read at the primary.
    pub fn nearest(mut self, seen: Option<Position>) -> Self {
        self.rows = self.store.nearest(self.viewer.person().ok(), seen);
        self
    }

    /// Whether it reads all that was written up to there.
    pub fn covers(&self, position: Position) -> bool {
        self.rows.covers(position)
    }

    /// Notes there up to where the viewer writes.
    pub fn noting(mut self, written: Written) -> Self {
        self.written = written;
        self
    }

    /// Lets a change of access be seen within the request that makes it.
    pub fn renewed_by(mut self, reload: Reload) -> Self {
        let renewed = Arc::default();
        self.renewal = Some(Renewal { reload, renewed });
        self
    }

    /// Reading in the name of Erfa itself: for what must be known before anybody is known.
    pub fn as_system(&self, capacity: &'static str) -> Self {
        Self {
            viewer: Arc::new(Viewer::system(self.store.backend(), capacity)),
            rows: self.store.read.clone(),
            renewal: None,
            ..self.clone()
        }
    }

    pub fn viewer(&self) -> &Viewer {
        let renewed = self
            .renewal
            .as_ref()
            .and_then(|renewal| renewal.renewed.get());
        renewed.unwrap_or(&self.viewer)
    }

    /// The viewer as the request began, for what outlasts it.
    pub fn shared_viewer(&self) -> Arc<Viewer> {
        self.viewer.clone()
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The rows of a table that the viewer may see.
    #[expect(clippy::disallowed_methods, reason = "the one place where reads begin")]
    pub fn select<E: Resource>(&self) -> Select<E> {
        E::find().filter(E::visible_to(self.viewer()))
    }

    /// Where the rows of a table are read.
    pub(in crate::platform) fn rows_of<E: Table>(&self) -> &Reading {
        match E::FRESH {
            true => &self.store.read,
            false => &self.rows,
        }
    }

    /// Where entries of the index of words are read.
    pub(in crate::platform) fn index(&self) -> &Reading {
        &self.rows
    }

    pub async fn all<E: Table>(&self, select: Select<E>) -> Result<Vec<E::Model>> {
        Ok(select.all(self.rows_of::<E>()).await?)
    }

    pub async fn one<E: Table>(&self, select: Select<E>) -> Result<Option<E::Model>> {
        Ok(select.one(self.rows_of::<E>()).await?)
    }

    /// What a select computes instead of whole rows: counts, places in a queue. Not for tables that are `FRESH`.
    pub async fn tuples<T>(&self, select: Selector<SelectGetableTuple<T>>) -> Result<Vec<T>>
    where
        T: TryGetableMany + Send + Sync,
    {
        Ok(select.all(&self.rows).await?)
    }

    /// Notes in the audit log that the viewer is about to read these fields of such things. Reading goes on once this is kept.
    pub async fn witness(
        &self,
        kind: &'static str,
        subjects: &[Uuid],
        fields: &'static str,
        reason: &'static str,
    ) -> Result<()> {
        if subjects.is_empty() {
            return Ok(());
        }
        let (viewer, followers) = (self.viewer.clone(), self.followers.clone());
        let work = Work::begin(&self.store, viewer, followers, None).await?;
        for subject in subjects {
            work.audit(Act {
                action: AuditAction::Read,
                kind,
                subject: *subject,
                fields: fields.to_owned(),
                reason: Some(reason),
            });
        }
        work.finish(Ok(())).await
    }

    /// Begins a unit of work in the name of the same viewer; an error for those who may only read.
    pub async fn begin(&self) -> Result<Work> {
        self.viewer.may_write()?;
        let (viewer, followers) = (self.viewer.clone(), self.followers.clone());
        let asked = Asked {
            renewal: self.renewal.clone(),
            written: self.written.clone(),
        };
        Work::begin(&self.store, viewer, followers, Some(asked)).await
    }
}
