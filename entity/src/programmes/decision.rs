//! What a body said of an application.

use sea_orm::entity::prelude::*;

use crate::Origin;
use crate::funding_rule::DecisionLevel;
use crate::text_enum;

text_enum! {
    /// What was said of an application.
    DecisionOutcome {
        /// Another body is to approve it.
        Recommended,
        /// It gets its grant.
        Approved,
        /// It gets none.
        Rejected,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "decision")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub application_id: Uuid,
    pub body_id: Option<Uuid>,
    pub body_text: Option<String>,
    pub level: DecisionLevel,
    pub outcome: DecisionOutcome,
    pub decided_on: Date,
    pub section: Option<String>,
    pub reason: Option<String>,
    pub granted_minor: Option<i64>,
    pub embargo_until: Option<DateTimeUtc>,
    /// When its embargo was found to be over, or when it was written if it had none.
    pub released_at: Option<DateTimeUtc>,
    /// Until the embargo ends, those who run the programme.
    pub audience_id: Uuid,
    pub origin: Origin,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
