//! A human being. Access hangs on the account, not here.

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::Visibility;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    pub name_sort: String,
    pub visibility: Visibility,
    pub audience_id: Uuid,
    /// Language the person prefers.
    pub locale: Option<String>,
    pub origin: Origin,
    /// When all that could tell who they are was erased; null for everybody else.
    pub erased_at: Option<DateTimeUtc>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
