//! One municipality of a territory change.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Which side of a territory change.
    Side {
        /// Existed before.
        From,
        /// Exists after.
        To,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "territory_change_part")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub change_id: Uuid,
    pub municipality_id: Uuid,
    pub side: Side,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
