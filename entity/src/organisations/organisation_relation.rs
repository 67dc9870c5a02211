//! How one organisation stands to another, for a time.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How one organisation stands to another.
    RelationKind {
        /// The first acts through the second.
        ActsThrough,
        /// The first is a member of the second.
        MemberOf,
        /// The first owns the second, wholly or in part.
        Owns,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organisation_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: RelationKind,
    pub from_id: Uuid,
    pub to_id: Uuid,
    pub starts_on: Option<Date>,
    /// First day on which it no longer held.
    pub ends_on: Option<Date>,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
