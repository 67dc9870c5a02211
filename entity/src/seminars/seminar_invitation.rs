//! What the calendar of somebody registered was last told of the seminar.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// What stands in the calendar.
    InvitationState {
        /// Nothing yet; the person was told of something else.
        None,
        /// The seminar, with a time that may not hold.
        Tentative,
        /// The seminar.
        Confirmed,
        /// Nothing any more.
        Removed,
        /// That it is cancelled.
        CalledOff,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "seminar_invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub registration_id: Uuid,
    pub seminar_id: Uuid,
    pub state: InvitationState,
    pub sequence: i32,
    /// Until when the offer holds that the person was last told of.
    pub offered_until: Option<DateTimeUtc>,
    /// How many messages the person got.
    pub messages: i32,
    pub told_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
