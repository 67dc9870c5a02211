//! A reminder that was sent: of a kind, for a moment, once.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Of what, and how long before.
    ReminderKind {
        /// Of the start, seven days before.
        Week,
        /// Of the start, 24 hours before.
        Day,
        /// Of the start, an hour before.
        Hour,
        /// Of the end of a date poll, three days before.
        PollThreeDays,
        /// Of the end of a date poll, 24 hours before.
        PollDay,
        /// Of a date poll without an end, seven days after it was opened.
        PollWeek,
        /// Of a date poll without an end, 14 days after it was opened.
        PollFortnight,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_reminder")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub seminar_id: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: ReminderKind,
    /// The start, or the end of the poll, else its opening: one that is moved is reminded of again.
    #[sea_orm(primary_key, auto_increment = false)]
    pub due_for: DateTimeUtc,
    pub noted_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
