//! A person registered for a seminar.

use sea_orm::entity::prelude::*;

use crate::text_enum;

text_enum! {
    /// Where a registration stands.
    RegistrationStatus {
        /// Awaits the approval of an organiser.
        Requested,
        /// Has a seat.
        Confirmed,
        /// Waits for a seat.
        Waitlisted,
        /// A seat is offered; the person must accept it in time.
        Offered,
        /// Did not accept in time.
        Expired,
        /// Refused by an organiser, or the offer declined.
        Declined,
        /// Given up.
        Cancelled,
        /// Was there.
        Attended,
        /// Was not there.
        NoShow,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub seminar_id: Uuid,
    pub pool_id: Uuid,
    pub person_id: Uuid,
    /// The organisation the person stood for when registering.
    pub organisation_id: Option<Uuid>,
    /// Its name and the person's title at that time.
    pub organisation_name: Option<String>,
    pub title: Option<String>,
    pub status: RegistrationStatus,
    /// Given by organisers: the highest is next, whenever they joined.
    pub priority: i32,
    /// Place in the queue of arrivals; orders the waiting list.
    pub joined_at: DateTimeUtc,
    /// The person agreed to stand on the list of participants.
    pub is_listed: bool,
    /// Who may see it, besides the person.
    pub audience_id: Uuid,
    /// Who may change it, besides the person: the organisers of the seminar.
    pub organisers_id: Uuid,
    pub cancelled_at: Option<DateTimeUtc>,
    /// Until when an offered seat can be taken.
    pub offer_expires_at: Option<DateTimeUtc>,
    /// How many offers passed without an answer.
    pub expiries: i32,
    /// What the person shows at the door; from when they first have a seat.
    pub check_in_code: Option<String>,
    pub attended_at: Option<DateTimeUtc>,
    /// How often somebody with a seat changed to one of another kind: each is another place in their calendar.
    pub seat_changes: i32,
    /// Grows by one with every change; a change names the version it was made from.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
