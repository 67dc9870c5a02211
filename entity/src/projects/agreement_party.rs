//! A party of an agreement, and its signature.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agreement_party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub agreement_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub name_text: Option<String>,
    pub position: i32,
    pub signed_on: Option<Date>,
    pub signed_by: Option<String>,
    /// The party that noted the signature of this one, which is only a name.
    pub noted_by_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
