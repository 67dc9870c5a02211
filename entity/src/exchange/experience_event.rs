//! A step in the life of an experience.

use sea_orm::entity::prelude::*;

use super::experience::ExperienceState;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "experience_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub experience_id: Uuid,
    pub from_state: ExperienceState,
    pub to_state: ExperienceState,
    /// Who took it; nobody where time did.
    pub person_id: Option<Uuid>,
    pub reason: Option<String>,
    pub at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
