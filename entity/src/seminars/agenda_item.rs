//! One point of the programme of the day.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agenda_item")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub position: i32,
    pub title: String,
    pub description: Option<String>,
    pub speaker: Option<String>,
    pub speaker_id: Option<Uuid>,
    /// Minutes after the start of the seminar.
    pub starts_after_minutes: Option<i32>,
    pub duration_minutes: Option<i32>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
