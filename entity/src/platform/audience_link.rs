//! An audience is a set of standings: whoever holds `min_rank` or more in `scope_id` belongs to it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audience_link")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub audience_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub scope_id: Uuid,
    pub min_rank: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
