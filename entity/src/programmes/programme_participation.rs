//! A municipality or another organisation takes part in a programme.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// How far a participant has come in a programme.
    ParticipationStatus {
        /// May apply.
        Eligible,
        /// Has applied.
        Applied,
        /// Was chosen.
        Selected,
        /// Has agreed on what is to be done.
        Agreed,
        /// Has done it.
        Completed,
        /// Has left.
        Withdrawn,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "programme_participation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub programme_id: Uuid,
    pub municipality_id: Option<Uuid>,
    pub organisation_id: Option<Uuid>,
    pub position: i32,
    pub status: ParticipationStatus,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
