//! Somebody holds a seat, for a time that may be unknown.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seat_term")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub seat_id: Uuid,
    pub number: i32,
    pub person_id: Option<Uuid>,
    pub name_text: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub is_over: bool,
    pub note: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
