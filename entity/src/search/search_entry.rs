//! A thing that search finds; its words stand in the index beside it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "search_entry")]
pub struct Model {
    /// Its date and then some bits of its id: what newest first is sorted by.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: i64,
    pub id: Uuid,
    /// Name of its GraphQL type.
    pub kind: String,
    pub audience_id: Uuid,
    /// The language it was written in first.
    pub locale: String,
    pub country_code: Option<String>,
    /// Ids of its themes in hexadecimal digits, sorted, with spaces between them.
    pub themes: String,
    /// When it took place, was made or was last changed.
    pub dated_at: DateTimeUtc,
    /// The version of the thing that its words were taken from.
    pub version: i64,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
