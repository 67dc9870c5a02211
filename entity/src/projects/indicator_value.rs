//! What was counted in a period, by gender where that is known.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Where a number comes from.
    ValueBasis {
        /// Counted or reported by the project.
        Reported,
        /// Worked out from something else.
        Derived,
    }
}

text_enum! {
    /// How sure a number is.
    Confidence {
        /// Sure.
        High,
        /// Likely.
        Medium,
        /// Uncertain; the note says why.
        Low,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "indicator_value")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub project_id: Uuid,
    pub indicator_id: Uuid,
    pub position: i32,
    pub starts_on: Option<Date>,
    pub ends_on: Option<Date>,
    pub period_text: Option<String>,
    pub women: Option<i32>,
    pub men: Option<i32>,
    pub other: Option<i32>,
    pub unknown: Option<i32>,
    pub total: Option<i32>,
    pub basis: ValueBasis,
    pub confidence: Option<Confidence>,
    pub note: Option<String>,
    /// Above 0 where earlier values are of the same period: only for those from before it could be taken once.
    pub repetition: i32,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
