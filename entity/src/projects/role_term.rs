//! Somebody does something in a project, for a time.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What somebody does in a project.
    ProjectRole {
        /// Leads it.
        Leader,
        /// Leads its processes or a part of it.
        ProcessLeader,
        /// Keeps its parts together.
        Coordinator,
        /// Handles its money and papers.
        Administrator,
        /// Tells others of it.
        Communicator,
        /// Follows and evaluates it.
        Evaluator,
        /// Is asked for what they know.
        Expert,
        /// Anything else; the title says what.
        Other,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "role_term")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub role: ProjectRole,
    pub title: Option<String>,
    pub person_id: Option<Uuid>,
    pub name_text: Option<String>,
    pub organisation_id: Option<Uuid>,
    pub is_acting: bool,
    pub fte_percent: Option<i32>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub starts_text: Option<String>,
    pub ends_text: Option<String>,
    pub handover_note: Option<String>,
    pub position: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
