//! The summary of a seminar.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seminar_id: Uuid,
    pub summary: String,
    pub written_at: DateTimeUtc,
    pub sent_to_participants_at: Option<DateTimeUtc>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
