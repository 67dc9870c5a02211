//! Rows that stand and fall with their parent: whoever sees the parent sees them.

use std::{
    collections::HashMap,
    hash::{Hash, Hasher},
    marker::PhantomData,
    sync::Arc,
};

use async_graphql::dataloader::Loader;
use sea_orm::{ColumnTrait, DbBackend, ModelTrait, QueryFilter, QueryOrder, Select, Value};
use uuid::Uuid;

use super::super::{
    access::{Reader, Resource, Table},
    error::{Error, Result},
    store::one_of,
};

/// A table of details of `P`.
pub trait Detail<P: Resource>: Table {
    const PARENT: Self::Column;
    /// What the details of one parent are sorted by.
    const ORDER: Self::Column;

    /// What details name the parent by: its id, unless it shares them with others.
    fn key_of(parent: &P::Model) -> Uuid {
        P::id_of(parent)
    }
}

/// The details of one parent, for the loader.
pub struct DetailsOf<P, E>(pub Uuid, PhantomData<fn() -> (P, E)>);

impl<P: Resource, E: Detail<P>> DetailsOf<P, E> {
    /// Only from a row that somebody was allowed to see.
    pub fn of(parent: &P::Model) -> Self {
        Self::key(E::key_of(parent))
    }

    fn key(id: Uuid) -> Self {
        Self(id, PhantomData)
    }
}

impl<P, E> Clone for DetailsOf<P, E> {
    fn clone(&self) -> Self {
        Self(self.0, PhantomData)
    }
}

impl<P, E> PartialEq for DetailsOf<P, E> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl<P, E> Eq for DetailsOf<P, E> {}

impl<P, E> Hash for DetailsOf<P, E> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl<P: Resource, E: Detail<P>> Loader<DetailsOf<P, E>> for Reader {
    type Value = Arc<Vec<E::Model>>;
    type Error = Error;

    async fn load(
        &self,
        keys: &[DetailsOf<P, E>],
    ) -> Result<HashMap<DetailsOf<P, E>, Self::Value>> {
        let ids: Vec<_> = keys.iter().map(|key| key.0).collect();
        let rows = self
            .all(details::<P, E>(&ids, self.store().backend()))
            .await?;
        let mut found = by_parent::<P, E>(rows);
        let keyed = |id| {
            (
                DetailsOf::key(id),
                Arc::new(found.remove(&id).unwrap_or_default()),
            )
        };
        Ok(ids.into_iter().map(keyed).collect())
    }
}

#[expect(clippy::disallowed_methods, reason = "the parents were visible")]
fn details<P: Resource, E: Detail<P>>(ids: &[Uuid], backend: DbBackend) -> Select<E> {
    let wanted = one_of(backend, E::PARENT.into_expr(), ids);
    E::find().filter(wanted).order_by_asc(E::ORDER)
}

/// The details of rows in hand.
pub fn details_of_rows<P: Resource, E: Detail<P>>(
    rows: &[&P::Model],
    backend: DbBackend,
) -> Select<E> {
    let ids: Vec<_> = rows.iter().map(|row| E::key_of(row)).collect();
    details::<P, E>(&ids, backend)
}

/// Details, told apart by their parents.
pub fn by_parent<P: Resource, E: Detail<P>>(rows: Vec<E::Model>) -> HashMap<Uuid, Vec<E::Model>> {
    let mut found: HashMap<Uuid, Vec<E::Model>> = HashMap::new();
    for row in rows {
        if let Value::Uuid(Some(parent)) = row.get(E::PARENT) {
            found.entry(parent).or_default().push(row);
        }
    }
    found
}

/// Declares tables of details: `table of parent by Column, ordered by Column`, and `fresh: true` for `Table::FRESH`.
#[macro_export]
macro_rules! details_of {
    ($($table:ident of $parent:ident by $column:ident, ordered by $order:ident $(, fresh: $fresh:literal)?;)+) => {
        $(
            impl $crate::platform::access::Table for entity::$table::Entity {
                $(const FRESH: bool = $fresh;)?
            }
            impl $crate::platform::list::Detail<entity::$parent::Entity> for entity::$table::Entity {
                const PARENT: entity::$table::Column = entity::$table::Column::$column;
                const ORDER: entity::$table::Column = entity::$table::Column::$order;
            }
        )+
    };
}
