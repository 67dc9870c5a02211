//! What changed, in the order of commits. Written by a unit of work as its last statement.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What happened to a thing.
    Op {
        /// Created or changed.
        Upsert,
        /// Deleted.
        Remove,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "change_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub seq: i64,
    /// One per unit of work.
    pub tx_id: Uuid,
    /// Kind of the thing that changed, as in `NodeKind`.
    pub kind: String,
    pub entity_id: Uuid,
    pub op: Op,
    pub version: i64,
    /// Who could see it before; null when it did not exist.
    pub audience_before: Option<Uuid>,
    /// Who can see it now; null when it is gone.
    pub audience_after: Option<Uuid>,
    /// Which system made the change: `erfa`, `import`, …
    pub origin: String,
    pub actor_id: Option<Uuid>,
    pub at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
