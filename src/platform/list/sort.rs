//! What a list is sorted by: one column, then the id.

use sea_orm::{
    ColumnTrait, EntityTrait, ModelTrait, Value,
    sea_query::{Expr, Func},
};

use super::super::access::Resource;

/// One column and a direction. The id settles ties, so every order is total.
pub struct Sort<E: EntityTrait> {
    pub column: E::Column,
    /// What an empty value counts as, where the column may be empty.
    pub empty_as: Option<Value>,
    pub descending: bool,
}

impl<E: Resource> Sort<E> {
    pub fn by(column: E::Column) -> Self {
        Self {
            column,
            empty_as: None,
            descending: false,
        }
    }

    pub fn empty_as(mut self, value: impl Into<Value>) -> Self {
        self.empty_as = Some(value.into());
        self
    }

    pub fn descending(mut self, descending: bool) -> Self {
        self.descending = descending;
        self
    }

    pub(super) fn expression(&self) -> Expr {
        let column = Expr::col((E::default(), self.column));
        match &self.empty_as {
            None => column,
            Some(value) => Func::coalesce([column, Expr::val(value.clone())]).into(),
        }
    }

    pub(super) fn value_of(&self, row: &E::Model) -> Value {
        let value = row.get(self.column);
        match &self.empty_as {
            Some(instead) if value == value.as_null() => instead.clone(),
            _ => value,
        }
    }

    /// The type that values of a cursor must have.
    pub(super) fn column_type(&self) -> sea_orm::sea_query::ColumnType {
        self.column.def().get_column_type().clone()
    }
}
