//! An organisation that holds a seminar.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a host is to a seminar.
    HostRole {
        /// Holds it and answers for it.
        Lead,
        /// Holds it together with the lead.
        CoHost,
        /// Supports it without arranging it.
        Partner,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_host")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub organisation_id: Uuid,
    pub role: HostRole,
    /// When a co-host accepted; a lead needs not.
    pub accepted_at: Option<DateTimeUtc>,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
