//! What an organisation asks money for.

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::text_enum;

text_enum! {
    /// The life of an application.
    ApplicationStatus {
        /// Is being written; only the applicant sees it.
        Draft,
        /// Has been handed in.
        Submitted,
        /// The programme has asked the applicant to put something right.
        Clarification,
        /// Has been assessed.
        Assessed,
        /// A committee has recommended it.
        Recommended,
        /// Gets its grant.
        Approved,
        /// Gets none.
        Rejected,
        /// Was taken back by the applicant.
        Withdrawn,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub call_id: Uuid,
    pub programme_id: Uuid,
    pub applicant_id: Uuid,
    pub title: String,
    pub summary: Option<String>,
    pub status: ApplicationStatus,
    pub message: Option<String>,
    pub currency: String,
    pub submitted_at: Option<DateTimeUtc>,
    pub audience_id: Uuid,
    pub editors_id: Uuid,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
