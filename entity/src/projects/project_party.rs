//! An organisation that pays for a project or takes part in it.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What an organisation is to a project, besides owning it.
    ProjectPartyRole {
        /// Pays for it, wholly or in part.
        Funder,
        /// Takes part in it.
        Partner,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_party")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub organisation_id: Option<Uuid>,
    pub name_text: Option<String>,
    pub role: ProjectPartyRole,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
