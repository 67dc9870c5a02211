//! Reading for one viewer.

use std::sync::Arc;

use sea_orm::{EntityTrait, QueryFilter, Select};

use super::{
    super::{error::Result, store::Store},
    resource::Resource,
    viewer::Viewer,
    work::{Followers, Work},
};

/// Read-only access for one viewer; every select starts from what they may see.
#[derive(Clone)]
pub struct Reader {
    store: Store,
    viewer: Arc<Viewer>,
    followers: Followers,
}

impl Reader {
    pub fn new(store: Store, viewer: Arc<Viewer>, followers: Followers) -> Self {
        Self {
            store,
            viewer,
            followers,
        }
    }

    /// Reading in the name of Erfa itself: for what must be known before anybody is known.
    pub fn as_system(&self, capacity: &'static str) -> Self {
        Self {
            viewer: Arc::new(Viewer::system(self.store.backend(), capacity)),
            ..self.clone()
        }
    }

    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The rows of a table that the viewer may see.
    #[expect(clippy::disallowed_methods, reason = "the one place where reads begin")]
    pub fn select<E: Resource>(&self) -> Select<E> {
        E::find().filter(E::visible_to(&self.viewer))
    }

    pub async fn all<E: EntityTrait>(&self, select: Select<E>) -> Result<Vec<E::Model>> {
        Ok(select.all(&self.store.read).await?)
    }

    pub async fn one<E: EntityTrait>(&self, select: Select<E>) -> Result<Option<E::Model>> {
        Ok(select.one(&self.store.read).await?)
    }

    /// Begins a unit of work in the name of the same viewer.
    pub async fn begin(&self) -> Result<Work> {
        Work::begin(&self.store, self.viewer.clone(), self.followers.clone()).await
    }
}
