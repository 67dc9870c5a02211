//! A report, the accounts, or an evaluation of a project.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What a report is.
    ReportKind {
        /// Says how far the project has come.
        Status,
        /// Says what the whole project came to.
        Final,
        /// Says what it cost and who paid.
        Accounts,
        /// Judges it, mostly from outside.
        Evaluation,
        /// Says what others can learn from it.
        Learning,
    }
}

text_enum! {
    /// The life of a report.
    ReportStatus {
        /// Being written; only the project sees it.
        Draft,
        /// Handed in; waits for an answer.
        Submitted,
        /// Sent back to be put right.
        Returned,
        /// Accepted.
        Accepted,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project_report")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub position: i32,
    pub kind: ReportKind,
    pub title: String,
    pub summary: Option<String>,
    pub author_text: Option<String>,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub status: ReportStatus,
    pub submitted_on: Option<Date>,
    pub decided_on: Option<Date>,
    pub answer: Option<String>,
    pub document_id: Option<Uuid>,
    /// Who decides on it: whoever did when it was first handed in.
    pub deciders_id: Option<Uuid>,
    /// The person who handed it in.
    pub submitted_by_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
