//! A date that a seminar could have.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Where a date stands in the poll.
    DateOptionStatus {
        /// Everyone is asked about it.
        Asked,
        /// Proposed by one of those who are asked; the organisers have not decided yet.
        Suggested,
        /// Proposed, and not taken up.
        Declined,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "date_option")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub starts_local: DateTime,
    pub ends_local: DateTime,
    /// IANA zone of the local times.
    pub time_zone: String,
    pub starts_at: DateTimeUtc,
    pub ends_at: DateTimeUtc,
    pub note: Option<String>,
    pub status: DateOptionStatus,
    /// Grows when the time changes; votes for an earlier one are stale.
    pub revision: i32,
    /// The organisation that proposed it; null: the organisers.
    pub suggested_by_id: Option<Uuid>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
