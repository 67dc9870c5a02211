//! A short text about a project: a target group, a result, a lesson, a milestone …

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a short text says of a project.
    PointKind {
        /// Whom it is for.
        TargetGroup,
        /// A place or part of the municipality it works in.
        Area,
        /// Something it brought about.
        Result,
        /// Something others can learn from it.
        Lesson,
        /// Something to be reached on a day.
        Milestone,
        /// Something that went another way than planned.
        Deviation,
        /// Something it brought about without aiming at it.
        SideEffect,
        /// What it owes its funders in public: a logo, a sign, a mention.
        PublicityDuty,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_point")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub kind: PointKind,
    pub position: i32,
    pub text: String,
    pub due_on: Option<Date>,
    pub done_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
