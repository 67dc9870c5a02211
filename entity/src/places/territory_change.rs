//! A change of territory: from these municipalities to those, on a date.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What happened to the territory.
    TerritoryChangeKind {
        /// Several became one, or one joined another.
        Merge,
        /// One became several.
        Split,
        /// The name changed.
        Rename,
        /// The official code changed.
        Recode,
        /// A part moved to another municipality.
        Transfer,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "territory_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub country_code: String,
    pub kind: TerritoryChangeKind,
    pub effective_on: Date,
    pub note: Option<String>,
    pub source: Option<String>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
