//! Writing: only what a permit covers, and every change noted.

use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, Condition, EntityTrait, IdenStatic,
    IntoActiveModel, Iterable, ModelTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};
use uuid::Uuid;

use super::super::{
    super::error::{Error, Result},
    permit::{Ground, Permitted, Under},
    resource::{Resource, Table},
};
use super::{Work, beneath};

impl Work {
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
        let fields = different::<E>(row, &change);
        change.set(E::VERSION, (E::version_of(row) + 1).into());
        change.set(E::UPDATED_AT, self.now().into());
        if let Some(edition) = E::EDITION.filter(|column| change.get(*column).is_not_set()) {
            change.set(edition, (E::edition_of(row) + 1).into());
        }
        let mut rows = E::update_many()
            .set(change)
            .filter(E::ID.eq(E::id_of(row)))
            .filter(E::VERSION.eq(E::version_of(row)))
            .exec_with_returning(self.connection())
            .await?;
        let after = rows.pop().ok_or(Error::Conflict(E::edition_of(row) + 1))?;
        self.note_fields(E::entry(row), E::entry(&after), fields);
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

    /// Removes a row of its own under the permitted one; the change log keeps that it is gone.
    #[expect(clippy::disallowed_methods, reason = "unlocked by a permit")]
    pub async fn remove_under<E, A, G>(&self, permit: &Permitted<A, G>, id: Uuid) -> Result<()>
    where
        G: Ground,
        E: Under<A, G> + Resource,
    {
        let this = Condition::all()
            .add(beneath::<E, A, G>(permit))
            .add(E::ID.eq(id));
        let select = E::find().filter(this.clone()).lock_exclusive();
        let row = self.one(select).await?.ok_or(Error::NotFound)?;
        E::delete_many()
            .filter(this)
            .exec(self.connection())
            .await?;
        self.note(E::entry(&row), None);
        Ok(())
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
        // Locked in the order of their ids, as everywhere.
        let before = E::find().filter(which.clone());
        let before = before.order_by_asc(E::ID).lock_exclusive();
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
}

/// The columns that a change fills with something else.
fn different<E: Resource>(row: &E::Model, change: &E::ActiveModel) -> Vec<&'static str> {
    let other = E::Column::iter().filter(|column| match change.get(*column) {
        ActiveValue::Set(value) => value != row.get(*column),
        _ => false,
    });
    other.map(|column| column.as_str()).collect()
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
