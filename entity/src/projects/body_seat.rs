//! A seat of an organisation in a body; people succeed each other in it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "body_seat")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub body_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub organisation_text: Option<String>,
    pub is_chair: bool,
    pub position: i32,
    /// The day from which it is there.
    pub starts_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
