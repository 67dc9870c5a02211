//! A sort of costs, and how far the rules take it.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How far the rules take costs.
    CostKind {
        /// May be paid for.
        Eligible,
        /// May be paid for within limits.
        Limited,
        /// May not be paid for.
        Ineligible,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "cost_category")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub rule_set_id: Uuid,
    pub position: i32,
    pub kind: CostKind,
    pub name: String,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
