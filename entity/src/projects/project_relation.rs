//! What another project is to one.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What another project is to one.
    ProjectRelationKind {
        /// It came before, and this one goes on from it.
        Predecessor,
        /// It tried in small what this one does.
        Pilot,
        /// It runs beside this one.
        Parallel,
        /// It is a part of this one.
        Subproject,
        /// The two exchange experience.
        Exchange,
        /// They have to do with each other.
        Related,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_relation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub related_id: Uuid,
    pub kind: ProjectRelationKind,
    pub note: Option<String>,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
